#include "hub/linkage/run/link_recall.hpp"

#include <cmath>

#include <fmt/core.h>

#include "hub/base/text.hpp"

namespace trellis::linkage {
namespace {

using formats::Json;

// Rounded down: 100 only where nothing is missing.
std::string percent_words(double share) {
  return fmt::format("{:.2f}", std::floor(10'000 * share + 1e-6) / 100);
}

std::string count_words(double count) { return fmt::format("{:.0f}", count); }

}  // namespace

LinkRecall LinkRecall::of(const Linker& linker, const Linked& linked) {
  LinkRecall recall{estimate_recall(linker, linked), linker.candidates().unused(), 0, 0,
                    linker.candidates().without_key()};
  for (const Candidates::Key& key : linker.candidates().keys()) {
    recall.given_up += key.left;
    recall.records_given_up += key.records_left;
  }
  return recall;
}

bool LinkRecall::has_estimate() const {
  return keys.found > 0 && given_up == 0 && without_key == 0;
}

std::string LinkRecall::words() const {
  if (given_up > 0 || without_key > 0)
    return "how many of the pairs that are one person the keys find cannot be told, since records "
           "were left out";
  if (keys.found == 0) return "no pairs were found from which to tell what keys lose";
  return fmt::format("keys find an estimated {} % ({} to {}) of the pairs that are one person",
                     percent_words(keys.likely), percent_words(keys.low), percent_words(keys.high));
}

std::vector<std::string> LinkRecall::warnings() const {
  std::vector<std::string> warnings;
  if (given_up > 0)
    warnings.push_back(fmt::format(
        "{} blocks of {} records in all were too large to compare: pairs that only they hold were "
        "not compared, and are people apart",
        given_up, records_given_up));
  if (without_key > 0)
    warnings.push_back(fmt::format(
        "{} records say too little to be compared with anybody: each is a person of its own",
        without_key));
  if (!unused.empty())
    warnings.push_back("keys that tell too little of this table, and were not used: " +
                       text::join(unused, "; "));
  return warnings;
}

Table LinkRecall::families() const {
  Table table{{"made of", "keys", "pairs found", "found by no other family"}, {}};
  for (const KeyRecall::Family& family : keys.families)
    table.rows.push_back({family.name, std::to_string(family.keys), count_words(family.found),
                          count_words(family.alone)});
  table.rows.push_back({"a third record, and no key", "", count_words(keys.through_a_third), ""});
  table.rows.push_back({"nothing, by estimate", "", count_words(keys.unseen), ""});
  return table;
}

Json LinkRecall::json() const {
  Json families = Json::array(), unused_keys = Json::array();
  for (const KeyRecall::Family& family : keys.families)
    families.push(Json::object({{"made_of", family.name},
                                {"keys", static_cast<std::int64_t>(family.keys)},
                                {"found", family.found},
                                {"found_alone", family.alone}}));
  for (const std::string& key : unused) unused_keys.push(key);
  Json json = Json::object({{"pairs_found", keys.found},
                            {"pairs_through_a_third_record", keys.through_a_third},
                            {"pairs_unseen", keys.unseen},
                            {"one_record_looked_at_in", std::int64_t{keys.one_record_in}},
                            {"families", std::move(families)},
                            {"keys_unused", std::move(unused_keys)},
                            {"records_without_key", static_cast<std::int64_t>(without_key)},
                            {"records_given_up", static_cast<std::int64_t>(records_given_up)}});
  if (!has_estimate()) return json;
  json.set("estimate", keys.likely);
  json.set("low", keys.low);
  json.set("high", keys.high);
  return json;
}

}  // namespace trellis::linkage
