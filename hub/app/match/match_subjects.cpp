#include "hub/app/match/match_subjects.hpp"

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/base/visible.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::app {

namespace {

Result<SubjectId> find_subject(Hub& hub, const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return SubjectId::parse(text);
  TRELLIS_LET(const auto connection, hub.connection(text.substr(0, colon)));
  TRELLIS_LET(auto subject, hub.records().find_subject(connection, text.substr(colon + 1)));
  return subject.value_or(SubjectId{});
}

}  // namespace

Result<SubjectId> subject_of(Hub& hub, const std::string& text) {
  auto subject = find_subject(hub, text);
  if (!subject.ok()) return subject;
  TRELLIS_LET(const auto may_be_named, matching::may_be_named(hub.links(), *subject));
  if (may_be_named) return subject;
  return Error{Fault::not_found, "there is no such subject; see: trellis child sources"};
}

std::string name_of(Hub& hub, SubjectId subject) {
  const auto known = hub.records().subject(subject);
  if (!known.ok() || !*known) return to_string(subject);
  return to_string(subject) + " (" + (*known)->connection + " " +
         text::visible((*known)->source_key) + ")";
}

audit::Entry steward_entry(const CommandContext& context, Hub& hub, audit::Action action,
                           SubjectId subject, const std::string& purpose) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = action;
  entry.actor = context.actor;
  entry.role = "data steward";
  entry.purpose = purpose;
  entry.subject = subject;
  return entry;
}

Status note_consultation(const CommandContext& context, Hub& hub,
                         const std::set<SubjectId>& subjects, const std::string& purpose) {
  for (const SubjectId each : subjects)
    TRELLIS_TRY(hub.journal().append(
        steward_entry(context, hub, audit::Action::consultation, each, purpose)));
  return done();
}

}  // namespace trellis::app
