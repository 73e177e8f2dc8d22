#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/time.hpp"
#include "hub/model/observation.hpp"

namespace trellis::sharing {

struct Organisation {
  std::string id;
  std::string title;
  std::string
      kind;  // education, social_care, youth_justice, youth_work, health, police, council, ...
  bool is_a_place = false;  // that it holds a record tells where the child is: a school, a hostel
};

// What people of an organisation do there. A role belongs to organisations by id or by their kind.
struct Role {
  std::string id;
  std::string title;
  std::vector<std::string> organisations;
  std::vector<std::string> organisation_kinds;
  model::Level own_records =
      model::Level::none;  // how much of their own organisation's records they see

  bool belongs_to(const Organisation& organisation) const;
};

struct Parties {
  std::vector<Organisation> organisations;
  std::vector<Role> roles;

  const Organisation* organisation(std::string_view id) const;
  const Role* role(std::string_view id) const;
  std::string title_of(std::string_view organisation) const;  // the id where it is not known
};

// What some organisations may see of what others hold: for one purpose, on a legal basis, until a
// day.
struct Agreement {
  enum class Status { draft, live, suspended };
  struct Recipient {
    std::string organisation;
    std::vector<std::string> roles;
  };
  // About whom. Every condition that is given must hold.
  struct Subjects {
    bool known_to_recipient = false;   // the recipient holds a record of its own about the child
    std::vector<std::string> open_to;  // the child is open to one of these services
    std::optional<int> age_from;       // whole years, both included
    std::optional<int> age_to;
  };
  struct RoleLevel {
    std::string role;
    model::Level level = model::Level::none;
  };
  struct Clause {
    std::string id;
    std::vector<std::string> kinds;  // education.suspension, or education.* for the whole domain
    model::Level level = model::Level::none;
    std::vector<RoleLevel> roles;  // instead of `level` for these roles
    model::Level level_for(std::string_view role) const;
  };
  struct Signature {
    std::string organisation;
    std::string name;  // the office that signed
    Date signed_on;
  };

  std::string id;
  std::string version;
  std::string title;
  Status status = Status::draft;
  std::vector<std::string> providers;  // whose records are shared
  std::vector<Recipient> recipients;
  std::string purpose;  // a word that an asker gives
  std::string purpose_in_words;
  std::string legal_basis;
  model::Regime regime = model::Regime::gdpr;
  Subjects subjects;
  std::vector<Clause> clauses;
  Date start;
  Date review;
  Date end;  // the last day; none: until it is ended
  std::vector<Signature> signatures;

  std::vector<std::string> parties() const;  // all organisations, each once
};

bool is_live(const Agreement& agreement, Date today);

// Why an agreement does not work on a day, as the end of "The agreement ..."; empty where it is
// live.
std::string why_not_live(const Agreement& agreement, Date today);

// What its owner should look at although it is live: an overdue review, a near end.
std::vector<std::string> warnings(const Agreement& agreement, Date today);

std::string_view to_string(Agreement::Status status);

}  // namespace trellis::sharing
