#include "hub/linkage/run/link_truth.hpp"

#include <fmt/core.h>

namespace trellis::linkage {
namespace {

using formats::Json;

Json json_of(const Accuracy& accuracy) {
  return Json::object({{"precision", accuracy.precision()},
                       {"recall", accuracy.recall()},
                       {"f1", accuracy.f1()},
                       {"found", accuracy.found},
                       {"right", accuracy.right},
                       {"all", accuracy.all}});
}

Json json_of(const PairErrors& errors) {
  return Json::object({{"wrong_links", errors.wrong},
                       {"missed_links", errors.missed},
                       {"wrong_in_clusters", errors.wrong_in_clusters},
                       {"missed_in_clusters", errors.missed_in_clusters}});
}

std::string share(double value) { return fmt::format("{:.5f}", value); }
std::string count(double value) { return fmt::format("{:.0f}", value); }

}  // namespace

LinkTruth LinkTruth::of(const Linker& linker, const Linked& linked,
                        const std::vector<std::uint32_t>& person) {
  return {linkage::score(linked.clusters, linked.edges, person, linker.equal_rows()),
          linkage::errors_by_class(linker, linked, person)};
}

Table LinkTruth::accuracy() const {
  const auto row = [](const std::string& what, double precision, double recall) {
    const double sum = precision + recall;
    return std::vector<std::string>{what, share(precision), share(recall),
                                    share(sum > 0 ? 2 * precision * recall / sum : 0)};
  };
  return {{"against the truth", "precision", "recall", "F1"},
          {row("pairs (p >= 0.5)", score.pairs.precision(), score.pairs.recall()),
           row("automatic (p >= 0.992)", score.automatic.precision(), score.automatic.recall()),
           row("pairs in clusters", score.clusters.precision(), score.clusters.recall()),
           row("B-cubed", score.b_cubed_precision, score.b_cubed_recall)}};
}

Table LinkTruth::calibration() const {
  Table table{{"probability", "pairs", "given on average", "are one person"}, {}};
  for (std::size_t tenth = 0; tenth < score.calibration.size(); ++tenth) {
    const Calibration& each = score.calibration[tenth];
    if (each.pairs > 0)
      table.rows.push_back({fmt::format("{:.1f} to {:.1f}", 0.1 * static_cast<double>(tenth),
                                        0.1 * static_cast<double>(tenth + 1)),
                            count(each.pairs), share(each.expected / each.pairs),
                            share(each.right / each.pairs)});
  }
  return table;
}

Table LinkTruth::errors_by_class() const {
  Table table{{"what else the pairs might be", "wrong links", "missed links", "wrong in clusters",
               "missed in clusters"},
              {}};
  const auto add = [&table](std::string_view name, const PairErrors& each) {
    table.rows.push_back({std::string(name), count(each.wrong), count(each.missed),
                          count(each.wrong_in_clusters), count(each.missed_in_clusters)});
  };
  for (std::size_t c = 1; c < classes; ++c)
    add(to_string(static_cast<Class>(c)), errors.by_class[c]);
  add("not compared", errors.unscored);
  return table;
}

Json LinkTruth::json() const {
  Json calibration = Json::array(), by_class = Json::object();
  for (const Calibration& tenth : score.calibration)
    calibration.push(Json::object(
        {{"pairs", tenth.pairs}, {"expected", tenth.expected}, {"right", tenth.right}}));
  for (std::size_t c = 1; c < classes; ++c)
    by_class.set(std::string(to_string(static_cast<Class>(c))), json_of(errors.by_class[c]));
  by_class.set("not compared", json_of(errors.unscored));
  return Json::object({{"pairs", json_of(score.pairs)},
                       {"automatic", json_of(score.automatic)},
                       {"clusters", json_of(score.clusters)},
                       {"b_cubed_precision", score.b_cubed_precision},
                       {"b_cubed_recall", score.b_cubed_recall},
                       {"exact_clusters", score.exact_clusters},
                       {"calibration", std::move(calibration)},
                       {"errors_by_class", std::move(by_class)}});
}

}  // namespace trellis::linkage
