#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/time.hpp"
#include "hub/sharing/policy.hpp"

// Alerts: which change deserves whose attention. Rules are data; evaluating them is pure, so the
// same observations raise the same keys in whatever order they arrived.
namespace trellis::alerts {

enum class Severity { information, prompt, urgent };

// A test on an observation's fields.
struct Condition {
  enum class Test { all, any, equals, in, below, at_least, exists, share_above };
  Test test = Test::all;
  std::string field;                // for share_above: the whole
  std::vector<std::string> values;  // equals, in: texts; share_above: the fields summed as the part
  double number = 0;                // below, at_least; share_above: per cent
  std::vector<Condition> parts;     // all, any

  bool holds(const model::Observation& observation) const;
  std::vector<std::string> fields() const;  // all that it looks at
};

struct Rule {
  std::string id;
  std::string title;
  std::vector<std::string> kinds;  // one of them
  Condition when;
  int within_days = 0;            // how long the event is news; today's distance from its day
  bool counted_from_end = false;  // its day is valid_to (a summary of a period), not valid_from
  std::string open_to;            // only a child open to this service; empty: any child
  std::string role;               // who is told ...
  std::string purpose;            // ... for what: their permissions are asked for this purpose ...
  std::string organisation;       // ... and where; empty: whoever is open to the child
  Severity severity = Severity::prompt;
  int answer_by_days = 0;
  int ages_out_days = 0;  // after the event it leaves the lists; 0: it stays until answered
  std::string sentence;   // with {field} for values of the kind's fields
  std::vector<std::string> identity;  // fields that tell two events of one day apart
};

// An alert that a rule asks for.
struct Raised {
  std::string rule;
  std::string key;  // of rule, source, event and recipient; holds no personal data
  ChildId child;
  std::size_t observation = 0;  // which of those evaluated
  std::string organisation;     // the recipient
  std::string role;
  std::string purpose;
  Severity severity = Severity::prompt;
  Date happened;
  Date due;
  Date ages_out;  // none: stays until answered
};

// By key, each key once. `today` is a whole day.
std::vector<Raised> evaluate(std::span<const Rule> rules, ChildId child,
                             std::span<const sharing::Sourced> held,
                             const model::Catalogue& catalogue, Date today);

// The same alert as the records say it now, whatever the day and whoever is open to the child by
// now; nothing where no observation says it any more.
std::optional<Raised> restate(const Rule& rule, const Raised& told,
                              std::span<const sharing::Sourced> held);
// Of all that an observation says: another value, another digest.
std::string digest_of(const model::Observation& observation);

// What the recipient of an alert may read.
struct Content {
  std::string title;
  std::string sentence;
  std::vector<std::pair<std::string, std::string>> fields;  // label, value
  model::Level level = model::Level::none;
  std::string agreement;  // empty: the recipient's own record
  std::string clause;
};

// Nothing: the recipient must not even know, so no alert is raised. `permissions` are those of the
// recipient's organisation and role for this child; `held` are the observations that were
// evaluated.
std::optional<Content> content_for(const Rule& rule, const Raised& raised,
                                   std::span<const sharing::Sourced> held,
                                   const sharing::Permissions& permissions,
                                   const sharing::Policy& policy, Date today);

const Rule* find(std::span<const Rule> rules, std::string_view id);
std::string_view to_string(Severity severity);
std::optional<Severity> parse_severity(std::string_view text);

}  // namespace trellis::alerts
