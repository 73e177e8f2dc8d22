#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/formats/tree.hpp"

namespace trellis::connections {

// One document from a source about one subject; borrowed for the length of the call.
struct Record {
  std::string_view key;  // the source's own; may be empty
  std::string_view media_type;
  std::string_view bytes;
  std::span<const formats::Origin> origins{};
  std::string_view cursor{};  // where the source goes on after this record; may be empty
  std::optional<Instant> changed_at{};
};

// A piece of the input that could not become a record, and why; `error.place` says where.
struct BadPiece {
  std::string_view key;
  const Error& error;
  std::string_view bytes;  // as received, cut at a mebibyte
};

// Takes what an adapter reads. Calls never overlap. An error ends the reading, and the reader of
// the adapter gets it back. After a crash an adapter reads again: what came before may come twice.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status record(const Record& record) = 0;
  virtual Status hold(const BadPiece& piece) = 0;
  virtual Status commit() = 0;  // returns once everything so far is on disk
};

// Takes what an adapter writes: one file or message each.
class Output {
 public:
  virtual ~Output() = default;
  virtual Status put(std::string_view name, std::string_view bytes) = 0;
};

}  // namespace trellis::connections
