#include "hub/desk/alert_sight.hpp"

#include "hub/alerts/reduced.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::desk {
namespace {

bool says_the_same(const alerts::Content& a, const alerts::Content& b) {
  return a.title == b.title && a.sentence == b.sentence && a.fields == b.fields;
}

}  // namespace

Result<std::vector<SubjectId>> AlertSight::subjects_of(ChildId child) {
  while (true) {
    auto into = ports_.links.redirected(child);
    if (!into.ok()) return into.error();
    if (into->none()) break;
    child = *into;
  }
  auto members = ports_.links.members(child);
  if (!members.ok()) return members.error();
  std::vector<SubjectId> subjects;
  for (const matching::Known& member : *members) subjects.push_back(member.subject.id);
  return subjects;
}

Result<alerts::Content> AlertSight::content(const alerts::Alert& alert) {
  const alerts::Raised& raised = alert.alert.raised;
  const auto subjects = subjects_of(raised.child);
  if (!subjects.ok()) return subjects.error();
  if (subjects->empty())
    return Error{Fault::forbidden, "nothing is known of the child any more that it was about"};
  const Date today = Date::of(ports_.clock.now());
  const auto known = pipeline::known_of(ports_.records, ports_.protections, *subjects, today);
  if (!known.ok()) return known.error();
  const sharing::Permissions permissions =
      ports_.policy.permit({raised.role, raised.organisation, raised.purpose}, known->facts, today);
  auto content = alerts::told_today(alert.alert, alerts::find(ports_.rules, raised.rule),
                                    permissions, ports_.policy);
  if (content) return *std::move(content);
  std::string why = permissions.sentence(alert.alert.provider, alert.alert.kind);
  if (constexpr std::string_view nothing = "nothing: "; why.starts_with(nothing))
    why.erase(0, nothing.size());
  return Error{Fault::forbidden, std::move(why)};
}

// The message and the journal name the agreement that it was raised under.
Status AlertSight::check_agreement(const std::string& name) const {
  if (name.empty()) return done();  // the recipient's own record
  const sharing::Agreement* agreement = ports_.policy.agreement(name);
  if (agreement == nullptr)
    return Error{Fault::forbidden, "agreement " + name + " is no longer there"};
  const std::string why = sharing::why_not_live(*agreement, Date::of(ports_.clock.now()));
  if (!why.empty()) return Error{Fault::forbidden, "agreement " + name + " " + why};
  return done();
}

Status AlertSight::check(const alerts::Alert& alert) {
  ports_.protections.forget();  // another process may have protected somebody
  const auto now = content(alert);
  if (!now.ok()) return now.error();
  TRELLIS_TRY(check_agreement(alert.alert.content.agreement));
  if (says_the_same(*now, alert.alert.content)) return done();
  return Error{Fault::forbidden, "part of it may not be told any more"};
}

alerts::Content withheld(const Error& why) {
  alerts::Content content;
  content.title = "(withheld)";
  content.sentence = "Not shown: " + why.message + ".";
  return content;
}

}  // namespace trellis::desk
