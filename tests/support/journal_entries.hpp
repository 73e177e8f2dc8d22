#pragma once

#include "hub/audit/journal.hpp"

namespace trellis::testing {

// A consultation of one child, at that many seconds after 1970.
inline audit::Entry an_entry(std::int64_t second, std::int64_t child = 0) {
  audit::Entry entry;
  entry.at = Instant(std::chrono::seconds(second));
  entry.action = audit::Action::consultation;
  entry.actor = "sam";
  entry.role = "practitioner";
  entry.organisation = "northwick";
  entry.purpose = "caseload";
  entry.child = ChildId(child);
  return entry;
}

}  // namespace trellis::testing
