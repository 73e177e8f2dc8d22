// links: hub_connections
// What a hostile plugin may write to its socket, in pieces of a size that the input chooses.
#include <algorithm>
#include <cstdint>
#include <cstring>

#include "hub/connections/frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace trellis::connections;
  if (size == 0) return 0;
  const std::size_t piece = 1 + bytes[0];
  FrameSplitter splitter;
  std::vector<trellis::formats::Origin> origins;
  for (std::size_t at = 1; at < size; at += piece) {
    const std::size_t part = std::min(piece, size - at);
    std::memcpy(splitter.space(part), bytes + at, part);
    splitter.filled(part);
    while (true) {
      const auto frame = splitter.next();
      if (!frame.ok()) return 0;
      if (!frame->has_value()) break;
      const auto record = read_record((*frame)->body, origins);
      if (record.ok() && record->bytes.size() > (*frame)->body.size()) __builtin_trap();
      (void)read_bad_piece((*frame)->body);
      FrameReader reader((*frame)->body);
      (void)reader.number();
      (void)reader.text();
      (void)reader.whole();
    }
  }
  return 0;
}
