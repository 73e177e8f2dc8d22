#include "hub/pipeline/alert_desk.hpp"

#include <algorithm>

#include "hub/base/log.hpp"
#include "hub/formats/json.hpp"
#include "hub/pipeline/damage.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::string_view no_longer_said = "What it told of is not in its source any more.";
constexpr std::string_view another_child = "What it told of concerns another child.";
constexpr std::string_view changed = "Its source was changed.";
constexpr std::string_view shared_by_now = "More of it is shared now.";
constexpr std::string_view said_again = "What it told of is in its source again.";

// In place of what the recipient may not read any more.
alerts::Content not_shared(const alerts::Content& told) {
  alerts::Content content;
  content.title = told.title;
  content.sentence = "What this alert told of was changed; what it says now is not shared.";
  content.level = model::Level::exists;
  content.agreement = told.agreement;
  content.clause = told.clause;
  return content;
}

// Does `now` tell all that `told` does, and more?
bool tells_more(const alerts::Content& now, const alerts::Content& told) {
  const auto is_kept = [&](const auto& field) {
    return std::find(now.fields.begin(), now.fields.end(), field) != now.fields.end();
  };
  return std::all_of(told.fields.begin(), told.fields.end(), is_kept) &&
         (now.level > told.level || now.fields.size() > told.fields.size());
}

bool is_between(const sharing::Agreement& agreement, std::string_view provider,
                std::string_view recipient) {
  const auto& providers = agreement.providers;
  const auto& recipients = agreement.recipients;
  return std::find(providers.begin(), providers.end(), provider) != providers.end() &&
         std::any_of(recipients.begin(), recipients.end(),
                     [&](const auto& each) { return each.organisation == recipient; });
}

}  // namespace

struct AlertDesk::Case {
  ChildId child;
  std::vector<KnownSubject> subjects;
  std::vector<sharing::Sourced> held;
  sharing::ChildFacts facts;
  Date today;
  bool was_owed = false;  // a review: more may be shared by now than when it was told
  bool owes = false;      // another one

  SubjectId subject_of(const sharing::Sourced& source) const {
    for (const KnownSubject& each : subjects)
      if (each.connection == source.connection && each.source_key == source.subject) return each.id;
    return {};
  }
  bool has(SubjectId id) const {
    return std::any_of(subjects.begin(), subjects.end(),
                       [&](const KnownSubject& each) { return each.id == id; });
  }
  // The very same still stands in the subject's records, whatever a rule makes of it by now.
  bool still_says(const alerts::NewAlert& told) const {
    return std::any_of(held.begin(), held.end(), [&](const sharing::Sourced& source) {
      return source.observation.kind == told.kind && subject_of(source) == told.subject &&
             alerts::digest_of(source.observation) == told.said;
    });
  }
};

AlertDesk::AlertDesk(Records& records, alerts::AlertStore& alerts, queue::Outbox& outbox,
                     audit::Journal& journal, Protections& protections,
                     const sharing::Policy& policy, std::span<const alerts::Rule> rules,
                     std::vector<Route> routes, const Clock& clock)
    : records_(records),
      alerts_(alerts),
      journal_(journal),
      protections_(protections),
      policy_(policy),
      rules_(rules),
      post_(records, outbox, policy, std::move(routes), clock),
      clock_(clock) {
  for (const alerts::Rule& rule : rules_) {
    if (rule.open_to.empty()) rules_need_a_service_ = false;
    for (const std::string& kind : policy_.catalogue().kind_names())
      if (!rule.open_to.empty() && policy_.catalogue().kind(kind)->opens == rule.open_to)
        openers_.insert(kind);
  }
}

Status AlertDesk::load() {
  if (openers_.empty()) return done();
  TRELLIS_LET(const auto last, records_.last_version());
  for (const std::string& kind : openers_) {
    TRELLIS_LET(auto subjects, records_.subjects_with(kind, read_));
    open_.insert(subjects.begin(), subjects.end());
  }
  read_ = last;
  return done();
}

void AlertDesk::note(SubjectId subject, std::string_view kinds) {
  while (!openers_.empty() && !kinds.empty()) {
    const std::string_view kind = kinds.substr(0, kinds.find('\n'));
    kinds.remove_prefix(std::min(kind.size() + 1, kinds.size()));
    if (!openers_.contains(kind)) continue;
    open_.insert(subject);
    return;
  }
}

