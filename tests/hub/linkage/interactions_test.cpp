#include "hub/linkage/interactions.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/explanation.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"

namespace trellis::linkage {
namespace {

using ::testing::IsEmpty;

constexpr std::size_t same = 1, other = 2;

LevelPairs counts(double both_same, double first_same, double second_same, double both_other) {
  LevelPairs pairs{};
  pairs[same][same] = both_same;
  pairs[same][other] = first_same;
  pairs[other][same] = second_same;
  pairs[other][other] = both_other;
  return pairs;
}

Interaction weighed(const LevelPairs& counts) {
  Interaction interaction;
  weigh(interaction, counts);
  return interaction;
}

TEST(Interactions, SayNothingOfLevelsThatAreIndependent) {
  const Interaction found = weighed(counts(640, 160, 160, 40));

  EXPECT_LE(found.information, 0);
  EXPECT_NEAR(found.bits[same][same], 0, 1e-6);
  EXPECT_NEAR(found.bits[other][other], 0, 1e-6);
}

TEST(Interactions, SpeakForWhatGoesTogetherAndAgainstWhatDoesNot) {
  const Interaction found = weighed(counts(800, 10, 10, 180));

  EXPECT_GT(found.information, 0.3);
  EXPECT_GT(found.bits[other][other], 1.5);
  EXPECT_LT(found.bits[same][other], -1.5);
  EXPECT_EQ(found.bits[0][other], 0) << "nothing is known of the first";
}

TEST(Interactions, SayLittleOfWhatWasSeldomSeen) {
  EXPECT_LT(weighed(counts(80, 0, 0, 1)).bits[other][other], 0.2);
  EXPECT_GT(weighed(counts(8000, 0, 0, 100)).bits[other][other], 2);
}

TEST(Interactions, AreChosenByWhatTheyTellWithoutRings) {
  std::vector<Interaction> all = every_interaction(3);
  ASSERT_EQ(all.size(), 3u);
  weigh(all[0], counts(700, 40, 40, 220));  // 0 and 1
  weigh(all[1], counts(750, 5, 5, 240));    // 0 and 2
  weigh(all[2], counts(740, 10, 10, 240));  // 1 and 2

  const auto chosen = strongest(all);

  ASSERT_EQ(chosen.size(), 2u);
  EXPECT_EQ(std::pair(chosen[0].first, chosen[0].second),
            std::pair(std::size_t{0}, std::size_t{2}));
  EXPECT_EQ(std::pair(chosen[1].first, chosen[1].second),
            std::pair(std::size_t{1}, std::size_t{2}));
}

// Children of whom a third have moved between their two records: to another street, town and
// postcode at once.
class Movers : public ::testing::Test {
 protected:
  Movers() {
    Encoder encoder({{},
                     {{"given", Is::given_name, {}, {}},
                      {"family", Is::family_name, {}, {}},
                      {"birth", Is::birth_date, {}, {}},
                      {"address", Is::address, {}, {}},
                      {"town", Is::town, {}, {}},
                      {"postcode", Is::postcode, {}, {}}}},
                    testing::shipped_words());
    EXPECT_THAT(encoder.start_table({"given", "family", "birth", "address", "town", "postcode"}),
                testing::IsOk());
    for (int child = 0; child < 800; ++child) {
      const std::string given = word(), family = word(), born = birth();
      std::vector<std::string> home = place();
      for (int copy = 0; copy < 2; ++copy) {
        if (copy == 1 && child % 3 == 0) home = place();
        std::vector<std::string> row = {given, family, born};
        row.insert(row.end(), home.begin(), home.end());
        encoder.add({row.begin(), row.end()});
      }
    }
    records = *encoder.take();
    linker.emplace(records, lists, LinkSettings{});
    linked = linker->run();
  }

  std::size_t pick(std::size_t below) { return random() % below; }
  std::string word() {
    std::string letters;
    for (int i = 0; i < 3; ++i) {
      letters += "bdfgklmnprstvz"[pick(14)];
      letters += "aeiou"[pick(5)];
    }
    return letters;
  }
  std::string birth() {
    return std::to_string(2005 + pick(15)) + "-0" + std::to_string(1 + pick(9)) + "-" +
           std::to_string(10 + pick(18));
  }
  std::vector<std::string> place() {
    const std::size_t town = pick(12);
    return {std::to_string(1 + pick(90)) + " " + word() + " road", "town" + std::to_string(town),
            "XX" + std::to_string(town) + " " + std::to_string(pick(10)) + "AB"};
  }

  std::mt19937 random{5};
  Records records;
  const comparison::NameLists lists;
  std::optional<Linker> linker;
  Linked linked;
};

TEST_F(Movers, TeachThatPlacesChangeTogether) {
  const auto& features = linker->comparer().features();
  const auto& found = linker->mixture().interactions();

  ASSERT_GE(found.size(), 2u);
  for (const Interaction& each : found) {
    EXPECT_EQ(features[each.first].what, Feature::What::text) << features[each.first].name;
    EXPECT_EQ(features[each.second].what, Feature::What::text) << features[each.second].name;
  }
}

TEST_F(Movers, AreHeldAgainstTheirFormerHomeOnce) {
  constexpr std::uint32_t before = 0, after = 1;  // the first child has moved
  const Explanation found = explain(*linker, linked, before, after);

  double sum = found.prior + found.damage + found.others, together = 0;
  for (const Contribution& each : found.contributions) {
    sum += each.bits;
    if (each.field.find(" and ") != std::string::npos) together += each.bits;
  }
  EXPECT_NEAR(sum, found.bits, 1e-4);
  EXPECT_GT(together, 1);
  EXPECT_TRUE(found.is_one_cluster);
}

TEST_F(Movers, LeaveLessDamageToAllowFor) {
  Town town(11);
  const Records others = town.records();
  Linker without(others, lists, LinkSettings{});
  without.run();

  EXPECT_THAT(without.mixture().interactions(), IsEmpty());
  EXPECT_LT(linker->mixture().shared_damage(Class::stranger),
            without.mixture().shared_damage(Class::stranger));
}

}  // namespace
}  // namespace trellis::linkage
