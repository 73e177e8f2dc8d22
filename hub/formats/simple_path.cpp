#include "hub/formats/simple_path.hpp"

namespace trellis::formats {
namespace {

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
constexpr std::string_view others = "0123456789.-";

bool is_name(std::string_view text) {
  return !text.empty() && letters.find(text.front()) != std::string_view::npos &&
         text.find_first_not_of(std::string(letters).append(others)) == std::string_view::npos;
}

}  // namespace

std::optional<SimplePath> SimplePath::read(std::string_view xpath) {
  SimplePath path;
  if (xpath == ".") return path;
  path.is_absolute_ = xpath.starts_with('/');
  if (path.is_absolute_) xpath.remove_prefix(1);
  while (true) {
    const auto slash = xpath.find('/');
    const std::string_view step = xpath.substr(0, slash);
    const bool is_last = slash == std::string_view::npos;
    if (step == ".." && path.names_.empty() && !path.is_absolute_) {
      ++path.ups_;
    } else if (is_name(step)) {
      path.names_.emplace_back(step);
    } else if (is_last && step.starts_with('@') && is_name(step.substr(1))) {
      path.attribute_ = step.substr(1);
    } else {
      return std::nullopt;
    }
    if (is_last) return path;
    xpath.remove_prefix(slash + 1);
  }
}

}  // namespace trellis::formats