bool AlertDesk::concerns(std::span<const SubjectId> subjects) const {
  if (rules_.empty()) return false;
  if (!rules_need_a_service_) return true;
  return std::any_of(subjects.begin(), subjects.end(),
                     [&](SubjectId subject) { return open_.contains(subject); });
}

Result<bool> AlertDesk::needs_review(ChildId child, const std::vector<SubjectId>& subjects) {
  if (rules_.empty()) return false;  // nothing is raised, and nothing can be judged
  if (concerns(subjects)) return true;
  TRELLIS_LET(auto known, alerts_.about(child, subjects));
  return !known.empty();
}

Result<Reviewed> AlertDesk::review(ChildId child, const std::vector<SubjectId>& subjects) {
  const Date today = Date::of(clock_.now());
  auto about = known_of(records_, protections_, subjects, policy_.catalogue(), today);
  if (!about.ok() && tells_of_damage(about.error())) {  // reviewed once it is stored anew
    log::error("child_not_reviewed", {{"child", to_string(child)}, {"why", about.error().message}});
    return Reviewed{};
  }
  if (!about.ok()) return about.error();
  Case one{child, {}, std::move(about->held), std::move(about->facts), today, false, false};
  TRELLIS_LET(const auto owed, alerts_.owes_review(child));
  one.was_owed = owed;
  for (const SubjectId each : subjects) {
    TRELLIS_LET(auto subject, records_.subject(each));
    if (subject) one.subjects.push_back(*std::move(subject));
  }
  TRELLIS_LET(auto known, alerts_.about(child, subjects));
  Reviewed reviewed;
  for (const alerts::Alert& alert : known) TRELLIS_TRY(reconcile(alert, one, reviewed));
  for (const alerts::Raised& raised :
       alerts::evaluate(rules_, child, one.held, policy_.catalogue(), today))
    TRELLIS_TRY(raise(raised, one, reviewed));
  TRELLIS_TRY(owe(one));
  return reviewed;
}

bool AlertDesk::may_grow(std::string_view provider, const alerts::Raised& raised,
                         const Case& one) const {
  if (one.facts.sealed || one.facts.protected_location) return true;
  const auto& agreements = policy_.agreements();
  return std::any_of(agreements.begin(), agreements.end(), [&](const sharing::Agreement& each) {
    const bool is_over = !each.end.none() && each.end.last_day() < one.today.first_day();
    return !is_over && is_between(each, provider, raised.organisation) &&
           !sharing::is_live(each, one.today);
  });
}

Status AlertDesk::owe(const Case& one) {
  if (!one.owes && !one.was_owed) return done();
  return alerts_.owe_review(one.child, one.owes);
}

std::optional<alerts::Content> AlertDesk::content_of(const alerts::Raised& raised,
                                                     const Case& one) const {
  const alerts::Rule* rule = alerts::find(rules_, raised.rule);
  if (rule == nullptr) return std::nullopt;
  const auto permissions =
      policy_.permit({raised.role, raised.organisation, raised.purpose}, one.facts, one.today);
  return alerts::content_for(*rule, raised, one.held, permissions, policy_, one.today);
}

Status AlertDesk::raise(const alerts::Raised& raised, Case& one, Reviewed& reviewed) {
  const sharing::Sourced& source = one.held[raised.observation];
  one.owes = one.owes || may_grow(source.organisation, raised, one);
  auto content = content_of(raised, one);
  if (!content) return done();
  alerts::Alert alert;
  alert.alert = {raised,
                 source.organisation,
                 source.connection,
                 source.observation.kind,
                 *std::move(content),
                 one.subject_of(source),
                 alerts::digest_of(source.observation),
                 known_as(raised.organisation, one.subjects)};
  TRELLIS_LET(auto id, alerts_.raise(alert.alert, clock_.now()));
  if (!id) return done();
  alert.id = *id;
  TRELLIS_TRY(note(alert, "raised"));
  ++reviewed.raised;
  if (!post_.has_route_to(raised.organisation)) ++reviewed.without_route;
  return post_.send(alert);
}

