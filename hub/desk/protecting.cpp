#include "hub/desk/protecting.hpp"

#include <algorithm>
#include <set>

#include "hub/base/log.hpp"
#include "hub/base/text.hpp"
#include "hub/desk/neighbours.hpp"
#include "hub/formats/json.hpp"

namespace trellis::desk {
namespace {

using pipeline::Protections;
using pipeline::Restriction;
using pipeline::RestrictionId;

Status check(const Decided& decided) {
  if (text::trim(decided.reason).empty())
    return Error{Fault::invalid, "say why: the reason stands with the restriction"};
  if (text::trim(decided.authority).empty())
    return Error{Fault::invalid, "say on whose authority: a person, an order, a panel"};
  return done();
}

Restriction made(SubjectId subject, const Protecting::Order& order, const Decided& decided,
                 Instant now) {
  Restriction one;
  one.subject = subject;
  one.made_by = decided.actor;
  one.told_at = now;
  one.statement.scope = order.scope;
  one.statement.wording = model::to_string(order.scope);
  one.statement.is_for_household = order.is_for_household;
  one.statement.reason = decided.reason;
  one.statement.authority = decided.authority;
  one.statement.from = Date::of(now);
  one.statement.until = order.until;
  return one;
}

}  // namespace

Result<Protecting::Open> Protecting::open(ChildId child) {
  TRELLIS_LET(auto standing, ports_.identity.children().resolve(child));
  TRELLIS_LET(auto subjects, ports_.identity.children().subjects_of(standing));
  if (subjects.empty()) return Error{Fault::not_found, "there is no such child"};
  return Open{standing, std::move(subjects)};
}

Status Protecting::note(const Open& open, std::string_view what, const Changed& changed,
                        const Decided& decided) {
  formats::Json numbers = formats::Json::array();
  for (const RestrictionId id : changed) numbers.push(id.number());
  audit::Entry entry;
  entry.at = ports_.clock.now();
  entry.action = audit::Action::decision;
  entry.actor = decided.actor;
  entry.role = "operator";
  entry.purpose = what;
  entry.child = open.child;
  entry.details = formats::Json::object({{"restrictions", std::move(numbers)},
                                         {"reason", decided.reason},
                                         {"authority", decided.authority}})
                      .dump();
  return ports_.journal.append(entry);
}

// A seal is set or ended: the subject is placed anew, apart or where it belongs.
Status Protecting::seal_again(const std::vector<SubjectId>& subjects, const Decided& decided) {
  for (const SubjectId subject : subjects) {
    TRELLIS_LET(auto known, ports_.links.find(subject));
    if (!known) continue;
    TRELLIS_LET(auto features, matching::unpack(known->features));
    TRELLIS_LET(const auto is_sealed, ports_.protections.is_sealed(subject, today()));
    if (features.sealed == is_sealed) continue;
    features.sealed = is_sealed;
    TRELLIS_TRY(ports_.identity.settling().settle(known->subject, features, decided.actor));
  }
  return done();
}

template <typename Change>
Result<Protecting::Changed> Protecting::carry_out(ChildId child, std::string_view what,
                                                  const Decided& decided, Change change) {
  TRELLIS_TRY(check(decided));
  TRELLIS_TRY(ports_.records.begin());
  ports_.protections.forget();
  std::vector<SubjectId> touched;
  const auto attempt = [&]() -> Result<Changed> {
    TRELLIS_LET(const auto opened, open(child));
    touched = opened.subjects;
    Result<Changed> changed = change(opened);
    if (!changed.ok()) return changed;
    ports_.protections.forget();
    TRELLIS_TRY(note(opened, what, *changed, decided));
    TRELLIS_TRY(seal_again(opened.subjects, decided));
    std::set<ChildId> children;
    for (const SubjectId subject : opened.subjects) {
      const auto now = ports_.identity.children().child_of(subject);
      if (now.ok()) children.insert(*now);
    }
    for (const ChildId each : children) {
      TRELLIS_LET(auto subjects, ports_.identity.children().subjects_of(each));
      TRELLIS_TRY(ports_.alerts.review(each, subjects));
    }
    TRELLIS_TRY(ports_.records.commit());
    return changed;
  };
  Result<Changed> changed = attempt();
  if (changed.ok()) return changed;
  ports_.records.roll_back();
  ports_.protections.forget();
  for (const SubjectId subject : touched)
    if (!ports_.identity.refresh(subject).ok())
      log::warning("refresh_failed", {{"subject", to_string(subject)}});
  return changed;
}

Result<Protecting::Changed> Protecting::protect(ChildId child, const Order& order,
                                                const Decided& decided) {
  if (!order.until.none() && order.until.last_day() < today().first_day())
    return Error{Fault::invalid, "the last day has passed already: it would protect nobody"};
  return carry_out(child, "protect a child", decided,
                   [&](const Open& opened) { return add(opened, order, decided); });
}

Result<std::size_t> Protecting::others_at_the_address(ChildId child) {
  TRELLIS_LET(const auto opened, open(child));
  return children_at_the_address(ports_.links, opened.subjects);
}

Result<Protecting::Changed> Protecting::add(const Open& opened, const Order& order,
                                            const Decided& decided) {
  if (order.scope == model::RestrictionScope::adoption_seal && opened.subjects.size() > 1)
    return Error{Fault::conflict,
                 "an adoption seal keeps one record apart, and this child has several: part them "
                 "first (trellis match never-link), or protect the whole record"};
  Changed changed;
  for (const SubjectId subject : opened.subjects) {
    TRELLIS_LET(auto id, ports_.protections.restrictions().add(
                             made(subject, order, decided, ports_.clock.now())));
    changed.push_back(id);
  }
  return changed;
}

Result<Protecting::Changed> Protecting::unprotect(ChildId child, std::optional<RestrictionId> only,
                                                  const Decided& decided) {
  return carry_out(child, "end what protects a child", decided,
                   [&](const Open& opened) { return end(opened, only, decided); });
}

Result<Protecting::Changed> Protecting::end(const Open& opened, std::optional<RestrictionId> only,
                                            const Decided& decided) {
  TRELLIS_LET(const auto standing, ports_.protections.standing_of(opened.subjects, today()));
  Changed changed;
  for (const Protections::Standing& each : standing) {
    const RestrictionId id = each.restriction.id;
    if (only && *only != id) continue;
    if (each.reach == Protections::Reach::household) {
      if (!only) continue;
      return Error{Fault::conflict, "restriction " + to_string(id) +
                                        " is told of another child of the household: end it there"};
    }
    if (each.reach == Protections::Reach::likely && !only) continue;
    TRELLIS_TRY(ports_.protections.restrictions().end(
        id, {ports_.clock.now(), decided.actor, decided.reason, decided.authority}));
    changed.push_back(id);
  }
  if (!changed.empty()) return changed;
  if (only)
    return Error{Fault::not_found,
                 "restriction " + to_string(*only) + " does not protect this child (any more)"};
  if (standing.empty()) return Error{Fault::not_found, "nothing protects this child"};
  return Error{Fault::conflict,
               "what protects this child is told of its household, or of a record that waits: see "
               "trellis child protections, and name it with --restriction"};
}

}  // namespace trellis::desk
