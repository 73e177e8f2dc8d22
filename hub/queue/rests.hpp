#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace trellis::queue {

struct InputStream {
  std::string name;
  std::uint64_t size = 0;
};

// The bytes of a whole input, read by position.
class InputBytes {
 public:
  virtual ~InputBytes() = default;
  virtual std::vector<InputStream> streams() const = 0;
  // 0 at the stream's end.
  virtual Result<std::size_t> read(std::size_t stream, std::uint64_t position, char* to,
                                   std::size_t size) = 0;
};

// What an adapter left unread of an input: how many records stand in it is not known.
struct Rest {
  HeldId held;
  ImportId import;
  ConnectionId connection;
  std::string input;         // the whole input's name
  std::size_t stream = 0;    // where the rest begins; later ones belong to it
  std::uint64_t offset = 0;  // in that stream
  std::string file;          // that stream's name
};

// Rests of inputs, each with an entry of the quarantine and the whole input, from which it can be
// read again. The input is dropped once the entry is closed.
class Rests {
 public:
  virtual ~Rests() = default;

  // Belongs to the unit of work that added the entry. The same entry again: the import is noted
  // beside the earlier ones.
  virtual Status keep(const Rest& rest, InputBytes& whole) = 0;
  // Those whose entry waits, one for each import that left it.
  virtual Result<std::vector<Rest>> waiting() = 0;
  virtual Result<std::vector<InputStream>> streams(
      HeldId held) = 0;  // none: it is no rest, or closed
  // Bytes of the kept input from `position` on, as many as lie together.
  virtual Result<std::string> bytes(HeldId held, std::size_t stream, std::uint64_t position) = 0;
};

inline constexpr const char* rest_rule = "rest-of-input";  // of the quarantine's entry

}  // namespace trellis::queue
