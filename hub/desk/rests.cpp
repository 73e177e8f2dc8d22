#include "hub/desk/rests.hpp"

#include <algorithm>
#include <set>

namespace trellis::desk {
namespace {

constexpr std::size_t piece_bytes = 64u << 10;

Result<bool> is_same_stream(queue::Rests& rests, HeldId held, std::size_t stream,
                            queue::InputBytes& whole) {
  std::string given;
  for (std::uint64_t position = 0;;) {
    TRELLIS_LET(const auto kept, rests.bytes(held, stream, position));
    given.resize(kept.empty() ? 1 : kept.size());
    std::size_t size = 0;
    while (size < given.size()) {
      TRELLIS_LET(const auto got, whole.read(stream, position + size, given.data() + size,
                                             std::min(given.size() - size, piece_bytes)));
      if (got == 0) break;
      size += got;
    }
    given.resize(size);
    if (given != kept) return false;
    if (kept.empty()) return true;
    position += size;
  }
}

Result<bool> is_same_input(queue::Rests& rests, HeldId held, queue::InputBytes& whole) {
  TRELLIS_LET(const auto kept, rests.streams(held));
  const auto given = whole.streams();
  if (kept.size() != given.size()) return false;
  for (std::size_t i = 0; i < given.size(); ++i)
    if (kept[i].name != given[i].name || kept[i].size != given[i].size) return false;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto is_same = is_same_stream(rests, held, i, whole);
    if (!is_same.ok() || !*is_same) return is_same;
  }
  return true;
}

}  // namespace

Status close_rests_of(queue::Rests& rests, queue::Quarantine& quarantine, ConnectionId connection,
                      queue::InputBytes& whole, const Closing& closing) {
  TRELLIS_LET(const auto waiting, rests.waiting());
  std::set<HeldId> seen;
  for (const queue::Rest& rest : waiting) {
    if (rest.connection != connection || !seen.insert(rest.held).second) continue;
    TRELLIS_LET(const auto is_same, is_same_input(rests, rest.held, whole));
    if (is_same)
      TRELLIS_TRY(quarantine.close(rest.held, queue::HeldState::replayed, closing.who,
                                   closing.reason, closing.now));
  }
  return done();
}

}  // namespace trellis::desk
