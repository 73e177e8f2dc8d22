#pragma once

#include <string>

#include "hub/audit/journal.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/matching/identity.hpp"

namespace trellis::app {

class Hub;
struct CommandContext;

constexpr const char* how_to_name_a_subject =
    "A subject: its id, or CONNECTION:KEY as its source calls it";

// By its id, or as CONNECTION:KEY by the key that its source gives it.
Result<SubjectId> subject_of(Hub& hub, matching::Identity& identity, const std::string& text);
// "12 (eastmere-schools 0042)": ours, then the source's own.
std::string name_of(Hub& hub, SubjectId subject);

// What a data steward does about a subject, for the journal.
audit::Entry steward_entry(const CommandContext& context, Hub& hub, audit::Action action,
                           SubjectId subject, const std::string& purpose);

}  // namespace trellis::app
