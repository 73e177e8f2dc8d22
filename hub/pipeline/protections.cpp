#include "hub/pipeline/protections.hpp"

#include <algorithm>

#include "hub/pipeline/telling.hpp"

namespace trellis::pipeline {
namespace {

bool contains(const std::vector<SubjectId>& subjects, SubjectId subject) {
  return std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
}

bool is_one_child(const std::vector<SubjectId>& a, const std::vector<SubjectId>& b) {
  return std::any_of(a.begin(), a.end(), [&](SubjectId one) { return contains(b, one); });
}

}  // namespace

void Protections::forget() { is_learned_ = false; }

bool Protections::concerns_a_household(const std::vector<SubjectId>& subjects) const {
  return std::any_of(homes_.begin(), homes_.end(), [&](const ProtectedHome& each) {
    return is_one_child(subjects, each.subjects);
  });
}

Result<std::vector<SubjectId>> Protections::family_of(SubjectId subject) {
  TRELLIS_LET(auto known, links_.find(subject));
  std::vector<SubjectId> subjects = {subject};
  if (!known) return subjects;
  TRELLIS_LET(auto members, links_.members(known->child));
  for (const matching::Known& member : members)
    if (member.subject.id != subject) subjects.push_back(member.subject.id);
  return subjects;
}

Result<Home> Protections::home_of_child(const std::vector<SubjectId>& subjects, Date today) {
  Selection selection;
  selection.subjects = subjects;
  for (const SubjectId id : subjects) {
    TRELLIS_LET(auto subject, records_.subject(id));
    if (!subject) continue;
    for (const char* kind : {"person.address", "person.household"})
      selection.allowed.emplace(subject->organisation, kind);
  }
  TRELLIS_LET(auto found, records_.observations(selection));
  return home_of(found, today);
}

Status Protections::learn_home(const Restriction& restriction, std::vector<SubjectId> subjects,
                               Date today) {
  TRELLIS_LET(auto home, home_of_child(subjects, today));
  homes_.push_back({restriction, std::move(subjects), std::move(home)});
  return done();
}

// The household of everybody whom the held record could be about.
Status Protections::learn_likely_homes(const Restriction& restriction, Date today) {
  if (!restriction.statement.is_for_household || !likely_) return done();
  TRELLIS_LET(auto children, likely_(restriction.features));
  for (const ChildId child : children) {
    TRELLIS_LET(auto members, links_.members(child));
    std::vector<SubjectId> subjects;
    for (const matching::Known& member : members) subjects.push_back(member.subject.id);
    TRELLIS_TRY(learn_home(restriction, std::move(subjects), today));
  }
  return done();
}

Status Protections::learn(Date today) {
  if (is_learned_ && learned_for_ == today) return done();
  homes_.clear();
  TRELLIS_LET(auto households, restrictions_.for_households());
  for (Restriction& each : households) {
    TRELLIS_LET(auto of_subject, restrictions_.of(each.subject));
    const auto stand = standing(of_subject, today);
    const bool holds = std::any_of(stand.begin(), stand.end(),
                                   [&](const Restriction& one) { return one.id == each.id; });
    if (!holds) continue;
    TRELLIS_LET(auto subjects, family_of(each.subject));
    TRELLIS_TRY(learn_home(each, std::move(subjects), today));
  }
  TRELLIS_LET(auto childless, restrictions_.without_child());
  childless_ = standing(childless, today);
  for (const Restriction& each : childless_) TRELLIS_TRY(learn_likely_homes(each, today));
  is_learned_ = true;
  learned_for_ = today;
  return done();
}

Status Protections::add_households(const std::vector<SubjectId>& subjects, Date today,
                                   std::vector<Standing>& all) {
  if (homes_.empty()) return done();
  TRELLIS_LET(const auto home, home_of_child(subjects, today));
  for (const ProtectedHome& each : homes_)
    if (!is_one_child(subjects, each.subjects) && is_shared(each.home, home))
      all.push_back({each.restriction, Reach::household});
  return done();
}

// Whoever a held record could be about is protected, until somebody decides about the record.
Status Protections::add_likely(const std::vector<SubjectId>& subjects, std::vector<Standing>& all) {
  if (childless_.empty() || subjects.empty() || !likely_) return done();
  auto known = links_.find(subjects.front());
  if (!known.ok() || !*known) return known.ok() ? done() : Status(known.error());
  for (const Restriction& each : childless_) {
    if (scope_of(each.statement) == model::RestrictionScope::adoption_seal) continue;
    TRELLIS_LET(auto children, likely_(each.features));
    if (std::find(children.begin(), children.end(), (*known)->child) != children.end())
      all.push_back({each, Reach::likely});
  }
  return done();
}

Result<std::vector<Protections::Standing>> Protections::standing_of(
    const std::vector<SubjectId>& subjects, Date today) {
  TRELLIS_TRY(learn(today));
  std::vector<Standing> all;
  for (const SubjectId subject : subjects) {
    TRELLIS_LET(auto of_subject, restrictions_.of(subject));
    for (Restriction& one : standing(of_subject, today))
      all.push_back({std::move(one), Reach::itself});
  }
  TRELLIS_TRY(add_households(subjects, today, all));
  TRELLIS_TRY(add_likely(subjects, all));
  return all;
}

Result<sharing::Protection> Protections::of(const std::vector<SubjectId>& subjects, Date today) {
  TRELLIS_LET(auto all, standing_of(subjects, today));
  sharing::Protection protection;
  for (const Standing& each : all) protection.add(scope_of(each.restriction.statement));
  return protection;
}

Result<bool> Protections::is_sealed(SubjectId subject, Date today) {
  TRELLIS_LET(auto of_subject, restrictions_.of(subject));
  const auto stand = standing(of_subject, today);
  return std::any_of(stand.begin(), stand.end(), [](const Restriction& one) {
    return scope_of(one.statement) == model::RestrictionScope::adoption_seal;
  });
}

Status fill(Restrictions& restrictions, Records& records, Instant now) {
  TRELLIS_LET(auto subjects, records.subjects_with("person.restriction"));
  for (const SubjectId subject : subjects) {
    Selection selection;
    selection.subjects = {subject};
    selection.everything = true;
    TRELLIS_LET(auto found, records.observations(selection));
    for (const StoredObservation& stored : found) {
      if (stored.observation.kind != "person.restriction") continue;
      Restriction one;
      one.subject = subject;
      one.record = stored.record;
      one.statement = statement_of(stored.observation);
      one.told_at = stored.recorded_at;
      TRELLIS_TRY(restrictions.add(one));
    }
  }
  return restrictions.set_filled(now);
}

}  // namespace trellis::pipeline
