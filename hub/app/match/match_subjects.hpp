#pragma once

#include <set>
#include <string>

#include "hub/audit/journal.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace trellis::app {

class Hub;
struct CommandContext;

constexpr const char* how_to_name_a_subject =
    "A subject: its id, or CONNECTION:KEY as its source calls it";

// By its id, or as CONNECTION:KEY by the key that its source gives it.
// One that is sealed is as if not there.
Result<SubjectId> subject_of(Hub& hub, const std::string& text);
// "12 (eastmere-schools 0042)": ours, then the source's own.
std::string name_of(Hub& hub, SubjectId subject);

// What a data steward does about a subject, for the journal.
audit::Entry steward_entry(const CommandContext& context, Hub& hub, audit::Action action,
                           SubjectId subject, const std::string& purpose);

// Journals that they were looked at, each once.
Status note_consultation(const CommandContext& context, Hub& hub,
                         const std::set<SubjectId>& subjects, const std::string& purpose);

}  // namespace trellis::app
