#include "hub/app/commands/protection_commands.hpp"

#include <map>
#include <memory>
#include <set>

#include <CLI/CLI.hpp>

#include "hub/app/commands/alert_review.hpp"
#include "hub/app/commands/child_view.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/desk/protecting.hpp"

namespace trellis::app {
namespace {

using pipeline::Protections;
using pipeline::Restriction;
using pipeline::RestrictionId;

struct ProtectOptions {
  std::string child, scope, reason, authority, until, restriction;
  bool is_for_household = false;
};

// Gives `work` somebody who protects, and the child.
template <typename Work>
void with_protecting(CommandContext& context, const ProtectOptions& options, Work work) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  auto child = ChildId::parse(options.child);
  if (!child.ok()) return context.fail(child.error());
  auto identity = (*hub)->identity();
  if (!identity.ok()) return context.fail(identity.error());
  auto alert_desk = (*hub)->alert_desk();
  if (!alert_desk.ok()) return context.fail(alert_desk.error());
  ReviewByDesk review(**alert_desk);
  desk::Protecting protecting({(*hub)->records(), (*hub)->protections(), (*hub)->links(),
                               **identity, (*hub)->journal(), review, (*hub)->clock()});
  work(protecting, *child);
}

std::string numbers(const std::vector<RestrictionId>& ids) {
  std::string words;
  for (const RestrictionId id : ids) words += (words.empty() ? "" : ", ") + to_string(id);
  return words;
}

Result<Date> day_of(const std::string& text) {
  if (text.empty()) return Date();
  auto day = Date::parse(text);
  if (!day.ok() || day->precision() != Date::Precision::day)
    return Error{Fault::invalid, "--until takes a day, such as 2027-03-31"};
  return *day;
}

void protect(CommandContext& context, const ProtectOptions& options) {
  const auto scope = model::parse_restriction_scope(options.scope);
  if (!scope)
    return context.fail({Fault::invalid, "--scope is location, whole_record or adoption_seal"});
  const auto until = day_of(options.until);
  if (!until.ok()) return context.fail(until.error());
  with_protecting(context, options, [&](desk::Protecting& protecting, ChildId child) {
    const auto made = protecting.protect(child, {*scope, options.is_for_household, *until},
                                         {context.actor, options.reason, options.authority});
    if (!made.ok()) return context.fail(made.error());
    context.say("child " + options.child + " is protected from now on; restriction " +
                numbers(*made) + ". See: trellis child protections " + options.child);
    if (options.is_for_household || scope == model::RestrictionScope::adoption_seal) return;
    const auto others = protecting.others_at_the_address(child);
    if (!others.ok()) return context.fail(others.error());
    if (*others > 0)
      context.say("At an address of this child " +
                  (*others == 1 ? std::string("another child lives")
                                : std::to_string(*others) + " other children live") +
                  " or lived, and this does not protect them: their addresses are shown. "
                  "--household protects those who live there now.");
  });
}

void unprotect(CommandContext& context, const ProtectOptions& options) {
  std::optional<RestrictionId> only;
  if (!options.restriction.empty()) {
    const auto id = RestrictionId::parse(options.restriction);
    if (!id.ok()) return context.fail(id.error());
    only = *id;
  }
  with_protecting(context, options, [&](desk::Protecting& protecting, ChildId child) {
    const auto ended =
        protecting.unprotect(child, only, {context.actor, options.reason, options.authority});
    if (!ended.ok()) return context.fail(ended.error());
    context.say("restriction " + numbers(*ended) +
                " has ended. What still holds: trellis child "
                "protections " +
                options.child);
  });
}

std::string scope_words(const Restriction& restriction) {
  const pipeline::Statement& statement = restriction.statement;
  std::string words(model::to_string(scope_of(statement)));
  if (!statement.scope) words += " (its scope is not understood)";
  if (statement.lifts) words = "takes back: " + words;
  return words;
}

std::string reach_words(Protections::Reach reach) {
  switch (reach) {
    case Protections::Reach::itself:
      return "told of this child";
    case Protections::Reach::household:
      return "told of another child of the household";
    case Protections::Reach::likely:
      return "told in a record that waits and could be about this child";
  }
  return {};
}

std::string state_of(const Restriction& restriction, bool holds) {
  if (holds)
    return restriction.held.none() ? "holds"
                                   : "holds while "
                                     "entry " +
                                         to_string(restriction.held) + " waits";
  if (restriction.ended) {
    std::string words = "ended by " + restriction.ended->who + " on " +
                        to_string(restriction.ended->at).substr(0, 10) + ": " +
                        restriction.ended->reason;
    if (restriction.is_stated && !restriction.record.none()) words += "; the source still says it";
    return words;
  }
  if (!restriction.held.none()) return "entry " + to_string(restriction.held) + " was decided";
  return restriction.statement.lifts ? "told" : "has ended";
}

Result<std::string> source_of(Hub& hub, const Restriction& restriction) {
  if (!restriction.made_by.empty()) return restriction.made_by;
  if (restriction.subject.none()) return std::string("a record that is held");
  TRELLIS_LET(auto subject, hub.records().subject(restriction.subject));
  return subject ? subject->connection : std::string();
}

struct Listed {
  Restriction restriction;
  std::string reach;
  bool holds = false;
  ChildId child;
};

// Of one child: what holds, with how it reaches the child, and what has ended.
Result<std::vector<Listed>> listed_of(Hub& hub, ChildId child) {
  TRELLIS_LET(auto resolved, hub.children().resolve(child));
  TRELLIS_LET(auto subjects, hub.children().subjects_of(resolved));
  TRELLIS_LET(auto standing, hub.protections().standing_of(subjects, hub.today()));
  std::vector<Listed> all;
  std::set<RestrictionId> hold;
  for (Protections::Standing& each : standing) {
    hold.insert(each.restriction.id);
    all.push_back({std::move(each.restriction), reach_words(each.reach), true, resolved});
  }
  for (const SubjectId subject : subjects) {
    TRELLIS_LET(auto told, hub.protections().restrictions().of(subject));
    for (Restriction& one : told)
      if (!hold.contains(one.id))
        all.push_back({std::move(one), reach_words(Protections::Reach::itself), false, resolved});
  }
  return all;
}

Result<std::vector<Listed>> listed(Hub& hub) {
  TRELLIS_LET(auto told, hub.protections().restrictions().all());
  std::map<SubjectId, std::vector<Restriction>> of_subject;
  for (Restriction& one : told) of_subject[one.subject].push_back(std::move(one));
  std::vector<Listed> all;
  for (auto& [subject, restrictions] : of_subject) {
    TRELLIS_LET(auto known, hub.links().find(subject));
    for (Restriction& one : standing(restrictions, hub.today()))
      all.push_back({std::move(one), {}, true, known ? known->child : ChildId()});
  }
  return all;
}

void list(CommandContext& context, const ProtectOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  ChildId child;
  if (!options.child.empty()) {
    auto id = ChildId::parse(options.child);
    if (!id.ok()) return context.fail(id.error());
    child = *id;
  }
  const auto all = child.none() ? listed(**hub) : listed_of(**hub, child);
  if (!all.ok()) return context.fail(all.error());
  audit::Entry entry = consultation(**hub, child, {}, context.actor);
  entry.details = "{\"restrictions\":" + std::to_string(all->size()) + "}";
  if (auto noted = (*hub)->journal().append(entry); !noted.ok()) return context.fail(noted.error());
  Table table{{"restriction", "child", "scope", "household", "from", "until", "told by",
               "authority", "reason", "reach", "state"},
              {}};
  for (const Listed& each : *all) {
    const Restriction& one = each.restriction;
    auto source = source_of(**hub, one);
    if (!source.ok()) return context.fail(source.error());
    table.rows.push_back({to_string(one.id), each.child.none() ? "" : to_string(each.child),
                          scope_words(one), one.statement.is_for_household ? "yes" : "",
                          one.statement.from.text(), one.statement.until.text(), *source,
                          one.statement.authority, one.statement.reason, each.reach,
                          state_of(one, each.holds)});
  }
  context.print(table);
}

void add_why(CLI::App* command, ProtectOptions& options) {
  command->add_option("--reason", options.reason, "Why; it stands with the restriction")
      ->required();
  command->add_option("--authority", options.authority, "On whose authority: a person, an order")
      ->required();
}

}  // namespace

