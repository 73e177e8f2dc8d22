#include "hub/matching/linkage/lexicon.hpp"

namespace trellis::matching::linkage {

std::uint32_t Lexicon::put(std::string_view text) {
  if (text.empty()) return 0;
  const auto known = codes_.find(text);
  if (known != codes_.end()) return known->second;
  const std::string_view kept = kept_.emplace_back(text);
  const auto code = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(kept);
  codes_.emplace(kept, code);
  return code;
}

}  // namespace trellis::matching::linkage
