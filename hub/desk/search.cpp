#include "hub/desk/search.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string_view>
#include <utility>

namespace trellis::desk {
namespace {

std::string first_of(const pipeline::View& view, std::string_view kind,
                     std::initializer_list<std::string_view> fields) {
  for (const pipeline::Line& line : view.lines) {
    if (line.from.observation.kind != kind) continue;
    std::string text;
    for (const std::string_view field : fields) {
      const std::string_view part = line.from.observation.text(field);
      if (!part.empty()) text += (text.empty() ? "" : " ") + std::string(part);
    }
    if (!text.empty()) return text;
  }
  return {};
}

}  // namespace

std::string shown_name(const pipeline::View& view) {
  const std::string name = first_of(view, "person.name", {"given", "family"});
  return name.empty() ? first_of(view, "person.name", {"full"}) : name;
}

std::string shown_birth(const pipeline::View& view) {
  return first_of(view, "person.birth", {"date"});
}

// Children whose subjects, together, were ever told all the words: a look at each decides.
Result<std::vector<ChildId>> Search::candidates(const std::vector<SearchWord>& words) {
  constexpr std::size_t page = 10'000;
  std::map<ChildId, std::vector<bool>> told;
  SubjectId last;
  while (true) {
    TRELLIS_LET(auto known, links_.after(last, page));
    if (known.empty()) break;
    last = known.back().subject.id;
    for (const matching::Known& each : known) {
      TRELLIS_LET(const auto features, matching::unpack(each.features));
      if (features.sealed) continue;
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (!fits(words[i], features)) continue;
        std::vector<bool>& fitting = told[each.child];
        fitting.resize(words.size());
        fitting[i] = true;
      }
    }
  }
  std::vector<ChildId> children;
  for (const auto& [child, fitting] : told)
    if (std::find(fitting.begin(), fitting.end(), false) == fitting.end())
      children.push_back(child);
  return children;
}

Result<Found> Search::find(const std::vector<SearchWord>& words, std::size_t most) {
  TRELLIS_LET(const auto children, candidates(words));
  Found found;
  for (const ChildId child : children) {
    TRELLIS_LET(auto view, sight_.view(child));
    const bool is_shown = std::all_of(words.begin(), words.end(),
                                      [&](const SearchWord& word) { return fits(word, view); });
    if (!is_shown) continue;
    if (found.children.size() == most) {
      found.is_cut = true;
      break;
    }
    found.children.push_back({child, std::move(view)});
  }
  return found;
}

}  // namespace trellis::desk