void add_protection_commands(CLI::App& child, CommandContext& context) {
  auto protecting = std::make_shared<ProtectOptions>();
  CLI::App* protects =
      child.add_subcommand("protect", "Restrict what anybody may see of a child, at once");
  protects->add_option("child", protecting->child, "The child's id")->required();
  protects
      ->add_option("--scope", protecting->scope,
                   "location: every place; whole_record: all that others hold; adoption_seal: the "
                   "link with the former identity")
      ->required();
  add_why(protects, *protecting);
  protects->add_option("--until", protecting->until, "The last day; without it until it is ended");
  protects->add_flag("--household", protecting->is_for_household,
                     "Also every child of the same current address or household");
  protects->footer(
      "It holds whichever source has the data, in views, search, alerts and deliveries that "
      "wait.\n\nExample: trellis child protect 42 --scope location --reason \"Fleeing violence\" "
      "--authority \"Team manager, MARAC 12 March\"");
  protects->callback([&context, protecting] { protect(context, *protecting); });

  auto ending = std::make_shared<ProtectOptions>();
  CLI::App* ends = child.add_subcommand("unprotect", "End what protects a child, whoever told it");
  ends->add_option("child", ending->child, "The child's id")->required();
  ends->add_option("--restriction", ending->restriction,
                   "Only the one of this number; without it all that is told of the child itself");
  add_why(ends, *ending);
  ends->footer(
      "A source that goes on saying the same does not bring it back; one that says something else, "
      "or says it\nagain after leaving it out, does.\n\nExample: trellis child unprotect 42 "
      "--restriction 7 --reason \"The order ended\" --authority \"Team manager\"");
  ends->callback([&context, ending] { unprotect(context, *ending); });

  auto listing = std::make_shared<ProtectOptions>();
  CLI::App* lists = child.add_subcommand(
      "protections", "What protects a child, and what has ended; or all that holds in the hub");
  lists->add_option("child", listing->child, "The child's id; without it every child");
  lists->footer(
      "For those who run the hub: it tells reasons.\n\nExample: trellis child protections 42");
  lists->callback([&context, listing] { list(context, *listing); });
}

}  // namespace trellis::app
