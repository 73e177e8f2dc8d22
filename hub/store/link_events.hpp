#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hub/matching/identity/ports.hpp"

// Events of matching as rows: one of match_event, and one of match_change for each change but the
// plain placing of a subject.
namespace trellis::store {

class Database;

Result<matching::EventId> append_event(Database& database, const matching::Event& event);
Result<std::optional<matching::Event>> find_event(Database& database, matching::EventId id);
// Both the oldest first.
Result<std::vector<matching::Event>> events_of(Database& database, ChildId child);
Result<std::vector<matching::Event>> locks_told_of(Database& database, SubjectId subject);

Result<std::vector<matching::LockChange>> lock_changes_after(Database& database,
                                                             matching::EventId last);

// 0 none, 1 must link, 2 never link.
std::int64_t number_of(std::optional<matching::Lock> lock);
std::optional<matching::Lock> lock_of(std::int64_t number);

}  // namespace trellis::store
