#include <memory>
#include <set>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/app/match/match_commands.hpp"
#include "hub/app/match/match_models.hpp"
#include "hub/app/match/match_subjects.hpp"
#include "hub/linkage/report/charts.hpp"

namespace trellis::app {
namespace {

using formats::Json;
using linkage::Bar;
using matching::ChildExplanation;
using matching::PairExplanation;
using matching::SubjectRival;

struct ExplainOptions {
  std::string one, other, svg;
};

std::string waterfall(const PairExplanation& pair) {
  const double automatic = pair.why.automatic;
  std::vector<Bar> bars;
  for (const matching::Evidence& each : pair.why.comparison.evidence)
    bars.push_back(
        {each.field + ": " + finding_of(each), each.bits, fmt::format("{:+.1f}", each.bits)});
  const double bits = pair.why.comparison.bits;
  const Bar sum{"in all", bits, fmt::format("{:+.1f}", bits)};
  const Bar limit{fmt::format("one child from {:+.1f}", automatic), automatic, {}};
  const std::string name = "subjects " + to_string(pair.one) + " and " + to_string(pair.other);
  return linkage::svg_file(linkage::waterfall_chart(
      {"Waterfall of " + name, "From the prior, field by field, to " + sum.words +
                                   " bits; bars to the right speak for one child."},
      bars, sum, limit));
}

Json as_json(const SubjectRival& each) {
  return Json::object({{"subject", each.subject.number()},
                       {"child", each.rival.child.number()},
                       {"closest", each.rival.closest.number()},
                       {"bits", each.rival.comparison.bits},
                       {"forbidden", each.rival.comparison.forbidden}});
}

Json as_json(const PairExplanation& pair) {
  Json keys = Json::array(), alternatives = Json::array(), rivals = Json::array();
  for (const std::string_view key : pair.why.keys) keys.push(key);
  for (const matching::Alternative& each : pair.why.alternatives)
    alternatives.push(Json::object({{"field", each.field},
                                    {"finding", each.level},
                                    {"instead_of", each.instead_of},
                                    {"bits", each.bits},
                                    {"outcome", to_string(each.outcome)}}));
  for (const SubjectRival& each : pair.rivals) {
    Json json = as_json(each);
    if (each.margin) json.set("margin", *each.margin);
    rivals.push(std::move(json));
  }
  Json json = app::as_json(pair.why.comparison);
  json.set("outcome", to_string(pair.why.outcome));
  json.set("one", pair.one.number());
  json.set("child_of_one", pair.child_of_one.number());
  json.set("other", pair.other.number());
  json.set("child_of_other", pair.child_of_other.number());
  json.set("keys", std::move(keys));
  json.set("conflicts", app::as_json(pair.conflicts));
  json.set("alternatives", std::move(alternatives));
  json.set("contenders", std::move(rivals));
  return json;
}

void print_rival(CommandContext& context, Hub& hub, const SubjectRival& each,
                 const std::string& beside) {
  context.print(fmt::format("  {} with child {}, through {}: {:+.1f} bits{}",
                            name_of(hub, each.subject), to_string(each.rival.child),
                            name_of(hub, each.rival.closest), each.rival.comparison.bits, beside));
}

void print(CommandContext& context, Hub& hub, const PairExplanation& pair) {
  const matching::Explanation& why = pair.why;
  context.print_title(name_of(hub, pair.one) + " and " + name_of(hub, pair.other));
  context.print(pair.child_of_one == pair.child_of_other
                    ? "both child " + to_string(pair.child_of_one) + "\n"
                    : "child " + to_string(pair.child_of_one) + " and child " +
                          to_string(pair.child_of_other) + "\n");
  print_evidence(context, why.comparison);
  context.print(fmt::format(
      "\nTogether {:+.1f} bits: {}; {} {}", why.comparison.bits, to_string(why.comparison.likeness),
      pair.lock ? "decided to be" : "by itself the pair is", to_string(why.outcome)));
  print_conflicts(context, hub, pair.conflicts);
  std::string keys;
  for (const std::string_view key : why.keys)
    keys += (keys.empty() ? std::string() : "; ") + std::string(key);
  context.print(keys.empty() ? "No search brings the two together: they have no key in common"
                             : "Keys in common: " + keys);
  if (!why.alternatives.empty()) {
    context.print("\nWhat would change that, all else equal\n");
    Table table{{"it would be", "were the", "found", "instead of", "bits"}, {}};
    for (const matching::Alternative& each : why.alternatives)
      table.rows.push_back({std::string(to_string(each.outcome)), each.field, each.level,
                            each.instead_of, fmt::format("{:+.1f}", each.bits)});
    context.print(table);
  }
  if (!pair.rivals.empty()) context.print("\nOthers in question");
  for (const SubjectRival& each : pair.rivals)
    print_rival(context, hub, each,
                each.margin ? fmt::format(", margin {:+.1f}", *each.margin) : std::string());
}

Json as_json(const ChildExplanation& child) {
  Json members = Json::array();
  for (const ChildExplanation::Member& each : child.members)
    members.push(Json::object({{"subject", each.subject.number()}, {"mean", each.mean}}));
  Json json = Json::object({{"child", child.child.number()}, {"members", std::move(members)}});
  const auto set = [&](const char* name, const std::optional<ChildExplanation::Pair>& pair) {
    if (pair)
      json.set(name, Json::object({{"one", pair->one.number()},
                                   {"other", pair->other.number()},
                                   {"bits", pair->bits}}));
  };
  set("weakest", child.weakest);
  set("strongest", child.strongest);
  Json said = Json::array();
  for (const ChildExplanation::Pair& each : child.said)
    said.push(Json::object({{"one", each.one.number()},
                            {"other", each.other.number()},
                            {"are_one", each.lock == matching::Lock::must_link}}));
  json.set("said", std::move(said));
  if (child.nearest) json.set("nearest", as_json(*child.nearest));
  return json;
}

void print(CommandContext& context, Hub& hub, const ChildExplanation& child) {
  context.print_title("child " + to_string(child.child));
  Table table{{"subject", "mean bits with the others"}, {}};
  for (const ChildExplanation::Member& each : child.members) {
    const std::string mean =
        child.members.size() > 1 ? fmt::format("{:+.1f}", each.mean) : "stands alone";
    table.rows.push_back({name_of(hub, each.subject), mean});
  }
  context.print(table);
  const auto tell = [&](const char* which, const std::optional<ChildExplanation::Pair>& pair) {
    if (pair)
      context.print(fmt::format("{} pair: {} and {}, {:+.1f} bits", which, to_string(pair->one),
                                to_string(pair->other), pair->bits));
  };
  context.print("");
  tell("Weakest", child.weakest);
  tell("Strongest", child.strongest);
  for (const ChildExplanation::Pair& each : child.said)
    context.print(fmt::format("A person or a source said that {} and {} are {}",
                              to_string(each.one), to_string(each.other),
                              each.lock == matching::Lock::must_link ? "one" : "never one"));
  if (child.nearest) {
    context.print("Nearest of other children");
    print_rival(context, hub, *child.nearest, {});
  }
}

Status explain_pair(CommandContext& context, Hub& hub, matching::Identity& identity,
                    const ExplainOptions& options) {
  const auto one = subject_of(hub, options.one);
  if (!one.ok()) return one.error();
  TRELLIS_LET(const auto other, subject_of(hub, options.other));
  if (*one == other) return Error{Fault::invalid, "these are one subject; name two"};
  TRELLIS_LET(const auto pair, identity.explanations().explain(*one, other));
  std::set<SubjectId> named = {*one, other};
  for (const SubjectRival& each : pair.rivals) named.insert(each.rival.closest);
  TRELLIS_TRY(note_consultation(
      context, hub, named, "explain subjects " + to_string(*one) + " and " + to_string(other)));
  if (!options.svg.empty()) {
    TRELLIS_TRY(write_bytes(options.svg, waterfall(pair)));
  }
  if (context.output != Output::table)
    context.print(as_json(pair));
  else
    print(context, hub, pair);
  return done();
}

Status explain_child(CommandContext& context, Hub& hub, matching::Identity& identity,
                     const ExplainOptions& options) {
  if (!options.svg.empty()) return Error{Fault::invalid, "--svg draws two subjects: name another"};
  TRELLIS_LET(const auto subject, subject_of(hub, options.one));
  TRELLIS_LET(const auto explained, identity.explanations().explain_child_of(subject));
  std::set<SubjectId> named;
  for (const ChildExplanation::Member& each : explained.members) named.insert(each.subject);
  if (explained.nearest) named.insert(explained.nearest->rival.closest);
  TRELLIS_TRY(
      note_consultation(context, hub, named, "explain child " + to_string(explained.child)));
  if (context.output != Output::table)
    context.print(as_json(explained));
  else
    print(context, hub, explained);
  return done();
}

Status explain(CommandContext& context, const ExplainOptions& options) {
  TRELLIS_LET(auto hub, context.open());
  TRELLIS_LET(auto identity, hub->identity());
  return options.other.empty() ? explain_child(context, *hub, *identity, options)
                               : explain_pair(context, *hub, *identity, options);
}

}  // namespace

void add_match_explain_command(CLI::App& match, CommandContext& context) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* explains = match.add_subcommand(
      "explain", "Why two subjects are one child or not, or what holds one's child together");
  explains->add_option("one", options->one, how_to_name_a_subject)->required();
  explains->add_option("other", options->other, "Another; without it, the child of the first");
  explains->add_option("--svg", options->svg, "Draws the evidence of two into this file");
  explains->footer(
      "Example: trellis match explain 12 40\n"
      "         trellis match explain eastmere-schools:EMR01/0042 fourvale-yjs:FV1007 --svg "
      "why.svg\n"
      "         trellis match explain 12");
  explains->callback([&context, options] {
    if (const Status status = explain(context, *options); !status.ok())
      context.fail(status.error());
  });
}

}  // namespace trellis::app
