#include "hub/linkage/report/link_report.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/core.h>

#include "hub/linkage/report/charts.hpp"
#include "hub/linkage/report/link_pairs.hpp"

namespace trellis::linkage {
namespace {

std::string bits_words(double bits) { return fmt::format("{:+.2f}", bits); }
std::string count_words(double count) { return fmt::format("{:.0f}", count); }
std::string share_words(double share) { return fmt::format("{:.4f}", share); }

std::string paragraph(const std::string& words) { return "<p>" + escaped_html(words) + "</p>\n"; }

std::string heading(const std::string& words) { return "<h2>" + escaped_html(words) + "</h2>\n"; }

// Counts differ so much that their bars are as long as their logarithms.
Bar count_bar(const std::string& label, double count) {
  return {label, std::log10(1 + count), count_words(count)};
}
const std::string logarithmic = "The bars' lengths are logarithmic.";

double pairs_of(double records) { return records * (records - 1) / 2; }

std::string summary(const LinkRun& run) {
  const double records = static_cast<double>(run.tables.records.count);
  HtmlTable counts{"What was found", {"", "number"}, {}};
  counts.rows = {{"records", count_words(records)},
                 {"people", count_words(static_cast<double>(count_clusters(run.linked.clusters)))},
                 {"rows that could not be used", std::to_string(run.tables.refused)},
                 {"rows equal to one before, and counted with it",
                  std::to_string(run.linker.equal_rows().repeated())},
                 {"pairs of all records", count_words(pairs_of(records))},
                 {"pairs compared", std::to_string(run.linked.compared)},
                 {"pairs kept with their evidence", std::to_string(run.linked.edges.size())},
                 {"seconds of reading", fmt::format("{:.1f}", run.seconds.reading)},
                 {"seconds of linking", fmt::format("{:.1f}", run.seconds.linking)}};
  HtmlTable fields{"Fields used", {"column", "is"}, {}};
  for (const Field& field : run.fields.fields)
    fields.rows.push_back({field.column, std::string(to_string(field.is))});
  return "<section>" + html_figure(html_table(counts), fields) + "</section>\n";
}

HtmlTable captioned(const std::string& caption, Table table) {
  return {caption, std::move(table.columns), std::move(table.rows)};
}

std::string curve(const LinkRun& run) {
  LineChart chart{
      {"Precision and recall of pairs",
       "Precision against recall while the threshold falls; the table has the numbers."},
      "recall",
      "precision",
      0,
      1,
      {},
      false};
  HtmlTable table{"By threshold", {"bits and more", "pairs", "precision", "recall"}, {}};
  for (const Threshold& each :
       thresholds(run.linked.edges, run.tables.rows.person, run.linker.equal_rows())) {
    const bool is_marked = each.bits == 0 || each.bits == automatic_bits;
    chart.points.push_back({each.pairs.recall(), each.pairs.precision(), is_marked,
                            is_marked ? fmt::format("{:.0f} bits", each.bits) : std::string()});
    chart.least_y = std::min(chart.least_y, std::floor(10 * each.pairs.precision()) / 10);
    if (std::fmod(each.bits, 2) == 0)
      table.rows.push_back({bits_words(each.bits), count_words(each.pairs.found),
                            share_words(each.pairs.precision()), share_words(each.pairs.recall())});
  }
  if (chart.least_y >= 1) chart.least_y = 0.9;
  return html_figure(line_chart(chart), table);
}

std::string calibration(const LinkTruth& truth) {
  LineChart chart{
      {"Calibration",
       "The share of pairs that are one person against the probability they were given; "
       "on the dashed line both are equal."},
      "probability given",
      "share that is one person",
      0,
      0,
      {},
      true};
  for (const Calibration& each : truth.score.calibration)
    if (each.pairs > 0)
      chart.points.push_back({each.expected / each.pairs, each.right / each.pairs, true, {}});
  return html_figure(line_chart(chart), captioned("By probability", truth.calibration()));
}

std::string errors(const LinkTruth& truth) {
  std::vector<Bar> bars;
  const auto add = [&bars](const std::string& name, const PairErrors& each) {
    bars.push_back(count_bar(name + ", wrong", each.wrong_in_clusters));
    bars.push_back(count_bar(name + ", missed", each.missed_in_clusters));
  };
  for (std::size_t c = 1; c < classes; ++c)
    add(std::string(to_string(static_cast<Class>(c))), truth.errors.by_class[c]);
  add("not compared", truth.errors.unscored);
  return html_figure(bar_chart({"Errors in clusters by class", logarithmic}, bars),
                     captioned("Errors by class", truth.errors_by_class()));
}

std::string against_truth(const LinkRun& run) {
  return "<section>" + heading("How right it is") +
         html_table(captioned("Against the truth", run.truth->accuracy())) +
         paragraph(fmt::format("{:.2f} % of the persons were found exactly.",
                               100 * run.truth->score.exact_clusters)) +
         "</section>\n<section>" + curve(run) + "</section>\n<section>" + calibration(*run.truth) +
         "</section>\n<section>" + errors(*run.truth) + "</section>\n";
}

std::string weights(const LinkRun& run) {
  std::string html = heading("What each field says") +
                     paragraph(
                         "Bits for one person against strangers, by how two values compare. "
                         "Equal values count as one of usual frequency; a rare one counts "
                         "more, a frequent one less.");
  const Comparer& comparer = run.linker.comparer();
  for (std::size_t f = 0; f < comparer.features().size(); ++f) {
    const Feature& feature = comparer.features()[f];
    HtmlTable table{feature.name, {"level", "one person", "strangers", "bits"}, {}};
    std::vector<Bar> bars;
    for (unsigned level = 1; level < feature.levels; ++level) {
      const double same = run.linker.mixture().level_bits(Class::same, f, level),
                   stranger = run.linker.mixture().level_bits(Class::stranger, f, level);
      const std::string name(comparer.level_name(f, level));
      bars.push_back({name, same - stranger, bits_words(same - stranger)});
      table.rows.push_back({name, fmt::format("{:.6f}", std::exp2(same)),
                            fmt::format("{:.6f}", std::exp2(stranger)),
                            bits_words(same - stranger)});
    }
    html += "<section><h3>" + escaped_html(feature.name) + "</h3>" +
            html_figure(bar_chart({"Weights of " + feature.name,
                                   "Bars to the right speak for one person, to the left against."},
                                  bars),
                        table) +
            "</section>\n";
  }
  return html;
}

std::string together(const LinkRun& run) {
  const Comparer& comparer = run.linker.comparer();
  std::string html;
  for (const Interaction& each : run.linker.mixture().interactions()) {
    const Feature &first = comparer.features()[each.first],
                  &second = comparer.features()[each.second];
    HtmlTable table{first.name + " and " + second.name, {first.name, second.name, "bits"}, {}};
    for (unsigned i = 1; i < first.levels; ++i) {
      for (unsigned j = 1; j < second.levels; ++j) {
        constexpr double little = 0.1;
        if (std::abs(each.bits[i][j]) < little) continue;
        table.rows.push_back({std::string(comparer.level_name(each.first, i)),
                              std::string(comparer.level_name(each.second, j)),
                              bits_words(each.bits[i][j])});
      }
    }
    html += html_table(table);
  }
  if (html.empty()) return html;
  return "<section>" + heading("What two fields say together") +
         paragraph(
             "These hang together in the records of one person. The bits come on top of what each "
             "field says by itself, for one person and for all who share both for a reason.") +
         html + "</section>\n";
}

std::string who_pairs_are(const LinkRun& run) {
  const double pairs = pairs_of(static_cast<double>(run.tables.records.count));
  HtmlTable table{"Pairs of all records, as the model has learned", {"class", "pairs"}, {}};
  std::vector<Bar> bars;
  for (std::size_t c = 0; c < classes; ++c) {
    const auto which = static_cast<Class>(c);
    const double count = pairs * std::exp2(run.linker.mixture().share_bits(which));
    bars.push_back(count_bar(std::string(to_string(which)), count));
    table.rows.push_back({std::string(to_string(which)), count_words(count)});
  }
  return "<section>" + heading("Who pairs are") +
         html_figure(bar_chart({"Pairs by class", logarithmic}, bars), table) + "</section>\n";
}

std::string evidence(const LinkRun& run) {
  constexpr int width = 2;
  std::map<int, std::pair<double, double>> bins;  // pairs; of them in one cluster
  for (const Edge& edge : run.linked.edges) {
    auto& [count, joined] = bins[static_cast<int>(std::floor(edge.bits / width)) * width];
    ++count;
    joined += run.linked.clusters[edge.a] == run.linked.clusters[edge.b] ? 1 : 0;
  }
  HtmlTable table{"Kept pairs by their bits", {"from", "to", "pairs", "in one cluster"}, {}};
  std::vector<Bar> bars;
  for (const auto& [from, counts] : bins) {
    bars.push_back(count_bar(fmt::format("{:+} to {:+} bits", from, from + width), counts.first));
    table.rows.push_back({fmt::format("{:+}", from), fmt::format("{:+}", from + width),
                          count_words(counts.first), count_words(counts.second)});
  }
  return "<section>" + heading("The evidence of pairs") +
         html_figure(bar_chart({"Pairs by their bits", logarithmic}, bars), table) + "</section>\n";
}

std::string sizes(const LinkRun& run) {
  std::map<std::uint32_t, std::size_t> size_of;
  for (const std::uint32_t cluster : run.linked.clusters) ++size_of[cluster];
  std::map<std::size_t, std::size_t> counts;
  for (const auto& [cluster, size] : size_of) ++counts[size];
  HtmlTable table{"People by their records", {"records each", "people"}, {}};
  std::vector<Bar> bars;
  for (const auto& [size, count] : counts) {
    bars.push_back(count_bar(std::to_string(size), static_cast<double>(count)));
    table.rows.push_back({std::to_string(size), std::to_string(count)});
  }
  return "<section>" + heading("The sizes of clusters") +
         html_figure(bar_chart({"People by how many records they have", logarithmic}, bars),
                     table) +
         "</section>\n";
}

std::string systems(const LinkRun& run) {
  if (run.systems.systems.empty()) return {};
  return "<section>" + heading("Where people stand") +
         html_table(
             captioned("People by the systems whose records are theirs", run.systems.table())) +
         "</section>\n";
}

std::string keys(const LinkRun& run) {
  std::map<std::string, std::pair<double, double>> found;  // kept; at even odds and more
  for (const Edge& edge : run.linked.edges) {
    auto& [kept, links] = found[run.linker.key_of(edge.a, edge.b)];
    ++kept;
    links += edge.bits >= 0 ? 1 : 0;
  }
  HtmlTable table{"Pairs by the first key that found them",
                  {"key", "kept", "at even odds and more", "blocks split", "blocks given up"},
                  {}};
  std::vector<Bar> bars;
  for (const Candidates::Key& key : run.linker.candidates().keys()) {
    const auto [kept, links] = found[key.name];
    if (links > 0) bars.push_back(count_bar(key.name, links));
    table.rows.push_back({key.name, count_words(kept), count_words(links),
                          std::to_string(key.refined), std::to_string(key.left)});
  }
  return "<section>" + heading("Which keys found them") +
         html_figure(bar_chart({"Pairs at even odds and more by key", logarithmic}, bars), table) +
         "</section>\n";
}

std::string key_families(const LinkRun& run) {
  const LinkRecall& recall = run.recall;
  std::string html = heading("What the keys find and lose") + paragraph(recall.words() + ".");
  if (recall.has_estimate())
    html += paragraph(
        "Told by how many families of keys, and third records, found each pair. "
        "What makes all of them fail together is not seen: more may be lost.");
  for (const std::string& warning : recall.warnings()) html += paragraph(warning + ".");
  return "<section>" + html +
         html_table(captioned("Pairs that are one person, by the families that find them",
                              recall.families())) +
         "</section>\n";
}

}  // namespace

std::string link_report(const LinkRun& run) {
  std::string body = summary(run);
  if (run.truth) body += against_truth(run);
  body += systems(run) + evidence(run) + sizes(run) + explained_pairs(run) + who_pairs_are(run) +
          weights(run) + together(run) + keys(run) + key_families(run);
  return html_page("Linked records", body);
}

}  // namespace trellis::linkage
