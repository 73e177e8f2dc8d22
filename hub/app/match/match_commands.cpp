#include "hub/app/match/match_commands.hpp"

#include <memory>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/commands/sending.hpp"
#include "hub/app/commands/shown_children.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/app/match/match_models.hpp"
#include "hub/app/match/match_subjects.hpp"
#include "hub/base/text.hpp"
#include "hub/desk/follow_up.hpp"
#include "hub/desk/unit_of_work.hpp"
#include "hub/matching/identity/seals.hpp"

namespace trellis::app {
namespace {

using formats::Json;
using matching::Changed;
using matching::Comparison;
using matching::Proposal;

struct MatchOptions {
  std::string state = "open";
  std::size_t limit = 200;
  std::string match;
  std::string event;
  std::string reason;
  std::vector<std::string> despite;
  bool is_same = false, is_different = false;
  std::string first, second;
};

std::string child_of(Hub& hub, SubjectId subject) {
  const auto child = hub.children().child_of(subject);
  return child.ok() ? to_string(*child) : std::string();
}

std::string signed_bits(double bits) { return fmt::format("{:+.1f}", bits); }

std::string names_of(const std::vector<matching::Conflict>& conflicts) {
  std::set<std::string> names;
  for (const matching::Conflict& each : conflicts) names.insert(name_of(each.obstacle));
  return text::join({names.begin(), names.end()}, ", ");
}

// Nothing is told of a question about somebody sealed.
Result<bool> may_be_told(Hub& hub, const Proposal& proposal) {
  return matching::may_both_be_named(hub.links(), proposal.a, proposal.b);
}

Result<Proposal> find(Hub& hub, const std::string& text) {
  TRELLIS_LET(auto id, MatchId::parse(text));
  TRELLIS_LET(auto proposal, hub.links().proposal(id));
  const Error no_such_match{Fault::not_found, "there is no such match"};
  if (!proposal) return no_such_match;
  TRELLIS_LET(const auto is_open, may_be_told(hub, *proposal));
  if (!is_open) return no_such_match;
  return std::move(*proposal);
}

void list(CommandContext& context, const MatchOptions& options) {
  const auto state = matching::parse_proposal_state(options.state);
  if (!state)
    return context.fail({Fault::invalid, "a match is open, same, different or withdrawn"});
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  const auto found = read_proposals((*hub)->links(), *state, options.limit);
  if (!found.ok()) return context.fail(found.error());
  auto identity = (*hub)->identity();
  if (!identity.ok()) return context.fail(identity.error());
  Table table{
      {"match", "one", "other", "bits", "looks like", "against", "why it is asked", "since"}, {}};
  ShownChildren shown;
  for (const Proposal& proposal : *found) {
    const auto is_open = may_be_told(**hub, proposal);
    if (!is_open.ok()) return context.fail(is_open.error());
    if (!*is_open) continue;
    const auto conflicts = (*identity)->comparisons().conflicts(proposal.a, proposal.b);
    if (!conflicts.ok()) return context.fail(conflicts.error());
    shown.add({proposal.a, proposal.b});
    const auto comparison = matching::read_comparison(proposal.evidence);
    table.rows.push_back(
        {to_string(proposal.id), name_of(**hub, proposal.a), name_of(**hub, proposal.b),
         signed_bits(proposal.bits),
         comparison.ok() ? std::string(to_string(comparison->likeness)) : std::string(),
         names_of(*conflicts), std::string(to_string(proposal.why)),
         to_string(proposal.made_at).substr(0, 16)});
  }
  if (const Status noted = shown.note(context, **hub, "match list"); !noted.ok())
    return context.fail(noted.error());
  context.print(table);
}

void show(CommandContext& context, const MatchOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto proposal = find(**hub, options.match);
  if (!proposal.ok()) return context.fail(proposal.error());
  auto identity = (*hub)->identity();
  if (!identity.ok()) return context.fail(identity.error());
  const auto noted = note_consultation(context, **hub, {proposal->a, proposal->b},
                                       "match " + to_string(proposal->id));
  if (!noted.ok()) return context.fail(noted.error());
  const auto conflicts = (*identity)->comparisons().conflicts(proposal->a, proposal->b);
  if (!conflicts.ok()) return context.fail(conflicts.error());
  if (context.output != Output::table) {
    Json json = as_json(*proposal);
    json.set("conflicts", as_json(*conflicts));
    return context.print(json);
  }
  context.print_title("match " + to_string(proposal->id) + "  " +
                      std::string(to_string(proposal->state)));
  context.print("one:   " + name_of(**hub, proposal->a) + ", child " +
                child_of(**hub, proposal->a));
  context.print("other: " + name_of(**hub, proposal->b) + ", child " +
                child_of(**hub, proposal->b));
  context.print("asked because " + std::string(to_string(proposal->why)) + "\n");
  const auto comparison = matching::read_comparison(proposal->evidence);
  if (!comparison.ok()) return context.fail(comparison.error());
  print_evidence(context, *comparison);
  print_conflicts(context, **hub, *conflicts);
  context.print(fmt::format(
      "\nTogether {} bits by model {}{}", signed_bits(proposal->bits), proposal->model,
      proposal->decided_by.none() ? std::string()
                                  : "; decided by event " + to_string(proposal->decided_by)));
  context.say("As they are today, and what would change it: trellis match explain " +
              to_string(proposal->a) + " " + to_string(proposal->b));
}

// Runs `change` with its audit entry and its alerts as one unit: all of it lasts, or nothing.
template <typename Change>
void carry_out(CommandContext& context, const MatchOptions& options, SubjectId subject,
               const std::string& what, Change change) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto identity = (*hub)->identity();
  if (!identity.ok()) return context.fail(identity.error());
  auto alerts = (*hub)->alert_desk();
  if (!alerts.ok()) return context.fail(alerts.error());
  auto unit = desk::UnitOfWork::begin((*hub)->records(), *identity);
  if (!unit.ok()) return context.fail(unit.error());
  const auto attempt = [&]() -> Result<Changed> {
    Result<Changed> changed = change(**identity);
    if (!changed.ok()) return changed;
    unit->learned(changed->moves);
    audit::Entry entry = steward_entry(context, **hub, audit::Action::decision, subject, what);
    entry.details =
        Json::object({{"event", changed->event.number()}, {"reason", options.reason}}).dump();
    TRELLIS_TRY((*hub)->journal().append(entry));
    TRELLIS_TRY(desk::follow_up(**alerts, (*hub)->children(), changed->moves));
    TRELLIS_TRY(unit->commit());
    return changed;
  };
  const Result<Changed> changed = attempt();
  if (!changed.ok()) return context.fail(changed.error());
  if (changed->event.none()) return context.say("it was so already: nothing changed");
  Table table{{"event", "subject", "from child", "to child"}, {}};
  const std::string event = to_string(changed->event);
  for (const matching::Move& move : changed->moves)
    table.rows.push_back(
        {event, to_string(move.subject), to_string(move.from), to_string(move.to)});
  if (changed->moves.empty()) table.rows.push_back({event, "", "", ""});
  context.print(table);
  context.say(what + ": done. To take it back: trellis match undo --event " + event +
              " --reason ...");
  deliver(context, **hub);
}

void decide(CommandContext& context, const MatchOptions& options) {
  if (options.is_same == options.is_different)
    return context.fail({Fault::invalid, "say either --same or --different"});
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto proposal = find(**hub, options.match);
  if (!proposal.ok()) return context.fail(proposal.error());
  for (const std::string& each : options.despite)
    if (!options.is_same || each == "never-link")
      return context.fail({Fault::invalid,
                           "--despite goes with --same, and a never-link is undone first: "
                           "trellis match undo"});
  const auto answer = options.is_same ? matching::Answer::same : matching::Answer::different;
  carry_out(context, options, proposal->a, "match " + to_string(proposal->id),
            [&](matching::Identity& identity) {
              return identity.decisions().decide(proposal->id, answer,
                                                 {context.actor, options.reason, options.despite});
            });
}

void undo(CommandContext& context, const MatchOptions& options) {
  if (options.match.empty() == options.event.empty())
    return context.fail({Fault::invalid, "name the match, or the event with --event"});
  if (!options.match.empty()) {
    auto match = MatchId::parse(options.match);
    if (!match.ok()) return context.fail(match.error());
    return carry_out(context, options, {}, "undo of match " + options.match,
                     [&](matching::Identity& identity) {
                       return identity.undoing().undo(*match, {context.actor, options.reason});
                     });
  }
  auto event = matching::EventId::parse(options.event);
  if (!event.ok()) return context.fail(event.error());
  carry_out(context, options, {}, "undo of event " + options.event,
            [&](matching::Identity& identity) {
              return identity.undoing().undo(*event, {context.actor, options.reason});
            });
}

struct Two {
  SubjectId one, other;
};

Result<Two> two_subjects(Hub& hub, const MatchOptions& options) {
  TRELLIS_LET(auto one, subject_of(hub, options.first));
  TRELLIS_LET(auto other, subject_of(hub, options.second));
  return Two{one, other};
}

void never_link(CommandContext& context, const MatchOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  const auto two = two_subjects(**hub, options);
  if (!two.ok()) return context.fail(two.error());
  carry_out(context, options, two->one,
            "never link subjects " + to_string(two->one) + " and " + to_string(two->other),
            [&](matching::Identity& identity) {
              return identity.decisions().never_link(two->one, two->other,
                                                     {context.actor, options.reason});
            });
}

void add_reading(CLI::App& group, CommandContext& context) {
  auto listing = std::make_shared<MatchOptions>();
  CLI::App* lists = group.add_subcommand("list", "Questions that wait for a person");
  lists->add_option("--state", listing->state, "open, same, different or withdrawn");
  lists->add_option("--limit", listing->limit, "How many questions at most")
      ->check(CLI::Range(1, 100'000));
  lists->footer("Example: trellis match list");
  lists->callback([&context, listing] { list(context, *listing); });

  auto showing = std::make_shared<MatchOptions>();
  CLI::App* shows =
      group.add_subcommand("show", "One question, with its evidence in words and bits");
  shows->add_option("match", showing->match, "Its id")->required();
  shows->footer("Example: trellis match show 7");
  shows->callback([&context, showing] { show(context, *showing); });
}

void add_deciding(CLI::App& group, CommandContext& context) {
  auto deciding = std::make_shared<MatchOptions>();
  CLI::App* decides = group.add_subcommand("decide", "Answer a question");
  decides->add_option("match", deciding->match, "Its id")->required();
  decides->add_flag("--same", deciding->is_same, "They are one child");
  decides->add_flag("--different", deciding->is_different, "They are two children, for good");
  decides->add_option("--reason", deciding->reason, "Why; it stands in the history")->required();
  decides->add_option("--despite", deciding->despite,
                      "With --same: what stands against it and is overruled, as match show names "
                      "it: nhs-number, one-roll");
  decides->footer(
      "Where two valid numbers or two pupils of one roll stand against one child, --same is "
      "refused until\neach is named with --despite.\n\n"
      "Example: trellis match decide 7 --different --reason \"Twins: two birth certificates\"");
  decides->callback([&context, deciding] { decide(context, *deciding); });

  auto undoing = std::make_shared<MatchOptions>();
  CLI::App* undoes =
      group.add_subcommand("undo", "Take a decision or a link back: what was before stands again");
  undoes->add_option("match", undoing->match, "The match whose decision is undone");
  undoes->add_option("--event", undoing->event, "Or any event of a child's history");
  undoes->add_option("--reason", undoing->reason, "Why; it stands in the history")->required();
  undoes->footer("Example: trellis match undo 7 --reason \"Wrong file\"");
  undoes->callback([&context, undoing] { undo(context, *undoing); });

  auto locking = std::make_shared<MatchOptions>();
  CLI::App* locks =
      group.add_subcommand("never-link", "Two subjects are never one child, whatever the evidence");
  locks->add_option("one", locking->first, how_to_name_a_subject)->required();
  locks->add_option("other", locking->second, "Another, likewise")->required();
  locks->add_option("--reason", locking->reason, "Why; it stands in the history")->required();
  locks->footer("Example: trellis match never-link 12 40 --reason \"Cousins of one name\"");
  locks->callback([&context, locking] { never_link(context, *locking); });
}

}  // namespace

std::string words_of(double bits) {
  const double strength = bits < 0 ? -bits : bits;
  if (strength < 0.5) return "nothing";
  const std::string side = bits > 0 ? " for" : " against";
  return (strength < 2    ? "a little"
          : strength < 5  ? "some"
          : strength < 10 ? "strongly"
                          : "very strongly") +
         side;
}

std::string finding_of(const matching::Evidence& evidence) {
  if (evidence.one_in == 0) return evidence.level;
  return evidence.level + fmt::format(", as one in {:.0f}", evidence.one_in);
}

void print_evidence(const CommandContext& context, const Comparison& comparison) {
  Table table{{"field", "finding", "speaks", "bits"}, {}};
  for (const matching::Evidence& each : comparison.evidence)
    table.rows.push_back(
        {each.field, finding_of(each), words_of(each.bits), signed_bits(each.bits)});
  context.print(table);
  if (!comparison.because.empty()) context.print("\n" + comparison.because);
  if (comparison.forbidden) context.print("The hub will not join the two by itself.");
}

void print_conflicts(const CommandContext& context, Hub& hub,
                     const std::vector<matching::Conflict>& conflicts) {
  if (conflicts.empty()) return;
  context.print("\nWhat stands against one child");
  Table table{{"conflict", "subject", "and"}, {}};
  for (const matching::Conflict& each : conflicts)
    table.rows.push_back(
        {name_of(each.obstacle), name_of(hub, each.one), name_of(hub, each.other)});
  context.print(table);
}

Json as_json(const std::vector<matching::Conflict>& conflicts) {
  Json all = Json::array();
  for (const matching::Conflict& each : conflicts)
    all.push(Json::object({{"conflict", name_of(each.obstacle)},
                           {"one", each.one.number()},
                           {"other", each.other.number()}}));
  return all;
}

Json as_json(const Comparison& comparison) {
  Json evidence = Json::array();
  for (const matching::Evidence& each : comparison.evidence) {
    Json json = Json::object({{"field", each.field},
                              {"finding", each.level},
                              {"speaks", words_of(each.bits)},
                              {"bits", each.bits}});
    if (each.one_in > 0) json.set("one_in", each.one_in);
    evidence.push(std::move(json));
  }
  return Json::object({{"bits", comparison.bits},
                       {"looks_like", to_string(comparison.likeness)},
                       {"forbidden", comparison.forbidden},
                       {"because", comparison.because},
                       {"evidence", std::move(evidence)}});
}

Json as_json(const Proposal& proposal) {
  Json json = Json::object({{"match", proposal.id.number()},
                            {"one", proposal.a.number()},
                            {"other", proposal.b.number()},
                            {"state", to_string(proposal.state)},
                            {"why", to_string(proposal.why)},
                            {"bits", proposal.bits},
                            {"model", proposal.model},
                            {"made_at", to_string(proposal.made_at)}});
  if (!proposal.decided_by.none()) json.set("decided_by", proposal.decided_by.number());
  if (const auto comparison = matching::read_comparison(proposal.evidence); comparison.ok())
    json.set("comparison", as_json(*comparison));
  return json;
}

void add_match_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group =
      app.add_subcommand("match", "Whether records are one child: questions, answers, history");
  group->require_subcommand(1);
  add_reading(*group, context);
  add_match_explain_command(*group, context);
  add_match_history_command(*group, context);
  add_deciding(*group, context);
  add_match_place_again_command(*group, context);
  add_match_model_commands(*group, context);
  add_match_audit_command(*group, context);
}

}  // namespace trellis::app
