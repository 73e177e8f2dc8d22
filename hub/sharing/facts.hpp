#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/time.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/model/observation.hpp"
#include "hub/model/restriction.hpp"

namespace trellis::sharing {

// A current observation and who holds it.
struct Sourced {
  std::string organisation;  // the connection's
  std::string connection;
  std::string subject;  // the source's own key of the person
  std::string record;   // the source's own key of the record
  model::Observation observation;
};

// A service that works with the child now.
struct OpenService {
  std::string service;       // youth_justice, social_care, ...
  std::string organisation;  // whose record says so
  std::string kind;          // of the observation that says so
  auto operator<=>(const OpenService&) const = default;
};

// What protects a child: of all restrictions, whichever source told them, the most restrictive.
struct Protection {
  bool location = false;      // no place for anybody
  bool whole_record = false;  // nothing through agreements, and no place for anybody
  void add(model::RestrictionScope scope);
  bool operator==(const Protection&) const = default;
};

// What a decision needs to know of a child; nothing of it is shown.
struct ChildFacts {
  std::vector<std::string> known_to;  // organisations that hold a record
  std::vector<std::string> open_to;   // services that work with the child now
  Date birth;
  bool sealed = false;              // the whole record: nothing through agreements
  bool protected_location = false;  // no address, school or placement for anybody
};

// Each service once, in order. An observation of a kind that opens a service does so from its first
// day to its last.
std::vector<OpenService> open_services(std::span<const Sourced> held,
                                       const model::Catalogue& catalogue, Date today);

// From all current observations of a child, and from what protects it.
ChildFacts facts_of(std::span<const Sourced> held, const Protection& protection,
                    const model::Catalogue& catalogue, Date today);

}  // namespace trellis::sharing
