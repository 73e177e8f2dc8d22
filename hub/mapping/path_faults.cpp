#include "hub/mapping/path_faults.hpp"

#include <algorithm>
#include <cctype>

#include "hub/base/text.hpp"

namespace trellis::mapping {
namespace {

bool is_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || (c & 0x80) != 0 ||
         std::string_view("_-.*]").find(c) != std::string_view::npos;
}

// `X =` or `X/text() =`, where X is a path: a function's text may well be empty.
bool ends_with_path(std::string_view before) {
  before = text::trim(before);
  if (!before.ends_with('=') || before.ends_with("!=") || before.ends_with("<=") ||
      before.ends_with(">="))
    return false;
  before.remove_suffix(1);
  before = text::trim(before);
  return before.ends_with("text()") || (!before.empty() && is_name(before.back()));
}

// `= X`, where X is no call.
bool begins_with_path(std::string_view after) {
  after = text::trim(after);
  if (!after.starts_with('=')) return false;
  after.remove_prefix(1);
  after = text::trim(after);
  const auto end = std::find_if_not(after.begin(), after.end(), [](char c) {
    return is_name(c) || c == '/' || c == '@' || c == ':';
  });
  const auto rest = text::trim(after.substr(static_cast<std::size_t>(end - after.begin())));
  return end != after.begin() && !rest.starts_with('(');
}

// From behind the opening bracket to its end; the arguments between commas.
std::size_t take_arguments(std::string_view xpath, std::size_t at,
                           std::vector<std::string_view>& arguments) {
  std::size_t from = at;
  int open = 0;
  const auto add = [&] {
    const auto argument = text::trim(xpath.substr(from, at - from));
    const bool is_constant = argument.empty() || is_quote(argument.front()) ||
                             std::isdigit(static_cast<unsigned char>(argument.front()));
    if (!is_constant) arguments.push_back(argument);
    from = at + 1;
  };
  for (; at < xpath.size(); ++at) {
    const char c = xpath[at];
    if (is_quote(c)) {
      at = after_literal(xpath, at) - 1;
    } else if (c == '(' || c == '[') {
      ++open;
    } else if ((c == ')' || c == ']') && open-- == 0) {
      break;
    } else if (c == ',' && open == 0) {
      add();
    }
  }
  add();
  return at;
}

}  // namespace

bool is_quote(char c) { return c == '"' || c == '\''; }

std::size_t after_literal(std::string_view xpath, std::size_t at) {
  const auto end = xpath.find(xpath[at], at + 1);
  return end == std::string_view::npos ? xpath.size() : end + 1;
}

std::optional<std::size_t> compares_with_nothing(std::string_view xpath) {
  for (std::size_t at = 0; at < xpath.size(); ++at) {
    if (!is_quote(xpath[at])) continue;
    const std::size_t end = after_literal(xpath, at);
    const bool is_empty = end == at + 2;
    if (is_empty && (ends_with_path(xpath.substr(0, at)) || begins_with_path(xpath.substr(end))))
      return at;
    at = end - 1;
  }
  return std::nullopt;
}

std::vector<std::string_view> concatenated(std::string_view xpath) {
  constexpr std::string_view call = "concat";
  std::vector<std::string_view> arguments;
  int predicates = 0;
  for (std::size_t at = 0; at < xpath.size(); ++at) {
    const char c = xpath[at];
    if (is_quote(c)) at = after_literal(xpath, at) - 1;
    if (c == '[') ++predicates;
    if (c == ']') --predicates;
    if (predicates > 0 || !xpath.substr(at).starts_with(call)) continue;
    if (at > 0 && is_name(xpath[at - 1])) continue;
    auto open = at + call.size();
    while (open < xpath.size() && std::isspace(static_cast<unsigned char>(xpath[open]))) ++open;
    if (open < xpath.size() && xpath[open] == '(') take_arguments(xpath, open + 1, arguments);
    at += call.size() - 1;
  }
  return arguments;
}

}  // namespace trellis::mapping
