#include "hub/app/link_recall.hpp"

#include <cmath>

#include <fmt/core.h>

namespace trellis::app {
namespace {

using namespace matching::linkage;
using formats::Json;

// Rounded down: 100 only where nothing is missing.
std::string percent_words(double share) {
  return fmt::format("{:.2f}", std::floor(10'000 * share + 1e-6) / 100);
}

std::string count_words(double count) { return fmt::format("{:.0f}", count); }

}  // namespace

LinkRecall LinkRecall::of(const Linker& linker, const Linked& linked) {
  LinkRecall recall{estimate_recall(linker, linked), linker.candidates().unused()};
  for (const Candidates::Key& key : linker.candidates().keys()) recall.given_up += key.left;
  return recall;
}

std::string LinkRecall::words() const {
  if (keys.found == 0) return "no pairs were found from which to tell what keys lose";
  return fmt::format("keys find an estimated {} % ({} to {}) of the pairs that are one person",
                     percent_words(keys.likely), percent_words(keys.low), percent_words(keys.high));
}

std::string LinkRecall::given_up_words() const {
  return given_up == 0 ? std::string()
                       : fmt::format("{} blocks of records were too large to compare", given_up);
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
                            {"keys_unused", std::move(unused_keys)}});
  if (keys.found == 0) return json;
  json.set("estimate", keys.likely);
  json.set("low", keys.low);
  json.set("high", keys.high);
  return json;
}

}  // namespace trellis::app
