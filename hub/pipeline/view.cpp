#include "hub/pipeline/view.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace trellis::pipeline {
namespace {

sharing::Sourced sourced(const StoredObservation& stored, std::string subject_key) {
  return {stored.organisation, stored.connection, std::move(subject_key), stored.record_key,
          stored.observation};
}

void put_in_order(View& view) {
  std::stable_sort(view.lines.begin(), view.lines.end(), [](const Line& a, const Line& b) {
    return std::tuple(day_of(a.from).first_day(), a.from.connection, a.from.observation.kind) <
           std::tuple(day_of(b.from).first_day(), b.from.connection, b.from.observation.kind);
  });
  std::set<std::string> organisations;
  for (const Line& line : view.lines) organisations.insert(line.from.organisation);
  view.organisations.assign(organisations.begin(), organisations.end());
}

}  // namespace

Date day_of(const StoredObservation& stored) {
  const model::Observation& seen = stored.observation;
  if (!seen.valid_from.none()) return seen.valid_from;
  if (!seen.valid_to.none()) return seen.valid_to;
  return Date::of(stored.recorded_at);
}

Result<std::vector<sharing::Sourced>> held_about(Records& records,
                                                 const std::vector<SubjectId>& subjects) {
  Selection selection;
  selection.everything = true;
  std::vector<sharing::Sourced> held;
  for (const SubjectId id : subjects) {
    TRELLIS_LET(auto subject, records.subject(id));
    if (!subject) continue;
    selection.subjects = {id};
    TRELLIS_LET(auto found, records.observations(selection));
    for (const StoredObservation& stored : found)
      if (!stored.not_reported_since) held.push_back(sourced(stored, subject->source_key));
  }
  return held;
}

Result<Known> known_of(Records& records, Protections& protections,
                       const std::vector<SubjectId>& subjects, const model::Catalogue& catalogue,
                       Date today) {
  TRELLIS_LET(auto held, held_about(records, subjects));
  TRELLIS_LET(const auto protection, protections.of(subjects, today));
  sharing::ChildFacts facts = sharing::facts_of(held, protection, catalogue, today);
  return Known{std::move(held), std::move(facts)};
}

Result<View> see_all(Records& records, const std::vector<SubjectId>& subjects,
                     std::optional<Instant> as_of) {
  Selection selection;
  selection.subjects = subjects;
  selection.everything = true;
  selection.as_of = as_of;
  TRELLIS_LET(auto found, records.observations(selection));
  View view;
  for (StoredObservation& stored : found)
    view.lines.push_back({std::move(stored), model::Level::detail, "the hub's own operators", {}});
  put_in_order(view);
  return view;
}

Result<View> see_as(Records& records, Protections& protections,
                    const std::vector<SubjectId>& subjects, const sharing::Policy& policy,
                    const sharing::Asker& asker, std::optional<Instant> as_of, Date today) {
  TRELLIS_LET(const auto known,
              known_of(records, protections, subjects, policy.catalogue(), today));
  const sharing::Permissions permissions = policy.permit(asker, known.facts, today);

  Selection selection;
  selection.subjects = subjects;
  selection.as_of = as_of;
  selection.allowed = permissions.readable();

  View view;
  TRELLIS_LET(auto found, records.observations(selection));
  for (StoredObservation& stored : found) {
    auto visible = permissions.filter(sourced(stored, {}));
    if (!visible) continue;
    const sharing::Answer answer = permissions.answer(stored.organisation, stored.observation.kind);
    std::string basis = answer.reason == sharing::Reason::own_record
                            ? "own record"
                            : answer.agreement + (answer.clause.empty() ? "" : " " + answer.clause);
    stored.observation = std::move(*visible);
    view.lines.push_back({std::move(stored), answer.level, std::move(basis),
                          answer.reason == sharing::Reason::own_record ? "" : answer.agreement});
  }
  put_in_order(view);
  return view;
}

}  // namespace trellis::pipeline
