#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "hub/audit/journal.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/desk/protecting.hpp"
#include "hub/desk/regrouping.hpp"
#include "hub/matching/identity/identity.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"

namespace trellis::desk {

// Places every subject of a hub anew, by what its records say today, as if the hub had just been
// filled with them. What a person or a source said, which stands as locks, is kept. Only in the
// caller's turn. Not shared.
class PlacingAgain {
 public:
  struct Ports {
    pipeline::Records& records;  // the unit of work
    pipeline::Protections& protections;
    matching::Links& links;
    matching::Identity& identity;
    audit::Journal& journal;
    AlertReview& alerts;
    const Clock& clock;
  };
  // What would change.
  struct Plan {
    std::vector<matching::Member> renewed;  // subjects whose records say something else by now
    std::vector<Regrouping> regroupings;
    std::vector<matching::Two> questions;  // all that would be open
    matching::PlacementChanges changes;
    std::size_t subjects = 0;
  };
  struct Done {
    std::size_t regrouped = 0;        // children, with all who were moved among them
    std::size_t moved = 0;            // subjects
    std::size_t asked = 0, gone = 0;  // questions
    std::size_t left = 0;  // children that a person has changed meanwhile, or that locks keep
    bool is_interrupted = false;
  };
  // Told how far it is; false: stop, and keep what is done.
  using Watch = std::function<bool(std::size_t done)>;

  explicit PlacingAgain(const Ports& ports) : ports_(ports) {}

  // The engine knows nobody.
  Result<Plan> plan(const matching::OpenedEngine& empty, const Watch& watch);
  Result<Done> carry_out(const Plan& plan, const Decided& decided, const Watch& watch);

 private:
  Result<matching::Features> features_of(const matching::Subject& subject);
  Status renew(const matching::Member& member);
  Status regroup(const Regrouping& regrouping, const Decided& decided, Done& done);
  Result<bool> is_as_planned(const Regrouping& regrouping);
  Status move(const Regrouping& regrouping, const Decided& decided, Done& done);
  Status ask(const matching::Two& question, Done& done);
  Status withdraw(const Plan& plan, Done& done);
  // In units of work of some items each.
  template <typename Items, typename Work>
  Result<bool> in_units(const Items& items, const Watch& watch, Work work);

  Ports ports_;
};

}  // namespace trellis::desk
