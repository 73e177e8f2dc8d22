#include "hub/sharing/conditions.hpp"

#include <algorithm>

#include "hub/base/text.hpp"

namespace trellis::sharing {
namespace {

int oldest_age(Date born, Date today) {
  const auto first = Date::of(born.year(), std::max(born.month(), 1u), std::max(born.day(), 1u));
  return first.ok() ? age_in_years(*first, today) : -1;
}

bool is_of_age(const Agreement::Subjects& subjects, Date born, Date today) {
  if (!subjects.age_from && !subjects.age_to) return true;
  if (born.none()) return false;
  if (subjects.age_from && age_in_years(born, today) < *subjects.age_from) return false;
  return !subjects.age_to || oldest_age(born, today) <= *subjects.age_to;
}

// 0: does not name it; 1: names its domain; 2: names it.
int closeness(std::string_view pattern, std::string_view kind) {
  if (pattern == kind) return 2;
  const bool is_domain = pattern.size() > 2 && pattern.ends_with(".*");
  return is_domain && kind.starts_with(pattern.substr(0, pattern.size() - 1)) ? 1 : 0;
}

int closeness(const Agreement::Clause& clause, std::string_view kind) {
  int best = 0;
  for (const std::string& pattern : clause.kinds) best = std::max(best, closeness(pattern, kind));
  return best;
}

Reason recipient_standing(const Agreement& agreement, const Asker& asker) {
  for (const Agreement::Recipient& recipient : agreement.recipients)
    if (recipient.organisation == asker.organisation && contains(recipient.roles, asker.role))
      return Reason::agreed;
  return Reason::not_a_recipient;
}

std::string why_not_this_child(const Agreement::Subjects& subjects, Mismatch mismatch) {
  switch (mismatch) {
    case Mismatch::none:
      return {};
    case Mismatch::not_known_to_recipient:
      return "is only about children whom the recipient already works with";
    case Mismatch::not_open:
      return "is only about children who are open to " + text::join(subjects.open_to, " or ");
    case Mismatch::age:
      return "is only about children of " +
             (subjects.age_from ? std::to_string(*subjects.age_from) : std::string("0")) + " to " +
             (subjects.age_to ? std::to_string(*subjects.age_to) : std::string("any")) + " years";
  }
  return {};
}

}  // namespace

bool contains(const std::vector<std::string>& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Mismatch mismatch(const Agreement::Subjects& subjects, std::string_view organisation,
                  const ChildFacts& child, Date today) {
  if (subjects.known_to_recipient && !contains(child.known_to, organisation))
    return Mismatch::not_known_to_recipient;
  const bool is_open =
      subjects.open_to.empty() ||
      std::any_of(subjects.open_to.begin(), subjects.open_to.end(),
                  [&](const std::string& service) { return contains(child.open_to, service); });
  if (!is_open) return Mismatch::not_open;
  return is_of_age(subjects, child.birth, today) ? Mismatch::none : Mismatch::age;
}

Reason standing(const Agreement& agreement, const Asker& asker, const ChildFacts& child,
                Date today) {
  const Reason recipient = recipient_standing(agreement, asker);
  if (recipient != Reason::agreed) return recipient;
  if (agreement.purpose != asker.purpose) return Reason::wrong_purpose;
  if (!is_live(agreement, today)) return Reason::not_live;
  return mismatch(agreement.subjects, asker.organisation, child, today) == Mismatch::none
             ? Reason::agreed
             : Reason::not_this_child;
}

const Agreement::Clause* deciding_clause(const Agreement& agreement, std::string_view kind,
                                         std::string_view role) {
  const Agreement::Clause* decides = nullptr;
  int closest = 0;
  for (const Agreement::Clause& clause : agreement.clauses) {
    const int close = closeness(clause, kind);
    if (close == 0 || close < closest) continue;
    const bool narrower = decides != nullptr && clause.level_for(role) < decides->level_for(role);
    if (close > closest || narrower) decides = &clause;
    closest = close;
  }
  return decides;
}

std::string why_not(Reason standing, const Agreement& agreement, const Asker& asker,
                    const ChildFacts& child, Date today) {
  switch (standing) {
    case Reason::not_a_recipient:
      return "does not name " + asker.role + " of " + asker.organisation + " as a recipient";
    case Reason::wrong_purpose:
      return "is for the purpose " + agreement.purpose + ", not for " +
             (asker.purpose.empty() ? "none" : asker.purpose);
    case Reason::not_live:
      return why_not_live(agreement, today);
    case Reason::not_this_child:
      return why_not_this_child(agreement.subjects,
                                mismatch(agreement.subjects, asker.organisation, child, today));
    default:
      return {};
  }
}

}  // namespace trellis::sharing
