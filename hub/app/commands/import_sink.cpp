#include "hub/app/commands/import_sink.hpp"

#include <algorithm>

namespace trellis::app {
namespace {

// Of a rest, what the quarantine shows; the whole input is kept beside it.
constexpr std::uint64_t most_shown = std::uint64_t{16} << 20;

}  // namespace

std::vector<queue::InputStream> PayloadBytes::streams() const {
  std::vector<queue::InputStream> streams;
  for (const transport::Stream& stream : payload_.streams())
    streams.push_back({stream.name, stream.size});
  return streams;
}

Result<std::size_t> PayloadBytes::read(std::size_t stream, std::uint64_t position, char* to,
                                       std::size_t size) {
  if (!open_ || index_ != stream) {
    TRELLIS_LET(auto opened, payload_.open_stream(stream));
    open_.emplace(std::move(opened));
    index_ = stream;
  }
  return transport::read_at(open_->descriptor(), open_->offset(), open_->size(), position, to,
                            size);
}

Status ImportSink::record(const connections::Record& record) {
  if (watch_) watch_(importer_.received());
  if (!record.cursor.empty()) cursor_ = record.cursor;
  return importer_.record(record.key, record.media_type, record.bytes, record.origins);
}

Status ImportSink::hold(const connections::BadPiece& piece) {
  return importer_.hold(piece.key, piece.error, piece.bytes);
}

Status ImportSink::rest(const connections::UnreadRest& rest) {
  PayloadBytes whole(rest.payload);
  const auto streams = whole.streams();
  const std::uint64_t size = rest.stream < streams.size() ? streams[rest.stream].size : 0;
  std::string bytes(
      static_cast<std::size_t>(std::min(size - std::min(size, rest.offset), most_shown)), '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    TRELLIS_LET(const auto more,
                whole.read(rest.stream, rest.offset + got, bytes.data() + got, bytes.size() - got));
    if (more == 0) break;
    got += more;
  }
  bytes.resize(got);
  return importer_.hold_rest(rest.error, bytes, rest.stream, rest.offset, whole);
}

// The cursor follows what it stands for: after a crash in between, the source is read from further
// back.
Status ImportSink::commit() {
  TRELLIS_TRY(importer_.commit());
  if (keeper_ == nullptr || cursor_ == kept_) return done();
  TRELLIS_TRY(
      keeper_->cursors.keep(keeper_->connection, keeper_->adapter, cursor_, keeper_->clock.now()));
  kept_ = cursor_;
  return done();
}

}  // namespace trellis::app
