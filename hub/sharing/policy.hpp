#pragma once

#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/time.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/model/observation.hpp"
#include "hub/sharing/agreement.hpp"
#include "hub/sharing/facts.hpp"

// Sharing: who may see what, under which agreement, and why. Default deny; what is permitted is
// computed first and only that is read. Restrictions (a whole record, a location, a
// sealed kind) beat every agreement; within an agreement the clause that names the kind most
// closely decides, and of equally close ones the narrowest; agreements that are live side by side
// each stand on their own basis, so the widest counts.
namespace trellis::sharing {

struct Asker {
  std::string role;
  std::string organisation;
  std::string purpose;
};

// Why a level is what it is; of those below `own_record` the last stands nearest to a permission.
enum class Reason {
  unknown_asker,    // the role is not one of the organisation's
  no_agreement,     // no agreement names this provider
  not_a_recipient,  // none names the asker's organisation and role
  wrong_purpose,
  not_live,              // draft, suspended, unsigned, not begun, ended
  not_this_child,        // its conditions on the child do not hold
  kind_not_named,        // no clause names the kind, or it says none
  kind_not_for_purpose,  // the catalogue does not tag the kind for the agreement's purpose
  sealed_kind,
  sealed_child,
  protected_location,
  own_record,
  agreed,
};

struct Answer {
  model::Level level = model::Level::none;
  Reason reason = Reason::no_agreement;
  std::string agreement;  // id; the one that grants, or came nearest
  std::string clause;
};

// What one asker may see of one child on one day. A value; cheap to copy.
class Permissions {
 public:
  Answer answer(std::string_view provider, std::string_view kind) const;

  // Pairs of provider and kind of which at least the existence may be known: all that may be read.
  std::set<std::pair<std::string, std::string>> readable() const;

  // Names of the fields that may be read; empty below the level that shows any.
  std::vector<std::string> fields(std::string_view provider, std::string_view kind) const;

  // Only what may be seen of an observation; nothing where not even its existence may be.
  std::optional<model::Observation> filter(const Sourced& held) const;

  // One sentence: under what the level is granted, or which condition failed.
  std::string sentence(std::string_view provider, std::string_view kind) const;

  const Asker& asker() const noexcept;

 private:
  friend class Policy;
  struct State;
  explicit Permissions(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

// A snapshot of all agreements, roles and the catalogue. Immutable; may be shared between threads.
class Policy {
 public:
  Policy(Parties parties, std::vector<Agreement> agreements,
         std::shared_ptr<const model::Catalogue> catalogue);

  Permissions permit(const Asker& asker, const ChildFacts& child, Date today) const;

  const Parties& parties() const noexcept;
  const std::vector<Agreement>& agreements() const noexcept;
  const Agreement* agreement(std::string_view id) const;
  const model::Catalogue& catalogue() const noexcept;

 private:
  struct State;
  friend class Permissions;
  std::shared_ptr<const State> state_;
};

// May the asker know that the hub holds anything about the child? A child that does not exist has
// nothing held, so the two answers are one.
bool is_known(const Permissions& permissions, std::span<const Sourced> held);

// Keeps the fields of at most `level`. Dates need `summary`, the source's own words `detail`; a
// sealed observation and level none keep nothing.
std::optional<model::Observation> filter(const model::Observation& observation, model::Level level,
                                         const model::KindDefinition& kind);

// Does everything of a kind, or a field, tell where a child can be found?
bool tells_location(const model::KindDefinition& kind, const model::FieldDefinition& field);

// One line of an explanation: a field of a kind that a provider holds.
struct Explained {
  std::string provider;
  std::string kind;
  std::string field;  // empty: the kind itself
  bool shown = false;
  model::Level granted = model::Level::none;
  model::Level needed = model::Level::exists;
  std::string agreement;
  std::string clause;
  std::string sentence;
};

// For those who answer for agreements: every kind held about the child and each of its fields.
std::vector<Explained> explain(const Permissions& permissions, const model::Catalogue& catalogue,
                               std::span<const Sourced> held);

std::string_view to_string(Reason reason);

}  // namespace trellis::sharing