// Only what the record says decides here: neither the day nor who is open to the child by now takes
// back what was true.
Status AlertDesk::reconcile(alerts::Alert alert, Case& one, Reviewed& reviewed) {
  const alerts::Rule* rule = alerts::find(rules_, alert.alert.raised.rule);
  if (rule == nullptr) return done();
  auto now = alerts::restate(*rule, alert.alert.raised, one.held);
  const bool is_withdrawn = alert.standing == alerts::Standing::withdrawn;
  if (!now) {
    if (is_withdrawn || one.still_says(alert.alert)) return done();
    const bool is_moved = !alert.alert.subject.none() && !one.has(alert.alert.subject);
    return withdraw(std::move(alert), std::string(is_moved ? another_child : no_longer_said),
                    alerts::Key::kept, reviewed);
  }
  std::string about = known_as(alert.alert.raised.organisation, one.subjects);
  if (is_known_as_another(alert.alert.about, about))
    return withdraw(std::move(alert), std::string(another_child), alerts::Key::freed, reviewed);
  if (alert.alert.raised.child != one.child && !one.was_owed) {  // joined or parted since
    TRELLIS_LET(const auto owed, alerts_.owes_review(alert.alert.raised.child));
    one.was_owed = owed;
  }
  one.owes = one.owes || may_grow(alert.alert.provider, alert.alert.raised, one);
  now->child = one.child;
  return restate(alert, *now, one, reviewed);
}

Status AlertDesk::withdraw(alerts::Alert alert, std::string because, alerts::Key key,
                           Reviewed& reviewed) {
  alert.because = std::move(because);
  // It is told already, but its key must not stand in the way.
  if (alert.standing == alerts::Standing::withdrawn) return alerts_.keep(alert, key);
  alert.standing = alerts::Standing::withdrawn;
  return revise(std::move(alert), key, reviewed);
}

Status AlertDesk::restate(const alerts::Alert& before, const alerts::Raised& now, const Case& one,
                          Reviewed& reviewed) {
  const sharing::Sourced& source = one.held[now.observation];
  alerts::Alert alert = before;
  alert.alert.raised = now;
  alert.alert.subject = one.subject_of(source);
  alert.alert.said = alerts::digest_of(source.observation);
  if (alert.alert.about.empty()) alert.alert.about = known_as(now.organisation, one.subjects);
  const bool is_back = before.standing == alerts::Standing::withdrawn;
  const bool is_said_anew = !before.alert.said.empty() && before.alert.said != alert.alert.said;
  std::optional<alerts::Content> shared;
  if (is_back || is_said_anew || one.was_owed) shared = content_of(now, one);
  const bool is_freed = one.was_owed && shared && tells_more(*shared, before.alert.content);
  if (!is_back && !is_said_anew && !is_freed) {
    const bool is_kept = before.alert.raised.child == now.child &&
                         before.alert.subject == alert.alert.subject &&
                         !before.alert.about.empty() && !before.alert.said.empty();
    return is_kept ? done() : alerts_.keep(alert, alerts::Key::kept);
  }

  alerts::Content content = shared.value_or(not_shared(alert.alert.content));
  const bool is_same = content.title == alert.alert.content.title &&
                       content.sentence == alert.alert.content.sentence &&
                       content.fields == alert.alert.content.fields;
  alert.alert.content = std::move(content);
  if (!is_back && is_same) return alerts_.keep(alert, alerts::Key::kept);
  alert.standing = is_same ? alerts::Standing::stands : alerts::Standing::corrected;
  alert.because = is_back ? said_again : is_said_anew ? changed : shared_by_now;
  return revise(std::move(alert), alerts::Key::kept, reviewed);
}

Status AlertDesk::revise(alerts::Alert alert, alerts::Key key, Reviewed& reviewed) {
  alert.revision += 1;
  alert.revised_at = clock_.now();
  TRELLIS_TRY(alerts_.keep(alert, key));
  TRELLIS_TRY(note(alert, alerts::to_string(alert.standing)));
  ++reviewed.revised;
  if (!post_.has_route_to(alert.alert.raised.organisation)) ++reviewed.without_route;
  return post_.send(alert);
}

Status AlertDesk::note(const alerts::Alert& alert, std::string_view what) {
  const alerts::Raised& raised = alert.alert.raised;
  formats::Json details = formats::Json::object();
  details.set("alert", alert.id.number());
  details.set("became", what);
  audit::Entry entry;
  entry.at = clock_.now();
  entry.action = audit::Action::decision;
  entry.actor = "hub";
  entry.role = raised.role;
  entry.organisation = raised.organisation;
  entry.purpose = "alert " + to_string(alert.id) + " by rule " + raised.rule;
  entry.child = raised.child;
  entry.agreement = alert.alert.content.agreement;
  entry.details = details.dump();
  return journal_.append(entry);
}

}  // namespace trellis::pipeline
