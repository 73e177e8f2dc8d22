#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/alerts/ports.hpp"
#include "hub/alerts/rules.hpp"
#include "hub/app/frame/configuration.hpp"
#include "hub/audit/journal.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/matching/engine/default_engine.hpp"
#include "hub/matching/identity/children.hpp"
#include "hub/matching/identity/identity.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/pipeline/alert_desk.hpp"
#include "hub/pipeline/cursors.hpp"
#include "hub/pipeline/extracts.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/pipeline/turns.hpp"
#include "hub/queue/outbox.hpp"
#include "hub/queue/quarantine.hpp"
#include "hub/queue/rests.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::audit {
class Notary;
}
namespace trellis::desk {
class VersionStore;
}

namespace trellis::app {

// What a hub whose journal is signed opens for.
enum class Gate {
  closed,     // only where the journal agrees with its last checkpoint; else an alarm
  verifying,  // whatever is found; nothing more is signed
  founding,   // a database is made
};

// The object graph of one hub folder: configuration, store, and what works on them. The only place
// where ports meet their implementations. Not shared.
class Hub {
 public:
  // With findings in hub.json or the model: an error that tells them all. A connection, agreement,
  // role or rule whose file is wrong is switched off, and the configuration says so. `say` is told
  // where others make it wait.
  static Result<std::unique_ptr<Hub>> open(const std::string& folder, Gate gate = Gate::closed,
                                           std::function<void(std::string_view)> say = {});
  ~Hub();
  // Journals what changed in the files of the hub's folder since a command ran last.
  Status note_configuration(const std::string& actor);
  // Signs what was written; at the end of a command.
  Status finish();

  const Configuration& configuration() const;
  const Installation& installation() const;
  const Clock& clock() const;                      // of what is recorded: it only grows
  std::chrono::microseconds clock_behind() const;  // how far the machine's is behind it, or 0
  Date today() const;
  std::shared_ptr<const model::Catalogue> catalogue() const;
  Result<const mapping::Mapping*> mapping(const std::string& name);  // loaded once
  const sharing::Policy& policy() const;
  const std::vector<alerts::Rule>& rules() const;

  pipeline::Records& records();
  Result<ConnectionId> connection(std::string_view name);  // of the configuration
  desk::VersionStore& versions();
  pipeline::Extracts& extracts();
  queue::Quarantine& quarantine();
  queue::Outbox& outbox();
  queue::Rests& rests();
  pipeline::Cursors& cursors();
  audit::Journal& journal();
  audit::Notary* notary();  // null: the journal is not signed
  matching::Links& links();
  matching::Children& children();  // by the links alone: no engine is filled for it
  // Of imports, and of whatever else places many subjects: lined up at the first call, and kept.
  Result<pipeline::Turn*> turn();
  pipeline::Protections& protections();
  alerts::AlertStore& alerts();
  Result<matching::Identity*> identity();  // fills the engine from the store at the first call
  Result<matching::OpenedEngine> empty_engine();  // of the hub's model, that knows nobody
  Result<pipeline::AlertDesk*> alert_desk();      // knows what the store knows by now
  // Children that somebody with these packed features could be.
  Result<std::vector<ChildId>> likely_children(std::string_view features);

 private:
  struct State;
  explicit Hub(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The catalogue of a mappings folder; an error tells every finding.
Result<std::shared_ptr<const model::Catalogue>> read_catalogue(
    const mapping::MappingFolders& folders);

// One error for several findings: the first, and how many more there are.
Error all_of(const std::vector<Error>& findings);  // one for several
Error summary_of(const std::vector<Error>& findings);

}  // namespace trellis::app
