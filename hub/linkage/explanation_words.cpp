#include <fmt/core.h>

#include "hub/linkage/explanation.hpp"

namespace trellis::linkage {
namespace {

using formats::Json;

std::string row(const std::string& what, double bits, const std::string& more = {}) {
  return fmt::format("  {:<44} {:>+7.2f}{}\n", what, bits, more);
}

Json edge_json(const std::optional<Edge>& edge, const RecordJson& record) {
  if (!edge) return {};
  return Json::object({{"a", record(edge->a)}, {"b", record(edge->b)}, {"bits", edge->bits}});
}

std::string_view name_of(Cause::What what) {
  switch (what) {
    case Cause::What::a_person:
      return "a person";
    case Cause::What::two_numbers:
      return "two numbers";
    case Cause::What::one_list:
      return "one list";
    case Cause::What::twins:
      return "twins";
    case Cause::What::other_records:
      return "other records";
  }
  return "other records";
}

std::string cause_words(const Cause& cause, bool is_one, const RecordWords& words) {
  const std::string two = words(cause.a) + " and " + words(cause.b);
  switch (cause.what) {
    case Cause::What::a_person:
      return fmt::format("a person decided that {} are {}", two, is_one ? "one" : "two");
    case Cause::What::two_numbers:
      return fmt::format("kept apart whatever else is said: {} have two valid NHS numbers", two);
    case Cause::What::one_list:
      return fmt::format("kept apart: {} stand in one file, and no file has anyone twice", two);
    case Cause::What::twins:
      return fmt::format("kept apart: {} look like twins, so a third may be either", two);
    case Cause::What::other_records:
      break;
  }
  return is_one ? "joined through other records of the cluster, not by these two alone"
                : "kept apart by what the other records of the two clusters say";
}

}  // namespace

std::string_view relation(Class which) {
  switch (which) {
    case Class::same:
      return "the same person as";
    case Class::twin:
      return "a twin of";
    case Class::sibling:
      return "a sibling of, or one household with,";
    case Class::namesake:
      return "a namesake of";
    case Class::neighbour:
      return "a neighbour of";
    case Class::stranger:
      return "a stranger to";
  }
  return "a stranger to";
}

std::string percent(double share) {
  if (share > 0.9999) return "> 99.99 %";
  if (share < 0.0001) return "< 0.01 %";
  return fmt::format("{:.2f} %", 100 * share);
}

std::vector<Contribution> steps(const Explanation& explanation) {
  std::vector<Contribution> steps{{"before any field is compared", "", explanation.prior, 0}};
  steps.insert(steps.end(), explanation.contributions.begin(), explanation.contributions.end());
  steps.push_back({"damage seldom comes alone", "", explanation.damage, 0});
  steps.push_back({"other explanations", "", explanation.others, 0});
  return steps;
}

std::vector<std::string> facts(const Explanation& explanation, const RecordWords& words) {
  std::vector<std::string> facts;
  facts.push_back(fmt::format(
      "the same person: {}; if not, {}: {}", percent(explanation.probability(Class::same)),
      to_string(explanation.against), percent(explanation.probability(explanation.against))));
  facts.push_back(fmt::format(
      "{}; {}", explanation.is_one_cluster ? "they are in one cluster" : "they are in two clusters",
      explanation.key.empty() ? "no key compares them" : "found by the key " + explanation.key));
  if (explanation.cause)
    facts.push_back(cause_words(*explanation.cause, explanation.is_one_cluster, words));
  for (const Rival& rival : explanation.rivals)
    facts.push_back(fmt::format("rival: {} and {} have {:+.2f} bits, a margin of {:+.2f}",
                                words(rival.record), words(rival.other), rival.bits, rival.margin));
  for (const Change& change : explanation.changes)
    facts.push_back(fmt::format(
        "{} \"{}\" instead of \"{}\" would take it to {:+.2f} bits: {} by itself, likeliest: {}",
        change.field, change.level, change.instead_of, change.bits,
        change.bits > explanation.threshold ? "joined" : "not joined",
        to_string(change.likeliest)));
  if (explanation.changes.empty())
    facts.push_back("no other level of a single field would change the answer");
  return facts;
}

std::string to_text(const Explanation& explanation, const RecordWords& words) {
  std::string text =
      fmt::format("{} is likely {} {}: {}\n", words(explanation.a), relation(explanation.likeliest),
                  words(explanation.b), percent(explanation.probability(explanation.likeliest)));
  text += fmt::format("bits for the same person against {}:\n", to_string(explanation.against));
  for (const Contribution& step : steps(explanation)) {
    std::string more;
    if (step.rarity != 0)
      more = fmt::format(", {:+.2f} of it for how rare the value is", step.rarity);
    text += row(step.level.empty() ? step.field : step.field + ": " + step.level, step.bits, more);
  }
  text += row("in all", explanation.bits,
              fmt::format("; joined by itself above {:+.2f}", explanation.threshold));
  for (const std::string& fact : facts(explanation, words)) text += fact + "\n";
  return text;
}

std::string to_text(const ClusterExplanation& explanation, const RecordWords& words) {
  const auto pair = [&](const std::string& what, const Edge& edge) {
    return fmt::format("{}: {} and {}, {:+.2f} bits\n", what, words(edge.a), words(edge.b),
                       edge.bits);
  };
  std::string text =
      fmt::format("cluster {}: {} records, {} pairs in it not compared\n", explanation.number + 1,
                  explanation.members.size(), explanation.unscored);
  for (const auto& member : explanation.members)
    text += fmt::format("  {}: {:+.2f} bits on average over {} pairs\n", words(member.record),
                        member.mean, member.pairs);
  if (explanation.strongest) text += pair("strongest pair", *explanation.strongest);
  if (explanation.weakest) text += pair("weakest pair", *explanation.weakest);
  if (explanation.nearest_outside)
    text += pair("nearest outside the cluster", *explanation.nearest_outside);
  return text;
}

Json to_json(const Explanation& explanation, const RecordJson& record) {
  Json fields = Json::array(), rivals = Json::array(), changes = Json::array();
  Json probabilities = Json::object();
  for (const Contribution& field : explanation.contributions)
    fields.push(Json::object({{"field", field.field},
                              {"level", field.level},
                              {"bits", field.bits},
                              {"rarity_bits", field.rarity}}));
  for (const Rival& rival : explanation.rivals)
    rivals.push(Json::object({{"record", record(rival.record)},
                              {"other", record(rival.other)},
                              {"bits", rival.bits},
                              {"margin", rival.margin}}));
  for (const Change& change : explanation.changes)
    changes.push(Json::object({{"field", change.field},
                               {"level", change.level},
                               {"instead_of", change.instead_of},
                               {"bits", change.bits},
                               {"class", to_string(change.likeliest)}}));
  for (std::size_t c = 0; c < classes; ++c)
    probabilities.set(std::string(to_string(static_cast<Class>(c))), explanation.probabilities[c]);
  Json cause;
  if (explanation.cause)
    cause = Json::object({{"what", name_of(explanation.cause->what)},
                          {"a", record(explanation.cause->a)},
                          {"b", record(explanation.cause->b)}});
  return Json::object({{"a", record(explanation.a)},
                       {"b", record(explanation.b)},
                       {"bits", explanation.bits},
                       {"threshold", explanation.threshold},
                       {"class", to_string(explanation.likeliest)},
                       {"against", to_string(explanation.against)},
                       {"probabilities", std::move(probabilities)},
                       {"prior_bits", explanation.prior},
                       {"fields", std::move(fields)},
                       {"shared_damage_bits", explanation.damage},
                       {"other_explanations_bits", explanation.others},
                       {"same_cluster", explanation.is_one_cluster},
                       {"cause", std::move(cause)},
                       {"key", explanation.key},
                       {"rivals", std::move(rivals)},
                       {"changes", std::move(changes)}});
}

Json to_json(const ClusterExplanation& explanation, const RecordJson& record) {
  Json members = Json::array();
  for (const auto& member : explanation.members)
    members.push(Json::object({{"record", record(member.record)},
                               {"pairs", static_cast<std::uint64_t>(member.pairs)},
                               {"mean_bits", member.mean}}));
  return Json::object({{"cluster_id", static_cast<std::uint64_t>(explanation.number) + 1},
                       {"members", std::move(members)},
                       {"unscored_pairs", static_cast<std::uint64_t>(explanation.unscored)},
                       {"strongest", edge_json(explanation.strongest, record)},
                       {"weakest", edge_json(explanation.weakest, record)},
                       {"nearest_outside", edge_json(explanation.nearest_outside, record)}});
}

}  // namespace trellis::linkage
