#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/formats/tree.hpp"

namespace trellis::transport {
class Payload;
}

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

// What an adapter left unread of a payload: nobody knows how many records stand in it.
struct UnreadRest {
  const transport::Payload& payload;  // the whole
  std::size_t stream = 0;             // where the rest begins; all later ones belong to it
  std::uint64_t offset = 0;           // in that stream, of the first byte that may be unread
  const Error& error;                 // why, and the place in the input
};

// Takes what an adapter reads. Calls never overlap. An error ends the reading, and the reader of
// the adapter gets it back. After a crash an adapter reads again: what it gives in another order
// than before may come twice.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual Status record(const Record& record) = 0;
  virtual Status hold(const BadPiece& piece) = 0;
  virtual Status rest(const UnreadRest& rest) { return hold({{}, rest.error, {}}); }
  virtual Status commit() = 0;  // returns once everything so far is on disk
};

// Takes what an adapter writes: one file or message each.
class Output {
 public:
  virtual ~Output() = default;
  virtual Status put(std::string_view name, std::string_view bytes) = 0;
};

}  // namespace trellis::connections
