#include "hub/desk/configuration_changes.hpp"

#include "hub/desk/unit_of_work.hpp"
#include "hub/formats/json.hpp"

namespace trellis::desk {

Status ConfigurationChanges::note_one(const std::string& name, const char* change,
                                      const std::string& digest, const std::string& actor) {
  audit::Entry entry;
  entry.at = ports_.clock.now();
  entry.action = audit::Action::configuration;
  entry.actor = actor;
  entry.role = "operator";
  entry.purpose = name + " was " + change;
  entry.details =
      formats::Json::object({{"file", name}, {"change", change}, {"digest", digest}}).dump();
  return ports_.journal.append(entry);
}

Result<std::size_t> ConfigurationChanges::note(const ConfigurationFiles& now,
                                               const std::string& actor) {
  auto known = ports_.known.all();
  if (!known.ok()) return known.error();
  if (*known == now) return std::size_t{0};
  TRELLIS_LET(auto unit, UnitOfWork::begin(ports_.records));
  known = ports_.known.all();  // another program may have been first
  if (!known.ok()) return known.error();
  std::size_t changes = 0;
  for (const auto& [name, digest] : now) {
    const auto before = known->find(name);
    if (before != known->end() && before->second == digest) continue;
    TRELLIS_TRY(note_one(name, before == known->end() ? "added" : "changed", digest, actor));
    TRELLIS_TRY(ports_.known.put(name, digest));
    ++changes;
  }
  for (const auto& [name, digest] : *known) {
    if (now.contains(name)) continue;
    TRELLIS_TRY(note_one(name, "removed", digest, actor));
    TRELLIS_TRY(ports_.known.remove(name));
    ++changes;
  }
  TRELLIS_TRY(unit.commit());
  return changes;
}

}  // namespace trellis::desk
