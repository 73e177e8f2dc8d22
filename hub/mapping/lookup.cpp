#include "hub/mapping/lookup.hpp"

namespace trellis::mapping {

Lookup::Lookup(const model::CodeList& list, const model::CodeList* target)
    : list_(&list), target_(target) {
  for (const auto& entry : list.entries) {
    const auto [at, is_new] = codes_.try_emplace(entry.code, known(entry));
    if (!is_new) at->second.entry = nullptr;
    if (!entry.maps_to.empty() && target && !target->find(entry.maps_to)) unmapped_ = entry.maps_to;
  }
}

Lookup::Known Lookup::known(const model::CodeList::Entry& entry) const {
  const std::string_view code = entry.maps_to.empty() ? entry.code : entry.maps_to;
  const bool is_of_target = target_ && target_->find(code);
  return {&entry, is_of_target ? target_->name : list_->name};
}

Lookup::Found Lookup::found(const Known& known) {
  return {known.entry->maps_to.empty() ? known.entry->code : known.entry->maps_to, known.system};
}

Lookup::Found Lookup::find(std::string_view code, Date on) const {
  const auto at = codes_.find(code);
  if (at != codes_.end() && at->second.entry) return found(at->second);
  const auto* entry = list_->find(code, on);
  if (!entry) entry = list_->find(code);  // a code out of its time is still known
  return entry ? found(known(*entry)) : Found{};
}

}  // namespace trellis::mapping
