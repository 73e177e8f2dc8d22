#include "hub/app/child_search.hpp"

#include <algorithm>
#include <set>

#include "hub/base/text.hpp"
#include "hub/matching/ports.hpp"

namespace trellis::app {
namespace {

constexpr std::size_t page = 10'000;

// A word of a search in the forms that features are kept in.
struct Word {
  std::string name;     // folded
  std::string compact;  // upper case, without spaces: identifiers and postcodes
  std::string birth;    // ISO
};

Word word_of(const std::string& text) {
  Word word{text::fold_name(text), {}, {}};
  for (const char c : text::upper(text))
    if (c != ' ' && c != '-') word.compact += c;
  for (const std::string_view pattern : {"YYYY-MM-DD", "DD/MM/YYYY"})
    if (auto date = parse_date(text, pattern); date.ok()) word.birth = date->text();
  return word;
}

bool begins_a_word(const std::string& name, const std::string& beginning) {
  if (beginning.empty()) return false;
  for (std::size_t at = 0; at != std::string::npos; at = name.find(' ', at)) {
    if (at != 0) ++at;
    if (name.compare(at, beginning.size(), beginning) == 0) return true;
    if (at == 0 && name.find(' ') == std::string::npos) break;
  }
  return false;
}

std::string without_spaces(const std::string& text) {
  std::string compact;
  std::copy_if(text.begin(), text.end(), std::back_inserter(compact),
               [](char c) { return c != ' '; });
  return compact;
}

bool has(const matching::Features& features, const Word& word) {
  const auto any = [](const auto& all, const auto& test) {
    return std::any_of(all.begin(), all.end(), test);
  };
  return any(features.names,
             [&](const auto& name) {
               return begins_a_word(name.given, word.name) ||
                      begins_a_word(name.family, word.name) ||
                      begins_a_word(name.middle, word.name);
             }) ||
         any(features.births,
             [&](Date birth) { return !word.birth.empty() && birth.text() == word.birth; }) ||
         any(features.postcodes,
             [&](const std::string& code) { return without_spaces(code) == word.compact; }) ||
         any(features.identifiers,
             [&](const auto& each) { return each.canonical == word.compact; });
}

}  // namespace

Result<std::vector<ChildId>> search_children(Hub& hub, const std::vector<std::string>& words,
                                             std::size_t most) {
  std::vector<Word> wanted;
  for (const std::string& word : words) wanted.push_back(word_of(word));
  auto identity = hub.identity();
  if (!identity.ok()) return identity.error();
  std::set<ChildId> found;
  SubjectId last;
  while (found.size() < most) {
    auto known = hub.links().after(last, page);
    if (!known.ok()) return known.error();
    if (known->empty()) break;
    last = known->back().subject.id;
    for (const matching::Known& each : *known) {
      auto features = matching::unpack(each.features);
      if (!features.ok() || features->sealed) continue;
      if (!std::all_of(wanted.begin(), wanted.end(),
                       [&](const Word& word) { return has(*features, word); }))
        continue;
      auto child = (*identity)->resolve(each.child);
      if (!child.ok()) return child.error();
      found.insert(*child);
    }
  }
  std::vector<ChildId> children(found.begin(), found.end());
  if (children.size() > most) children.resize(most);
  return children;
}

}  // namespace trellis::app
