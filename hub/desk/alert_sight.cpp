#include "hub/desk/alert_sight.hpp"

#include "hub/alerts/reduced.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::desk {
namespace {

bool says_the_same(const alerts::Content& a, const alerts::Content& b) {
  return a.title == b.title && a.sentence == b.sentence && a.fields == b.fields;
}

}  // namespace

Result<ChildId> AlertSight::standing(ChildId child) {
  while (true) {
    TRELLIS_LET(auto into, ports_.links.redirected(child));
    if (into.none()) return child;
    child = into;
  }
}

Result<std::vector<SubjectId>> AlertSight::subjects_of(ChildId child) {
  TRELLIS_LET(const auto now, standing(child));
  TRELLIS_LET(auto members, ports_.links.members(now));
  std::vector<SubjectId> subjects;
  for (const matching::Known& member : members) subjects.push_back(member.subject.id);
  return subjects;
}

// Those of the child that its record belongs to by now; none where that is the one it was told of,
// or where it is not known whose record it was.
Result<std::vector<SubjectId>> AlertSight::parted_subjects(const alerts::Alert& alert) {
  const SubjectId subject = alert.alert.subject;
  std::vector<SubjectId> subjects;
  if (subject.none()) return subjects;
  TRELLIS_LET(const auto known, ports_.links.find(subject));
  TRELLIS_LET(const auto told, standing(alert.alert.raised.child));
  if (!known) return std::vector<SubjectId>{subject};
  if (known->child == told) return subjects;
  return subjects_of(known->child);
}

Result<bool> AlertSight::is_parted(const alerts::Alert& alert) {
  TRELLIS_LET(const auto subjects, parted_subjects(alert));
  return !subjects.empty();
}

Result<alerts::Content> AlertSight::content(const alerts::Alert& alert) {
  TRELLIS_LET(const auto subjects, subjects_of(alert.alert.raised.child));
  if (subjects.empty())
    return Error{Fault::forbidden, "nothing is known of the child any more that it was about"};
  auto content = content_about(alert, subjects);
  if (!content.ok()) return content;
  TRELLIS_LET(const auto parted, parted_subjects(alert));
  if (parted.empty()) return content;
  alerts::Alert rest = alert;
  rest.alert.content = *std::move(content);
  auto left = content_about(rest, parted);
  // What protects the other child is not told either.
  if (!left.ok() && left.error().fault == Fault::forbidden)
    return Error{Fault::forbidden, "what it told of may not be read any more"};
  return left;
}

Result<alerts::Content> AlertSight::content_about(const alerts::Alert& alert,
                                                  const std::vector<SubjectId>& subjects) {
  const alerts::Raised& raised = alert.alert.raised;
  const Date today = Date::of(ports_.clock.now());
  TRELLIS_LET(const auto known, pipeline::known_of(ports_.records, ports_.protections, subjects,
                                                   ports_.policy.catalogue(), today));
  const sharing::Permissions permissions =
      ports_.policy.permit({raised.role, raised.organisation, raised.purpose}, known.facts, today);
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
  // Who was told is told that it concerns another child, whom the withdrawal says nothing of.
  const bool is_withdrawn = alert.standing == alerts::Standing::withdrawn;
  TRELLIS_LET(const auto told_of, subjects_of(alert.alert.raised.child));
  TRELLIS_LET(const auto now,
              is_withdrawn && !told_of.empty() ? content_about(alert, told_of) : content(alert));
  TRELLIS_TRY(check_agreement(alert.alert.content.agreement));
  if (says_the_same(now, alert.alert.content)) return done();
  return Error{Fault::forbidden, "part of it may not be told any more"};
}

alerts::Content withheld(const Error& why) {
  alerts::Content content;
  content.title = "(withheld)";
  content.sentence = "Not shown: " + why.message + ".";
  return content;
}

}  // namespace trellis::desk
