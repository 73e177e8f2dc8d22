#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/connections/sink.hpp"

namespace trellis::connections {

// What the hub and trellis-plugin-host say to each other, one frame after another: the body's size
// (4 bytes, little-endian), the kind, the protocol's version, two zero bytes, the body.
enum class FrameKind : std::uint8_t {
  // from the hub
  open = 1,       // settings, cursor
  read = 2,       // payload's name, then name and size of each stream
  poll = 3,       // empty
  write = 4,      // a record
  deliver = 5,    // a record
  stream = 6,     // 0, offset, size, with a file descriptor; or 1, sentence
  committed = 7,  // status
  cancel = 8,     // empty
  close = 9,      // empty
  // from the child
  hello = 33,        // what is not confined, in words; the first frame
  record = 34,       // a record
  hold = 35,         // a bad piece
  commit = 36,       // empty; answered by committed
  explain = 37,      // sentence
  log = 38,          // level, event
  want_stream = 39,  // index; answered by stream
  output = 40,       // name, bytes
  alive = 41,        // empty: the adapter is at work
  result = 42,       // status, sentence, whether memory ran out; the last frame of a call
};

inline constexpr std::uint8_t frame_version = 1;
inline constexpr std::size_t frame_header_bytes = 8;
inline constexpr std::size_t max_record_bytes = std::size_t{16} << 20;
inline constexpr std::size_t max_frame_bytes = std::size_t{32} << 20;

// Appends one frame to `to`; `finish` says how long it became.
class FrameWriter {
 public:
  FrameWriter(std::string& to, FrameKind kind);
  FrameWriter& number(std::uint64_t value);
  FrameWriter& text(std::string_view value);
  void finish();

 private:
  std::string& to_;
  std::size_t start_;
};

// Reads a body. After the first value that is not there, all are empty and `whole` is false.
class FrameReader {
 public:
  explicit FrameReader(std::string_view body) : rest_(body) {}
  std::uint64_t number();
  std::string_view text();
  bool whole() const noexcept { return good_ && rest_.empty(); }  // everything read, nothing left

 private:
  std::string_view take(std::size_t size);
  std::string_view rest_;
  bool good_ = true;
};

struct Frame {
  FrameKind kind;
  std::string_view body;  // until the splitter is filled again
};

// Cuts what arrives into frames; never holds more than one frame and what came with it.
class FrameSplitter {
 public:
  // Where to put up to `size` bytes that arrive; `filled` tells how many did.
  char* space(std::size_t size);
  void filled(std::size_t size) { end_ += size; }
  // Nothing: more bytes are needed. An error: this is no frame, and nothing that follows can be
  // one.
  Result<std::optional<Frame>> next();

 private:
  std::string buffer_;
  std::size_t start_ = 0;
  std::size_t end_ = 0;
};

void append_frame(std::string& to, FrameKind kind);
void append_text(std::string& to, FrameKind kind, std::string_view text);
void append_number(std::string& to, FrameKind kind, std::uint64_t number);
void append_record(std::string& to, FrameKind kind, const Record& record);
void append_bad_piece(std::string& to, const BadPiece& piece);

// The views stay valid as long as the frame's body. `origins` is reused from record to record.
Result<Record> read_record(std::string_view body, std::vector<formats::Origin>& origins);

struct HeldPiece {
  std::string_view key;
  Error error;
  std::string_view bytes;
};
Result<HeldPiece> read_bad_piece(std::string_view body);

}  // namespace trellis::connections
