#include "hub/conformance/stub_host.hpp"

#include <algorithm>
#include <cstring>

#include "hub/connections/cutting.hpp"

namespace trellis::conformance {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20;  // of all records: more is a flood

StubHost& self(void* context) { return *static_cast<StubHost*>(context); }

std::string copied(StubHost& host, trellis_text text, const char* what) {
  if (text.size == 0) return {};
  if (text.bytes == nullptr || text.size > (std::uint64_t{1} << 32)) {
    host.fault = std::string("it handed over a ") + what + " with a size and no bytes";
    return {};
  }
  return {text.bytes, static_cast<std::size_t>(text.size)};
}

trellis_status emit(void* context, const trellis_record* raw) noexcept {
  StubHost& host = self(context);
  host.bytes += raw == nullptr ? 0 : raw->bytes.size;
  const bool is_refused =
      host.bytes > most_bytes || (host.refuse_record && host.records.size() >= *host.refuse_record);
  if (is_refused || host.is_cancelled) {
    ++host.refused;
    return host.is_cancelled ? TRELLIS_CANCELLED : TRELLIS_RETRY;
  }
  if (raw == nullptr || !TRELLIS_HAS(raw, origin_count)) {
    host.fault = "it emitted a record whose struct_size is too small";
    return TRELLIS_INTERNAL;
  }
  StubRecord record{copied(host, raw->key, "key"),
                    copied(host, raw->media_type, "media type"),
                    copied(host, raw->bytes, "record"),
                    {}};
  for (std::uint64_t i = 0; raw->origins != nullptr && i < raw->origin_count; ++i)
    record.origins.emplace_back(raw->origins[i].offset,
                                copied(host, raw->origins[i].file, "origin's file"));
  host.records.push_back(std::move(record));
  return TRELLIS_OK;
}

trellis_status hold(void* context, const trellis_bad_piece* raw) noexcept {
  StubHost& host = self(context);
  if (host.is_cancelled) {
    ++host.refused;
    return TRELLIS_CANCELLED;
  }
  if (raw == nullptr || !TRELLIS_HAS(raw, bytes)) {
    host.fault = "it held a piece whose struct_size is too small";
    return TRELLIS_INTERNAL;
  }
  if (host.held.size() < 100'000) host.held.push_back(copied(host, raw->sentence, "sentence"));
  return TRELLIS_OK;
}

trellis_status commit(void* context) noexcept {
  StubHost& host = self(context);
  ++host.commits;
  if (!host.refuse_commit && !host.is_cancelled) return TRELLIS_OK;
  ++host.refused;
  return host.is_cancelled ? TRELLIS_CANCELLED : TRELLIS_RETRY;
}

void explain(void* context, trellis_text sentence) noexcept {
  StubHost& host = self(context);
  if (host.explained.size() < 100'000) host.explained.push_back(copied(host, sentence, "sentence"));
}

void log(void*, std::int32_t, trellis_text) noexcept {}

std::int32_t cancelled(void* context) noexcept { return self(context).is_cancelled ? 1 : 0; }

const void* extension(void* context, const char* id) noexcept {
  return self(context).has_extensions ? connections::find_extension(id) : nullptr;
}

}  // namespace

StubHost::StubHost()
    : wide{{sizeof(wide), 0, this, &emit, &hold, &commit, &explain, &log, &cancelled, &extension},
           {}} {}

StubPayload::StubPayload(std::vector<std::pair<std::string, std::string>> files, std::size_t piece,
                         bool fails)
    : piece_(piece), fails_(fails) {
  for (auto& [name, bytes] : files) {
    Entry& entry = entries_.emplace_back(Entry{this, std::move(name), std::move(bytes), 0, {}});
    entry.raw = {sizeof(trellis_stream), 0,      raw_text(entry.name),
                 entry.bytes.size(),     &entry, &StubPayload::read};
    pointers_.push_back(&entry.raw);
  }
  raw_ = {sizeof(trellis_payload), 0, raw_text("conformance"), pointers_.data(), pointers_.size()};
}

std::int64_t StubPayload::read(void* context, void* to, std::uint64_t size) noexcept {
  Entry& entry = *static_cast<Entry*>(context);
  if (entry.payload->fails_) return -1;
  const std::size_t left = entry.bytes.size() - entry.at;
  const std::size_t wanted =
      std::min({left, entry.payload->piece_, static_cast<std::size_t>(size)});
  std::memcpy(to, entry.bytes.data() + entry.at, wanted);
  entry.at += wanted;
  return static_cast<std::int64_t>(wanted);
}

}  // namespace trellis::conformance
