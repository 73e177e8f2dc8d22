#include "hub/desk/owed_reviews.hpp"

#include "hub/base/canonical.hpp"
#include "hub/base/digest.hpp"
#include "hub/base/hex.hpp"
#include "hub/desk/unit_of_work.hpp"

namespace trellis::desk {

// All that decides whether something is kept back, beside the records.
Result<std::string> OwedReviews::state() {
  const Date today = Date::of(ports_.clock.now());
  std::string bytes;
  Canonical canonical(bytes, "trellis-kept-back-1\n");
  canonical.text(today.text());
  for (const sharing::Agreement& agreement : ports_.policy.agreements()) {
    canonical.text(agreement.id);
    canonical.text(agreement.version);
    canonical.text(sharing::why_not_live(agreement, today));
  }
  TRELLIS_LET(const auto told, ports_.protections.restrictions().all());
  for (const pipeline::Restriction& one : told) {
    canonical.text(to_string(one.id));
    canonical.text(one.ended ? "ended" : one.held.none() || one.is_held_open ? "told" : "decided");
    canonical.text(one.statement.until.text());
  }
  return hex(sha256(bytes));
}

Result<bool> OwedReviews::any() {
  TRELLIS_LET(const auto ever, ports_.alerts.owed_reviews("none"));
  if (ever.empty()) return false;
  TRELLIS_LET(const auto now, state());
  TRELLIS_LET(const auto owed, ports_.alerts.owed_reviews(now));
  return !owed.empty();
}

Result<pipeline::Reviewed> OwedReviews::review(pipeline::AlertDesk& alerts) {
  ports_.protections.forget();
  TRELLIS_LET(const auto now, state());
  TRELLIS_LET(const auto owed, ports_.alerts.owed_reviews(now));
  pipeline::Reviewed all;
  for (const ChildId child : owed) {
    TRELLIS_LET(const auto one, review(child, now, alerts));
    all.raised += one.raised;
    all.revised += one.revised;
    all.without_route += one.without_route;
  }
  return all;
}

Result<pipeline::Reviewed> OwedReviews::review(ChildId owed, std::string_view state,
                                               pipeline::AlertDesk& alerts) {
  TRELLIS_LET(auto unit, UnitOfWork::begin(ports_.records));
  ChildId child = owed;
  while (true) {
    TRELLIS_LET(const auto into, ports_.links.redirected(child));
    if (into.none()) break;
    child = into;
  }
  if (child != owed) {
    TRELLIS_TRY(ports_.alerts.owe_review(owed, false));
    TRELLIS_TRY(ports_.alerts.owe_review(child, true));
  }
  TRELLIS_LET(const auto members, ports_.links.members(child));
  std::vector<SubjectId> subjects;
  for (const matching::Known& member : members) subjects.push_back(member.subject.id);
  pipeline::Reviewed reviewed;
  if (subjects.empty()) {
    TRELLIS_TRY(ports_.alerts.owe_review(child, false));
  } else {
    TRELLIS_LET(reviewed, alerts.review(child, subjects));
    TRELLIS_TRY(ports_.alerts.note_review(child, state));
  }
  TRELLIS_TRY(unit.commit());
  return reviewed;
}

}  // namespace trellis::desk
