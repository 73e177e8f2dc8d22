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
#include "hub/pipeline/alert_post.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/queue/outbox.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::pipeline {

// What a review of one child came to.
struct Reviewed {
  std::size_t raised = 0;
  std::size_t revised = 0;        // corrected, withdrawn, or standing again
  std::size_t without_route = 0;  // of those: no connection goes to their recipient
};

// Raises the alerts that a changed child asks for, with what each recipient may read, corrects and
// withdraws those whose records say something else by now, and puts them in the outbox of the
// recipient's connection. Works inside the caller's unit of work. Not shared.
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
  // Likewise, or was one raised that may have to be corrected?
  Result<bool> needs_review(ChildId child, const std::vector<SubjectId>& subjects);
  // Evaluates every rule over all that is held about the child. Where a restriction or a suspension
  // keeps something back, the child is owed a review once it ends; what is freed is told then.
  Result<Reviewed> review(ChildId child, const std::vector<SubjectId>& subjects);

 private:
  struct Case;  // all that is held about the child, today
  Status raise(const alerts::Raised& raised, Case& one, Reviewed& reviewed);
  Status reconcile(alerts::Alert alert, Case& one, Reviewed& reviewed);
  Status withdraw(alerts::Alert alert, std::string because, alerts::Key key, Reviewed& reviewed);
  Status restate(const alerts::Alert& before, const alerts::Raised& now, const Case& one,
                 Reviewed& reviewed);
  Status revise(alerts::Alert alert, alerts::Key key, Reviewed& reviewed);
  std::optional<alerts::Content> content_of(const alerts::Raised& raised, const Case& one) const;
  // Could the recipient be told more once a restriction or a suspension ends?
  bool may_grow(std::string_view provider, const alerts::Raised& raised, const Case& one) const;
  Status owe(const Case& one);
  Status note(const alerts::Alert& alert, std::string_view what);

  Records& records_;
  alerts::AlertStore& alerts_;
  audit::Journal& journal_;
  Protections& protections_;
  const sharing::Policy& policy_;
  std::span<const alerts::Rule> rules_;
  AlertPost post_;
  const Clock& clock_;
  bool rules_need_a_service_ = true;            // no rule is about just any child
  std::set<std::string, std::less<>> openers_;  // kinds that open a service that a rule asks for
  VersionId read_;                              // the last version that `load` has read
  std::unordered_set<SubjectId> open_;          // subjects with an observation of such a kind
};

}  // namespace trellis::pipeline
