#include "hub/connections/frames.hpp"

#include <cstring>
#include <utility>

namespace trellis::connections {
namespace {

void put_size(char* to, std::uint32_t size) {
  for (int i = 0; i < 4; ++i) to[i] = static_cast<char>(size >> (8 * i));
}

std::uint32_t get_size(const char* from) {
  std::uint32_t size = 0;
  for (int i = 0; i < 4; ++i)
    size |= static_cast<std::uint32_t>(static_cast<unsigned char>(from[i])) << (8 * i);
  return size;
}

bool is_known(std::uint8_t kind) { return (kind >= 1 && kind <= 9) || (kind >= 33 && kind <= 42); }

Error broken(std::string why) { return {Fault::invalid, "a broken frame: " + std::move(why)}; }

}  // namespace

FrameWriter::FrameWriter(std::string& to, FrameKind kind) : to_(to), start_(to.size()) {
  const char header[frame_header_bytes] = {
      0, 0, 0, 0, static_cast<char>(kind), static_cast<char>(frame_version), 0, 0};
  to_.append(header, sizeof header);
}

FrameWriter& FrameWriter::number(std::uint64_t value) {
  char bytes[8];
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(value >> (8 * i));
  to_.append(bytes, sizeof bytes);
  return *this;
}

FrameWriter& FrameWriter::text(std::string_view value) {
  char size[4];
  put_size(size, static_cast<std::uint32_t>(value.size()));
  to_.append(size, sizeof size).append(value);
  return *this;
}

void FrameWriter::finish() {
  put_size(to_.data() + start_,
           static_cast<std::uint32_t>(to_.size() - start_ - frame_header_bytes));
}

std::string_view FrameReader::take(std::size_t size) {
  if (!good_ || rest_.size() < size) {
    good_ = false;
    return {};
  }
  const std::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

std::uint64_t FrameReader::number() {
  std::uint64_t value = 0;
  const std::string_view bytes = take(8);
  for (std::size_t i = 0; i < bytes.size(); ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  return value;
}

std::string_view FrameReader::text() {
  const std::string_view size = take(4);
  return good_ ? take(get_size(size.data())) : std::string_view();
}

char* FrameSplitter::space(std::size_t size) {
  if (start_ == end_) start_ = end_ = 0;
  if (buffer_.size() - end_ < size && start_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + start_, end_ - start_);
    end_ -= std::exchange(start_, 0);
  }
  if (buffer_.size() - end_ < size) buffer_.resize(end_ + size);
  return buffer_.data() + end_;
}

Result<std::optional<Frame>> FrameSplitter::next() {
  if (end_ - start_ < frame_header_bytes) return std::optional<Frame>();
  const char* header = buffer_.data() + start_;
  const std::size_t size = get_size(header);
  const auto kind = static_cast<std::uint8_t>(header[4]);
  if (static_cast<std::uint8_t>(header[5]) != frame_version)
    return broken("it is of another version of the protocol");
  if (!is_known(kind) || header[6] != 0 || header[7] != 0) return broken("its kind is not known");
  if (size > max_frame_bytes)
    return broken("it has more than " + std::to_string(max_frame_bytes) + " bytes");
  if (end_ - start_ - frame_header_bytes < size) return std::optional<Frame>();
  start_ += frame_header_bytes + size;
  return std::optional<Frame>(
      Frame{static_cast<FrameKind>(kind), std::string_view(header + frame_header_bytes, size)});
}

void append_frame(std::string& to, FrameKind kind) { FrameWriter(to, kind).finish(); }

void append_text(std::string& to, FrameKind kind, std::string_view text) {
  FrameWriter(to, kind).text(text).finish();
}

void append_number(std::string& to, FrameKind kind, std::uint64_t number) {
  FrameWriter(to, kind).number(number).finish();
}

void append_record(std::string& to, FrameKind kind, const Record& record) {
  FrameWriter frame(to, kind);
  frame.text(record.key).text(record.media_type).text(record.bytes).text(record.cursor);
  frame.number(record.changed_at ? 1 : 0);
  frame.number(record.changed_at
                   ? static_cast<std::uint64_t>(record.changed_at->time_since_epoch().count())
                   : 0);
  frame.number(record.origins.size());
  for (const formats::Origin& origin : record.origins)
    frame.number(origin.offset)
        .text(origin.place.file)
        .number(origin.place.line)
        .number(origin.place.column);
  frame.finish();
}

void append_bad_piece(std::string& to, const BadPiece& piece) {
  const Place& place = piece.error.place;
  FrameWriter(to, FrameKind::hold)
      .text(piece.key)
      .text(piece.error.message)
      .text(place.file)
      .number(place.line)
      .number(place.column)
      .text(place.path)
      .text(piece.bytes)
      .finish();
}

Result<Record> read_record(std::string_view body, std::vector<formats::Origin>& origins) {
  constexpr std::size_t least_origin_bytes = 8 + 4 + 8 + 8;
  FrameReader frame(body);
  Record record;
  record.key = frame.text();
  record.media_type = frame.text();
  record.bytes = frame.text();
  record.cursor = frame.text();
  const bool is_dated = frame.number() != 0;
  const auto since_epoch = static_cast<std::int64_t>(frame.number());
  if (is_dated) record.changed_at = Instant(std::chrono::microseconds(since_epoch));
  const std::uint64_t count = frame.number();
  if (count > body.size() / least_origin_bytes) return broken("it claims more than it holds");

  origins.resize(static_cast<std::size_t>(count));
  for (formats::Origin& origin : origins) {
    origin.offset = static_cast<std::size_t>(frame.number());
    origin.place.file.assign(frame.text());
    origin.place.line = frame.number();
    origin.place.column = frame.number();
  }
  if (!frame.whole()) return broken("a record's parts do not add up");
  if (record.bytes.size() > max_record_bytes)
    return broken("a record has more than " + std::to_string(max_record_bytes) + " bytes");
  record.origins = origins;
  return record;
}

Result<HeldPiece> read_bad_piece(std::string_view body) {
  FrameReader frame(body);
  HeldPiece piece;
  piece.key = frame.text();
  piece.error.message.assign(frame.text());
  piece.error.place.file.assign(frame.text());
  piece.error.place.line = frame.number();
  piece.error.place.column = frame.number();
  piece.error.place.path.assign(frame.text());
  piece.bytes = frame.text();
  if (!frame.whole()) return broken("a bad piece's parts do not add up");
  return piece;
}

}  // namespace trellis::connections
