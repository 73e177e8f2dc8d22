#include "hub/desk/neighbours.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace trellis::desk {
namespace {

constexpr std::size_t page = 1000;

// A street of one name stands in many towns, and in one postcode live many.
struct Places {
  std::set<std::string> postcodes, addresses;

  void add(const matching::Features& features) {
    postcodes.insert(features.postcodes.begin(), features.postcodes.end());
    addresses.insert(features.addresses.begin(), features.addresses.end());
  }
  bool has_one_of(const matching::Features& features) const {
    const auto is_among = [](const std::set<std::string>& all) {
      return [&](const std::string& one) { return all.contains(one); };
    };
    return std::any_of(features.postcodes.begin(), features.postcodes.end(), is_among(postcodes)) &&
           std::any_of(features.addresses.begin(), features.addresses.end(), is_among(addresses));
  }
};

}  // namespace

Result<std::size_t> children_at_the_address(matching::Links& links,
                                            const std::vector<SubjectId>& subjects) {
  Places places;
  std::set<ChildId> own, others;
  for (const SubjectId subject : subjects) {
    TRELLIS_LET(const auto known, links.find(subject));
    if (!known) continue;
    TRELLIS_LET(const auto features, matching::unpack(known->features));
    places.add(features);
    own.insert(known->child);
  }
  if (places.addresses.empty()) return std::size_t{0};
  for (SubjectId last;;) {
    TRELLIS_LET(const auto some, links.after(last, page));
    for (const matching::Known& known : some) {
      TRELLIS_LET(const auto features, matching::unpack(known.features));
      if (!features.sealed && !own.contains(known.child) && places.has_one_of(features))
        others.insert(known.child);
    }
    if (some.size() < page) return others.size();
    last = some.back().subject.id;
  }
}

}  // namespace trellis::desk
