#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "hub/alerts/ports.hpp"
#include "hub/alerts/rules.hpp"
#include "hub/audit/journal.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/queue/outbox.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::pipeline {

// Where an organisation's alerts go out.
struct Route {
  std::string organisation;
  std::string connection;
};

// Raises the alerts that a changed child asks for, with what each recipient may read, and puts them
// in the outbox of the recipient's connection. Works inside the caller's unit of work. Not shared.
class AlertDesk {
 public:
  AlertDesk(Records& records, alerts::AlertStore& alerts, queue::Outbox& outbox,
            audit::Journal& journal, Protections& protections, const sharing::Policy& policy,
            std::span<const alerts::Rule> rules, std::vector<Route> routes, const Clock& clock);

  // Which subjects a service is open to, as other programs have written too; before the first
  // record of an import.
  Status load();
  void note(SubjectId subject, std::string_view kinds);  // a line each

  // Could a rule ask for an alert about the child of these subjects?
  bool concerns(std::span<const SubjectId> subjects) const;
  // Evaluates every rule over all that is held about the child; how many alerts are new.
  Result<std::size_t> review(ChildId child, const std::vector<SubjectId>& subjects);

 private:
  Result<bool> raise(const alerts::Raised& raised, const std::vector<sharing::Sourced>& held,
                     const sharing::ChildFacts& facts, const std::vector<SubjectId>& subjects);
  Status send(AlertId id, const alerts::NewAlert& alert, const std::vector<SubjectId>& subjects);
  Result<std::string> message(AlertId id, const alerts::NewAlert& alert,
                              const std::vector<SubjectId>& subjects, const Route& route);

  Records& records_;
  alerts::AlertStore& alerts_;
  queue::Outbox& outbox_;
  audit::Journal& journal_;
  Protections& protections_;
  const sharing::Policy& policy_;
  std::span<const alerts::Rule> rules_;
  std::vector<Route> routes_;
  const Clock& clock_;
  bool rules_need_a_service_ = true;            // no rule is about just any child
  std::set<std::string, std::less<>> openers_;  // kinds that open a service that a rule asks for
  VersionId read_;                              // the last version that `load` has read
  std::unordered_set<SubjectId> open_;          // subjects with an observation of such a kind
};

}  // namespace trellis::pipeline
