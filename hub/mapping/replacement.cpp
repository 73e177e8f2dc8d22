#include "hub/mapping/replacement.hpp"

#include <re2/re2.h>

namespace trellis::mapping {
namespace {

constexpr std::int64_t most_memory = std::int64_t{1} << 20;  // bytes of a compiled pattern
constexpr std::size_t longest_pattern = 1000;
constexpr std::size_t longest_with = 200;

re2::RE2::Options options() {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(most_memory);
  return options;
}

}  // namespace

struct Replacement::State {
  State(const std::string& pattern, std::string_view replaced_with)
      : expression(pattern, options()), with(replaced_with) {}
  re2::RE2 expression;
  std::string with;
};

Result<Replacement> Replacement::compile(std::string_view pattern, std::string_view with) {
  if (pattern.size() > longest_pattern || with.size() > longest_with)
    return Error{Fault::invalid, "a pattern may have 1,000 characters, and what stands for it 200"};
  auto state = std::make_shared<const State>(std::string(pattern), with);
  if (!state->expression.ok())
    return Error{Fault::invalid, "this regular expression is wrong: " + state->expression.error()};
  std::string fault;
  if (!state->expression.CheckRewriteString(state->with, &fault))
    return Error{Fault::invalid, "what stands for the pattern is wrong: " + fault};
  return Replacement(std::move(state));
}

bool Replacement::apply(std::string& text) const {
  if (text.size() > longest_text) return false;
  re2::RE2::GlobalReplace(&text, state_->expression, state_->with);
  return true;
}

}  // namespace trellis::mapping
