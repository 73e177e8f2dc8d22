#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"

namespace trellis::mapping {

// A regular expression (RE2's, which needs time in proportion to the text, and no recursion) and
// what stands in place of each match. May be shared; copies share what was compiled.
class Replacement {
 public:
  static constexpr std::size_t longest_text = 65'536;  // what is longer is left alone

  // `with` may name groups: \1 to \9, and \0 for the whole match.
  static Result<Replacement> compile(std::string_view pattern, std::string_view with);
  // False where the text is too long; it is as it was then.
  bool apply(std::string& text) const;

 private:
  struct State;
  explicit Replacement(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace trellis::mapping
