#include "hub/app/commands/shown_children.hpp"

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/audit/listing.hpp"

namespace trellis::app {
namespace {

Status note_list(const CommandContext& context, Hub& hub, const std::string& purpose,
                 std::string agreement, std::string details) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = audit::Action::consultation;
  entry.actor = context.actor;
  entry.role = "operator";
  entry.purpose = purpose;
  entry.agreement = std::move(agreement);
  entry.details = std::move(details);
  return hub.journal().append(entry);
}

}  // namespace

Status ShownChildren::note(const CommandContext& context, Hub& hub,
                           const std::string& purpose) const {
  std::set<ChildId> children = children_;
  for (const SubjectId subject : subjects_) {
    TRELLIS_LET(const auto known, hub.links().find(subject));
    if (known) children.insert(known->child);
  }
  if (children.empty()) return done();
  std::string agreements;
  for (const std::string& each : agreements_) agreements += (agreements.empty() ? "" : ", ") + each;
  return note_list(context, hub, purpose, std::move(agreements), audit::details_of_list(children));
}

Status note_all_shown(const CommandContext& context, Hub& hub, const std::string& purpose) {
  return note_list(context, hub, purpose, {}, audit::details_of_list_of_all());
}

}  // namespace trellis::app
