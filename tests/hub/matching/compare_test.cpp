#include "hub/matching/compare.hpp"

#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/support/village.hpp"

namespace trellis::matching {
namespace {

const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";

// Of two children: as one record that both are told in might be.
Features together(Features a, const Features& b) {
  const auto add = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  add(a.names, b.names);
  add(a.births, b.births);
  add(a.postcodes, b.postcodes);
  add(a.identifiers, b.identifiers);
  return a;
}

std::vector<Encoding> people(const Model& model, Words& words) {
  const testing::Village village(11, 60);
  std::vector<Encoding> all;
  for (std::size_t i = 0; i < village.subjects.size(); ++i) {
    Features features = village.subjects[i].features;
    if (i % 7 == 0) features = together(features, village.subjects[i / 2].features);
    if (i % 3 == 0) features.phones = {"770090000" + std::to_string(i % 5)};
    if (i % 5 == 0) features.names[0].middle = i % 2 == 0 ? "ro" : features.names[0].family;
    if (i % 11 == 0) std::swap(features.names[0].given, features.names[0].family);
    if (i % 13 == 0) features.births.clear();
    all.emplace_back(features, model, words);
  }
  return all;
}

// As training might leave it, and worse.
Model shaken(Model model, unsigned seed) {
  std::mt19937 random(seed);
  const auto shake = [&](auto& bits) {
    for (double& each : bits) each *= static_cast<double>(random() % 300) / 100 - 1;
  };
  shake(model.given);
  shake(model.family);
  shake(model.middle);
  shake(model.birth);
  shake(model.sex);
  shake(model.postcode);
  for (IdentifierWeights& each : model.identifiers) shake(each.bits);
  model.household.with_family = static_cast<double>(random() % 30);
  model.swapped_names = static_cast<double>(random() % 9) - 4;
  return model;
}

}  // namespace

TEST(MostBits, NoScoreHasMore) {
  const Model written = *read_model_file(folder + "default.json");
  const Nicknames nicknames = *Nicknames::read_file(folder + "nicknames.csv");
  int below_automatic = 0, above = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Model model = seed == 0 ? written : shaken(written, seed);
    Words words(nicknames);
    const std::vector<Encoding> all = people(model, words);
    const MostBits most(model);
    for (const Encoding& a : all) {
      for (const Encoding& b : all) {
        const Score pair = score(a.view(), b.view(), model, words);
        const double limit = most.of(a.view(), b.view());
        EXPECT_LE(pair.bits - pair.guard_bits, limit);
        if (pair.bits >= model.thresholds.automatic) {
          EXPECT_GE(limit, model.thresholds.automatic);
        }
        ++(limit < model.thresholds.automatic ? below_automatic : above);
      }
    }
  }
  EXPECT_GT(below_automatic, above / 4);
}

}  // namespace trellis::matching
