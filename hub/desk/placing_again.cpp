#include "hub/desk/placing_again.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include "hub/formats/json.hpp"

namespace trellis::desk {
namespace {

constexpr std::size_t together = 200;  // in one unit of work

}  // namespace

Result<matching::Features> PlacingAgain::features_of(const matching::Subject& subject) {
  pipeline::Selection selection;
  selection.subjects = {subject.id};
  selection.everything = true;
  TRELLIS_LET(auto stored, ports_.records.observations(selection));
  std::vector<model::Observation> all;
  for (pipeline::StoredObservation& each : stored) all.push_back(std::move(each.observation));
  matching::Features features = matching::features_of(all);
  matching::keep_local_names_apart(features, subject.connection);
  TRELLIS_LET(const auto is_sealed,
              ports_.protections.is_sealed(subject.id, Date::of(ports_.clock.now())));
  features.sealed = is_sealed;
  return features;
}

Result<PlacingAgain::Plan> PlacingAgain::plan(const matching::OpenedEngine& empty,
                                              const Watch& watch) {
  TRELLIS_LET(auto population, matching::read_population(ports_.links));
  Plan plan;
  for (matching::Member& member : population.members) {
    TRELLIS_LET(auto features, features_of(member.subject));
    const bool is_as_before = features == member.features;
    member.features = std::move(features);
    if (!is_as_before) plan.renewed.push_back(member);
    if (!watch(++plan.subjects)) return Error{Fault::cancelled, "stopped: nothing has changed"};
  }
  const matching::Placed placed = matching::place_anew(population, empty);
  matching::Placed before = matching::standing(population);
  plan.regroupings = regroupings(population, placed);
  plan.questions = placed.questions;
  TRELLIS_LET(const auto open, matching::open_questions(ports_.links));
  before.questions = open;
  plan.changes = matching::changes_between(before, placed);
  return plan;
}

template <typename Items, typename Work>
Result<bool> PlacingAgain::in_units(const Items& items, const Watch& watch, Work work) {
  for (std::size_t first = 0; first < items.size(); first += together) {
    if (!watch(first)) return false;
    TRELLIS_TRY(ports_.records.begin());
    Status status = done();
    for (std::size_t i = first; status.ok() && i < std::min(first + together, items.size()); ++i)
      status = work(items[i]);
    if (status.ok()) status = ports_.records.commit();
    if (!status.ok()) {
      ports_.records.roll_back();
      return std::move(status).error();
    }
  }
  return true;
}

Result<PlacingAgain::Done> PlacingAgain::carry_out(const Plan& plan, const Decided& decided,
                                                   const Watch& watch) {
  Done done;
  const auto run = [&](const auto& items, auto work) -> Status {
    if (done.is_interrupted) return trellis::done();
    TRELLIS_LET(auto is_whole, in_units(items, watch, work));
    done.is_interrupted = !is_whole;
    return trellis::done();
  };
  TRELLIS_TRY(run(plan.renewed, [&](const matching::Member& each) { return renew(each); }));
  TRELLIS_TRY(run(std::vector<int>{0},
                  [&](int) { return ports_.identity.rearranging().weigh_names_anew(); }));
  TRELLIS_TRY(
      run(plan.regroupings, [&](const Regrouping& each) { return regroup(each, decided, done); }));
  TRELLIS_TRY(run(std::vector<int>{0}, [&](int) { return withdraw(plan, done); }));
  TRELLIS_TRY(run(plan.questions, [&](const matching::Two& each) { return ask(each, done); }));
  return done;
}

// What its records say is what the engine knows of it; it stays where it is.
Status PlacingAgain::renew(const matching::Member& member) {
  TRELLIS_LET(auto known, ports_.links.find(member.subject.id));
  if (!known) return done();
  known->features = matching::pack(member.features);
  TRELLIS_TRY(ports_.links.put(*known));
  return ports_.identity.refresh(member.subject.id);
}

// Nobody has moved any of them since the plan was made.
Result<bool> PlacingAgain::is_as_planned(const Regrouping& regrouping) {
  std::set<ChildId> children;
  for (const matching::Member& member : regrouping.members) children.insert(member.child);
  std::size_t standing = 0;
  for (const ChildId child : children) {
    TRELLIS_LET(const auto members, ports_.links.members(child));
    standing += members.size();
  }
  for (const matching::Member& member : regrouping.members) {
    TRELLIS_LET(const auto known, ports_.links.find(member.subject.id));
    if (!known || known->child != member.child) return false;
  }
  return standing == regrouping.members.size();
}

Status PlacingAgain::regroup(const Regrouping& regrouping, const Decided& decided, Done& done) {
  TRELLIS_LET(const auto is_as_planned, this->is_as_planned(regrouping));
  const Status moved = is_as_planned
                           ? move(regrouping, decided, done)
                           : Status(Error{Fault::conflict, "somebody has changed them meanwhile"});
  if (!moved.ok() && moved.error().fault == Fault::conflict) {
    ++done.left;
    return trellis::done();
  }
  return moved;
}

Status PlacingAgain::move(const Regrouping& regrouping, const Decided& decided, Done& done) {
  std::unordered_map<SubjectId, ChildId> homes;
  std::set<ChildId> touched;
  for (const Regrouping::Group& group : regrouping.groups) {
    ChildId home = group.home;
    if (home.none()) {
      TRELLIS_LET(auto made, ports_.links.make_child(ports_.clock.now()));
      home = made;
    }
    touched.insert(home);
    for (const SubjectId subject : group.subjects) homes.emplace(subject, home);
  }
  std::vector<matching::Move> moves;
  for (const matching::Member& member : regrouping.members)
    if (const ChildId home = homes.at(member.subject.id); home != member.child)
      moves.push_back({member.subject.id, member.child, home});
  TRELLIS_LET(const auto changed, ports_.identity.rearranging().rearrange(
                                      std::move(moves), {decided.actor, decided.reason, {}}));
  audit::Entry entry;
  entry.at = ports_.clock.now();
  entry.action = audit::Action::combination;
  entry.actor = decided.actor;
  entry.purpose = "placing again";
  entry.subject = changed.moves.front().subject;
  entry.child = changed.moves.front().to;
  entry.details =
      formats::Json::object({{"event", changed.event.number()}, {"reason", decided.reason}}).dump();
  TRELLIS_TRY(ports_.journal.append(entry));
  for (const ChildId child : touched) {
    TRELLIS_LET(const auto subjects, ports_.identity.children().subjects_of(child));
    TRELLIS_TRY(ports_.alerts.review(child, subjects));
  }
  done.moved += changed.moves.size();
  ++done.regrouped;
  return trellis::done();
}

// Asked already, by whichever subjects of the two children, it is asked once.
Status PlacingAgain::ask(const matching::Two& question, Done& done) {
  TRELLIS_LET(const auto asked, ports_.identity.questions().ask(question.first, question.second));
  if (asked) ++done.asked;
  return trellis::done();
}

Status PlacingAgain::withdraw(const Plan& plan, Done& done) {
  TRELLIS_LET(const auto withdrawn, ports_.identity.questions().withdraw_all_but(plan.questions));
  done.gone = withdrawn;
  return trellis::done();
}

}  // namespace trellis::desk
