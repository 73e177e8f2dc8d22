#include "hub/connections/cutting.hpp"

#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "hub/formats/cutter.hpp"
#include "trellis/cutting.h"

namespace trellis::connections {
namespace {

std::string_view view(trellis_text text) {
  return text.size == 0 ? std::string_view()
                        : std::string_view(text.bytes, static_cast<std::size_t>(text.size));
}
trellis_text raw(std::string_view text) { return {text.data(), text.size()}; }

class StreamSource final : public formats::ByteSource {
 public:
  explicit StreamSource(const trellis_stream& stream) : stream_(stream) {}
  std::string name() const override { return std::string(view(stream_.name)); }
  Result<std::size_t> read(char* to, std::size_t size) override {
    const std::int64_t got = stream_.read(stream_.context, to, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    failed_ = true;
    return Error{Fault::unavailable, "the stream cannot be read"};
  }
  bool failed() const { return failed_; }

 private:
  const trellis_stream& stream_;
  bool failed_ = false;
};

class EmptySource final : public formats::ByteSource {
 public:
  std::string name() const override { return "settings"; }
  Result<std::size_t> read(char*, std::size_t) override { return std::size_t{0}; }
};
class NoSink final : public formats::CutSink {
 public:
  Status record(const formats::CutRecord&) override { return done(); }
  Status bad(const formats::BadPiece&) override { return done(); }
};

// Of an empty input only wrong settings are an error.
Status check_settings(const formats::Json& settings) {
  EmptySource empty;
  formats::ByteSource* const sources[] = {&empty};
  NoSink sink;
  return formats::cut(sources, settings, {}, sink);
}

// Hands on to the host that the adapter was opened with, and keeps the status it answers.
class HostSink final : public formats::CutSink {
 public:
  explicit HostSink(const trellis_host& host) : host_(host) {}

  Status record(const formats::CutRecord& cut) override {
    origins_.clear();
    for (const formats::Origin& origin : cut.origins)
      origins_.push_back(
          {origin.offset, raw(origin.place.file), origin.place.line, origin.place.column});
    const trellis_record record{sizeof(trellis_record),
                                0,
                                raw(cut.key),
                                raw(cut.media_type),
                                raw(cut.bytes),
                                {},
                                0,
                                origins_.data(),
                                origins_.size()};
    return keep(host_.emit(host_.context, &record));
  }
  Status bad(const formats::BadPiece& piece) override {
    const Place& place = piece.error.place;
    const trellis_bad_piece held{
        sizeof(trellis_bad_piece), 0,          raw(piece.key), raw(piece.error.message),
        raw(place.file),           place.line, place.column,   raw(place.path),
        raw(piece.bytes)};
    return keep(host_.hold(host_.context, &held));
  }
  trellis_status status() const { return status_; }

 private:
  Status keep(trellis_status status) {
    if (status == TRELLIS_OK) return done();
    status_ = status;
    return Error{Fault::cancelled, "the hub stopped the cutting"};
  }

  const trellis_host& host_;
  trellis_status status_ = TRELLIS_OK;
  std::vector<trellis_origin> origins_;
};

trellis_status explain(const trellis_host& host, trellis_status status, const Error& error) {
  const std::string sentence = to_string(error);
  host.explain(host.context, raw(sentence));
  return status;
}

trellis_status cut(const trellis_host* host, trellis_text settings_json,
                   const trellis_payload* payload) noexcept {
  const auto settings = formats::Json::parse(view(settings_json), "settings");
  if (!settings.ok()) return explain(*host, TRELLIS_BAD_SETTINGS, settings.error());
  if (const Status checked = check_settings(*settings); !checked.ok())
    return explain(*host, TRELLIS_BAD_SETTINGS, checked.error());

  HostSink sink(*host);
  std::deque<StreamSource> sources;
  std::vector<formats::ByteSource*> pointers;
  for (std::uint64_t i = 0; i < payload->stream_count; ++i)
    pointers.push_back(&sources.emplace_back(*payload->streams[i]));
  if (pointers.empty()) return TRELLIS_OK;
  const Status status = formats::cut(pointers, *settings, {}, sink);
  if (status.ok()) return TRELLIS_OK;
  if (sink.status() != TRELLIS_OK) return sink.status();
  for (const StreamSource& source : sources)
    if (source.failed()) return TRELLIS_RETRY;
  return explain(*host, TRELLIS_BAD_DATA, status.error());
}

constexpr trellis_cutting cutting{sizeof(trellis_cutting), 0, &cut};

}  // namespace

const void* find_extension(const char* id) {
  return id != nullptr && std::strcmp(id, TRELLIS_CUTTING_ID) == 0 ? &cutting : nullptr;
}

}  // namespace trellis::connections
