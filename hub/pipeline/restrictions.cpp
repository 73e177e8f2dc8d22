#include "hub/pipeline/restrictions.hpp"

#include <algorithm>

#include "hub/base/text.hpp"

namespace trellis::pipeline {
namespace {

// A value that is there and says neither yes nor no is read as yes.
bool may_be_true(const model::Observation& observation, std::string_view field) {
  const model::Value* value = observation.find(field);
  if (value == nullptr || (value->text.empty() && value->received.empty())) return false;
  return value->text != "false";
}

bool is_past(Date day, Date today) { return !day.none() && day.last_day() < today.first_day(); }

bool are_said_together(const Restriction& a, const Restriction& b) {
  return a.record == b.record && a.held == b.held && a.digest == b.digest;
}

// Within a record what is told later counts, and likewise of one day or where there is none.
// Messages may arrive in another order than they were written.
bool is_after(const Restriction& lift, const Restriction& restriction) {
  const Date begun = restriction.statement.from, lifted = lift.statement.until;
  if (lift.record == restriction.record || begun.none() || lifted.none() || begun == lifted)
    return lift.id > restriction.id;
  return lifted.first_day() >= begun.last_day();
}

bool lifts(const Restriction& lift, const Restriction& restriction, Date today) {
  const Statement &back = lift.statement, &said = restriction.statement;
  if (!back.lifts || lift.ended || !lift.held.none() || !restriction.made_by.empty()) return false;
  if (!back.scope || back.scope != said.scope || back.wording != said.wording ||
      back.about != said.about)
    return false;
  if (!back.until.none() && back.until.first_day() > today.first_day()) return false;
  return !are_said_together(lift, restriction) && is_after(lift, restriction);
}

bool holds(const Restriction& one, Date today) {
  if (one.statement.lifts || one.ended || is_past(one.statement.until, today)) return false;
  return one.held.none() || one.is_held_open;
}

}  // namespace

model::RestrictionScope scope_of(const Statement& statement) {
  return statement.scope.value_or(model::RestrictionScope::whole_record);
}

Statement statement_of(const model::Observation& observation) {
  Statement statement;
  statement.scope = model::parse_restriction_scope(observation.text("scope"));
  statement.wording = text::lower(observation.text("code"));
  const model::Value* scope = observation.find("scope");
  if (scope != nullptr && statement.wording.empty())
    statement.wording = text::lower(scope->received.empty() ? scope->text : scope->received);
  statement.about = observation.text("about");
  statement.is_for_household = may_be_true(observation, "household");
  statement.lifts = observation.text("lifted") == "true";
  statement.reason = observation.text("reason");
  statement.authority = observation.text("authority");
  statement.from = observation.valid_from;
  statement.until = observation.valid_to;
  if (statement.lifts && statement.until.none()) statement.until = statement.from;
  const bool is_turned_round =
      !statement.from.none() && !statement.lifts && is_past(statement.until, statement.from);
  if (is_turned_round) statement.until = {};
  return statement;
}

std::vector<Restriction> standing(const std::vector<Restriction>& of_subject, Date today) {
  std::vector<Restriction> all;
  for (const Restriction& one : of_subject) {
    const bool is_lifted =
        std::any_of(of_subject.begin(), of_subject.end(),
                    [&](const Restriction& lift) { return lifts(lift, one, today); });
    if (holds(one, today) && !is_lifted) all.push_back(one);
  }
  return all;
}

}  // namespace trellis::pipeline
