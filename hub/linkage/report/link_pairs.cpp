#include "hub/linkage/report/link_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/core.h>

#include "hub/linkage/explanation.hpp"
#include "hub/linkage/report/charts.hpp"

namespace trellis::linkage {
namespace {

using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

std::string bits_words(double bits) { return fmt::format("{:+.2f}", bits); }

// The first `most` of the pairs that `is_wanted`, by the least `rank`.
template <typename Wanted, typename Rank>
Pairs first_pairs(const std::vector<Edge>& edges, std::size_t most, Wanted&& is_wanted,
                  Rank&& rank) {
  std::vector<const Edge*> wanted;
  for (const Edge& edge : edges)
    if (is_wanted(edge)) wanted.push_back(&edge);
  const auto end = wanted.begin() + static_cast<std::ptrdiff_t>(std::min(most, wanted.size()));
  std::partial_sort(wanted.begin(), end, wanted.end(), [&](const Edge* left, const Edge* right) {
    return std::tuple(rank(*left), left->a, left->b) < std::tuple(rank(*right), right->a, right->b);
  });
  Pairs pairs;
  for (auto edge = wanted.begin(); edge != end; ++edge) pairs.emplace_back((*edge)->a, (*edge)->b);
  return pairs;
}

std::string waterfall(const Explanation& explanation, const std::string& name) {
  std::vector<Bar> bars;
  HtmlTable table{"What the bits are made of", {"", "bits", "for rarity"}, {}};
  for (const Contribution& step : steps(explanation)) {
    const std::string label = step.level.empty() ? step.field : step.field + ": " + step.level;
    table.rows.push_back(
        {label, bits_words(step.bits), step.rarity == 0 ? std::string() : bits_words(step.rarity)});
    const double bits = step.bits - step.rarity;
    bars.push_back({label, bits, bits_words(bits)});
    if (step.rarity != 0)
      bars.push_back({"how rare the value is", step.rarity, bits_words(step.rarity)});
  }
  const Bar sum{"in all", explanation.bits, bits_words(explanation.bits)};
  table.rows.push_back({sum.label, sum.words, ""});
  const Bar limit{
      fmt::format("joined above {:+.0f}", explanation.threshold), explanation.threshold, {}};
  return html_figure(waterfall_chart({"Waterfall of " + name,
                                      "From the prior, field by field, to " + sum.words +
                                          " bits; bars to the right speak for one person."},
                                     bars, sum, limit),
                     table);
}

std::string list(const std::vector<std::string>& items) {
  std::string html = "<ul>";
  for (const std::string& item : items) html += "<li>" + escaped_html(item) + "</li>\n";
  return html + "</ul>\n";
}

std::string explained(const LinkRun& run, std::uint32_t a, std::uint32_t b) {
  const Explanation explanation = explain(run.linker, run.linked, a, b, run.threshold);
  const LinkRows& rows = run.tables.rows;
  const std::string name = rows.words(a) + " and " + rows.words(b);
  std::vector<std::string> items =
      facts(explanation, [&rows](std::uint32_t record) { return rows.words(record); });
  if (run.truth)
    items.push_back(rows.person[a] == rows.person[b] ? "by the truth they are one person"
                                                     : "by the truth they are two people");
  return "<section><h3>" +
         escaped_html(
             fmt::format("{}: likely {} the other", name, relation(explanation.likeliest))) +
         "</h3>\n" + waterfall(explanation, name) + list(items) + "</section>\n";
}

std::string part(const LinkRun& run, const std::string& title, const Pairs& pairs) {
  if (pairs.empty()) return {};
  std::string html = "<h2>" + escaped_html(title) + "</h2>\n";
  for (const auto& [a, b] : pairs) html += explained(run, a, b);
  return html;
}

}  // namespace

std::string explained_pairs(const LinkRun& run) {
  constexpr std::size_t borderline = 20, of_each_error = 10;
  const std::vector<Edge>& edges = run.linked.edges;
  std::string html = part(run, "Pairs that were asked for", run.chosen);
  if (run.truth) {
    const std::vector<std::uint32_t>& person = run.tables.rows.person;
    html += part(run, "Wrong links with the most bits",
                 first_pairs(
                     edges, of_each_error,
                     [&](const Edge& e) { return e.bits >= 0 && person[e.a] != person[e.b]; },
                     [](const Edge& e) { return -e.bits; }));
    html += part(run, "Missed links with the fewest bits",
                 first_pairs(
                     edges, of_each_error,
                     [&](const Edge& e) { return e.bits < 0 && person[e.a] == person[e.b]; },
                     [](const Edge& e) { return e.bits; }));
  }
  return html + part(run, "Pairs nearest to even odds",
                     first_pairs(
                         edges, borderline, [](const Edge&) { return true; },
                         [](const Edge& e) { return std::abs(e.bits); }));
}

}  // namespace trellis::linkage
