#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/audit/journal.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/identity/identity.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"

namespace trellis::desk {

// Alerts that may be raised now that somebody changed what a child is protected from.
class AlertReview {
 public:
  virtual ~AlertReview() = default;
  virtual Status review(ChildId child, const std::vector<SubjectId>& subjects) = 0;
};

// Who decides something about a child, and why.
struct Decided {
  std::string actor;
  std::string reason;
  std::string authority;
};

// A person protects a child, or ends what protects it: in force at once, in one unit of work with
// the journal. Not shared.
class Protecting {
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
  explicit Protecting(const Ports& ports) : ports_(ports) {}

  struct Order {
    model::RestrictionScope scope = model::RestrictionScope::whole_record;
    bool is_for_household = false;
    Date until;  // the last day; none: until a person ends it
  };
  // The new restrictions: one for each subject of the child, so that it holds however they part.
  Result<std::vector<pipeline::RestrictionId>> protect(ChildId child, const Order& order,
                                                       const Decided& decided);
  // How many others are told to live, or to have lived, at an address of the child.
  Result<std::size_t> others_at_the_address(ChildId child);
  // Ends the one of that number, or all that is told of the child itself, whoever told it.
  Result<std::vector<pipeline::RestrictionId>> unprotect(
      ChildId child, std::optional<pipeline::RestrictionId> only, const Decided& decided);

 private:
  struct Open {
    ChildId child;
    std::vector<SubjectId> subjects;
  };
  using Changed = std::vector<pipeline::RestrictionId>;

  Date today() const { return Date::of(ports_.clock.now()); }
  Result<Open> open(ChildId child);
  Result<Changed> add(const Open& open, const Order& order, const Decided& decided);
  Result<Changed> end(const Open& open, std::optional<pipeline::RestrictionId> only,
                      const Decided& decided);
  Status note(const Open& open, std::string_view what, const Changed& changed,
              const Decided& decided);
  Status seal_again(const std::vector<SubjectId>& subjects, const Decided& decided);
  template <typename Change>
  Result<Changed> carry_out(ChildId child, std::string_view what, const Decided& decided,
                            Change change);

  Ports ports_;
};

}  // namespace trellis::desk
