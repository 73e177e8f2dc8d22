#include <algorithm>
#include <array>
#include <functional>

#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"
#include "hub/base/utf8.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

struct Range {
  char32_t from, to;
};

// XML 1.0 (fifth edition), production 4: NameStartChar, without the colon, which XPath reads as a
// prefix.
constexpr std::array<Range, 15> starts = {{{'A', 'Z'},
                                           {'_', '_'},
                                           {'a', 'z'},
                                           {0xC0, 0xD6},
                                           {0xD8, 0xF6},
                                           {0xF8, 0x2FF},
                                           {0x370, 0x37D},
                                           {0x37F, 0x1FFF},
                                           {0x200C, 0x200D},
                                           {0x2070, 0x218F},
                                           {0x2C00, 0x2FEF},
                                           {0x3001, 0xD7FF},
                                           {0xF900, 0xFDCF},
                                           {0xFDF0, 0xFFFD},
                                           {0x10000, 0xEFFFF}}};
// Production 4a: what may follow, too.
constexpr std::array<Range, 6> followers = {
    {{'-', '-'}, {'.', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

template <std::size_t n>
bool is_in(const std::array<Range, n>& ranges, char32_t code) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Range& range) { return code >= range.from && code <= range.to; });
}

}  // namespace

std::string xml_name(std::string_view text) {
  std::string name;
  while (!text.empty()) {
    const auto character = text::first_character(text);
    const auto length = std::min(character.length, text.size());
    const bool is_whole = character.state == text::Utf8::whole;
    const bool may_start = is_whole && is_in(starts, character.code);
    const bool may_follow = may_start || (is_whole && is_in(followers, character.code));
    if (name.empty() && may_follow && !may_start) name = "_";
    name += may_follow ? text.substr(0, length) : std::string_view("_");
    text.remove_prefix(length);
  }
  return name.empty() ? "_" : name;
}

Status TreeBuilder::open(std::string_view name, std::size_t offset) {
  const std::string fitting =
      text::has_unseen(name) ? xml_name(text::trim(text::without_unseen(name))) : xml_name(name);
  TRELLIS_TRY(open_named(fitting.c_str(), offset));
  if (fitting != name) attribute("name", std::string(name).c_str());
  return done();
}

Status TreeBuilder::open_named(const char* name, std::size_t offset) {
  if (++depth_ > tree_.limits.depth) {
    return tree_.error_at(
        offset, "this is nested more than " + std::to_string(tree_.limits.depth) + " levels deep");
  }
  if (++nodes_ > tree_.limits.nodes) {
    return tree_.error_at(
        offset, "the record has more than " + std::to_string(tree_.limits.nodes) + " elements");
  }
  at_ = at_.append_child(name);
  tree_.offsets.emplace_back(at_.internal_object(), offset);
  return done();
}

Status TreeBuilder::text(std::string_view text, std::size_t offset) {
  if (text.size() > tree_.limits.field_bytes) {
    return tree_.error_at(
        offset, "this value has more than " + std::to_string(tree_.limits.field_bytes) + " bytes");
  }
  if (!text.empty()) {
    at_.append_child(pugi::node_pcdata).set_value(std::string(text).c_str());
  }
  return done();
}

void TreeBuilder::attribute(const char* name, const char* value) {
  at_.append_attribute(name).set_value(value);
  ++nodes_;
}

void TreeBuilder::remark(const Remark& remark) {
  tree_.remarks.emplace_back(at_.internal_object(), remark);
}

void TreeBuilder::close() {
  at_ = at_.parent();
  --depth_;
}

void TreeBuilder::finish() {
  const auto by_address = [](const auto& a, const auto& b) {
    return std::less<const void*>()(a.first, b.first);
  };
  auto& offsets = tree_.offsets;
  if (!std::is_sorted(offsets.begin(), offsets.end(), by_address)) {
    std::sort(offsets.begin(), offsets.end(), by_address);
  }
}

}  // namespace trellis::formats
