#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trellis/abi.h"

namespace trellis::conformance {

struct StubRecord {
  std::string key;
  std::string media_type;
  std::string bytes;
  std::vector<std::pair<std::uint64_t, std::string>> origins;  // offset, file
  bool operator==(const StubRecord&) const = default;
};

// A hub that misbehaves as it is told, and remembers what the plugin did.
struct StubHost {
  StubHost();
  const trellis_host* table() const { return &wide.table; }

  // What to do.
  std::optional<std::size_t> refuse_record;  // this one and all that follow, counted from 0
  bool refuse_commit = false;
  bool is_cancelled = false;
  bool has_extensions = true;

  // What happened.
  std::vector<StubRecord> records;
  std::vector<std::string> held;  // sentences
  std::vector<std::string> explained;
  std::size_t refused = 0;  // emit, hold and commit that were answered with a refusal
  std::size_t commits = 0;
  std::uint64_t bytes = 0;  // of all records
  std::string fault;        // of the plugin, in what it handed over

  // A newer hub's table: longer than this header knows.
  struct {
    trellis_host table;
    void* later[4];
  } wide;
};

// A payload of byte strings, handed out in pieces of at most `piece` bytes.
class StubPayload {
 public:
  explicit StubPayload(std::vector<std::pair<std::string, std::string>> files,
                       std::size_t piece = 1u << 16, bool fails = false);
  const trellis_payload* raw() const { return &raw_; }

 private:
  struct Entry {
    StubPayload* payload;
    std::string name;
    std::string bytes;
    std::size_t at;
    trellis_stream raw;
  };
  static std::int64_t read(void* context, void* to, std::uint64_t size) noexcept;

  std::size_t piece_;
  bool fails_;
  std::deque<Entry> entries_;
  std::vector<const trellis_stream*> pointers_;
  trellis_payload raw_{};
};

inline trellis_text raw_text(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace trellis::conformance
