#include "hub/model/shape.hpp"

#include <charconv>
#include <cstddef>

namespace trellis::model {

namespace {

bool is_of(char c, char kind) {
  const bool digit = c >= '0' && c <= '9';
  const bool capital = c >= 'A' && c <= 'Z';
  const bool small = c >= 'a' && c <= 'z';
  switch (kind) {
    case 'd':
      return digit;
    case 'l':
      return capital;
    case 'n':
      return digit || capital;
    case 'a':
      return digit || capital || small;
    case 'x':
      return c >= ' ' && c < 0x7F;
    default:
      return c == kind;
  }
}

struct Count {
  std::size_t least = 1;
  std::size_t most = 1;
};

Count take_count(std::string_view& shape) {
  if (shape.empty() || shape.front() != '{') return {};
  const std::size_t end = shape.find('}');
  const char* last = shape.data() + end;
  Count count;
  const char* after = std::from_chars(shape.data() + 1, last, count.least).ptr;
  count.most = count.least;
  if (*after == ',') std::from_chars(after + 1, last, count.most);
  shape.remove_prefix(end + 1);
  return count;
}

bool has_one_shape(std::string_view text, std::string_view shape) {
  while (!shape.empty()) {
    const char kind = shape.front();
    shape.remove_prefix(1);
    const Count count = take_count(shape);
    std::size_t taken = 0;
    while (taken < count.most && taken < text.size() && is_of(text[taken], kind)) ++taken;
    if (taken < count.least) return false;
    text.remove_prefix(taken);
  }
  return text.empty();
}

}  // namespace

bool has_shape(std::string_view text, std::string_view shape) {
  while (true) {
    const std::size_t end = shape.find('|');
    if (has_one_shape(text, shape.substr(0, end))) return true;
    if (end == std::string_view::npos) return false;
    shape.remove_prefix(end + 1);
  }
}

}  // namespace trellis::model
