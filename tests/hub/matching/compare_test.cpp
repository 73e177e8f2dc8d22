#include "hub/matching/engine/compare.hpp"

#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/matching/engine/explanation.hpp"
#include "hub/matching/engine/index.hpp"
#include "tests/support/names.hpp"
#include "tests/support/village.hpp"

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

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
    if (i % 4 == 0) features.addresses = {std::to_string(i % 6) + " elm road"};
    if (i % 9 == 0) features.parents = {"ro vo"};
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
  model.given_frequency.most = 5 + static_cast<double>(random() % 10);
  model.middle_used_as_given = static_cast<double>(random() % 20) - 5;
  for (double* each : {&model.household.address, &model.household.phone, &model.household.parent})
    *each = static_cast<double>(random() % 20) - 5;
  model.household.further = static_cast<double>(random() % 5) / 4;
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
  const NameLists lists = testing::shipped_names();
  int below_automatic = 0, above = 0;
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Model model = seed == 0 ? written : shaken(written, seed);
    Words words(lists);
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

// What an alternative promises comes true once a record tells it.
TEST(Alternatives, AreWhatThePairWouldBe) {
  const Model model = *read_model_file(folder + "default.json");
  const NameLists lists = testing::shipped_names();
  Words words(lists);
  const testing::Village village(12, 80);
  const auto compare = [&](const Features& a, const Features& b) {
    return score(Encoding(a, model, words).view(), Encoding(b, model, words).view(), model, words);
  };
  std::map<std::pair<std::string, Outcome>, int> kept;
  for (std::size_t i = 0; i < village.subjects.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const Features& a = village.subjects[i].features;
      const Features& b = village.subjects[j].features;
      const Score now = compare(a, b);
      for (const Alternative& each : alternatives_to(now, model, model.thresholds.automatic)) {
        Features told = b;
        if (each.field == "birth date" && each.level == "equal")
          told.births = a.births;
        else if (each.field == "sex")
          told.sex = b.sex == "F" ? "M" : "F";
        else if (each.field == "postcode" && each.level == "equal" && !a.postcodes.empty())
          told.postcodes = a.postcodes;
        else if (each.field == "family name" && each.level == "different")
          told.names[0].family = "qzxjv";
        else if (each.field == "given name" && each.level == "different")
          told.names[0].given = "qzxjv";
        else if (each.field == "given name" && each.level == "initial")
          told.names[0].given = a.names[0].given.substr(0, 1);
        else if (each.field == "NHS number" && each.level == "equal" && !a.identifiers.empty())
          told.identifiers = a.identifiers;
        else if (each.field == "NHS number" && each.level == "conflict" && !a.identifiers.empty())
          told.identifiers = {{"nhs_number", "9998887776"}};
        else
          continue;
        const Score then = compare(a, told);
        EXPECT_EQ(outcome_of(then, model, model.thresholds.automatic), each.outcome)
            << each.field << " " << each.level;
        EXPECT_NEAR(then.bits - now.bits, each.bits, 1e-9) << each.field << " " << each.level;
        ++kept[{each.field, each.outcome}];
      }
    }
  }
  EXPECT_GE(kept.size(), 10u);  // fields and outcomes that came up
}

TEST(Alternatives, SayNothingOfNamesThatAreToldCrosswise) {
  const Model model = *read_model_file(folder + "default.json");
  const NameLists none;
  Words words{none};
  const auto fields = [&](const Features& a, const Features& b) {
    std::set<std::string> told;
    const Score pair =
        score(Encoding(a, model, words).view(), Encoding(b, model, words).view(), model, words);
    for (const Alternative& each : alternatives_to(pair, model, model.thresholds.automatic))
      told.insert(each.field);
    return told;
  };
  const auto born = [](testing::SubjectBuilder builder) { return builder.born("2015-03-02"); };
  const Features one = born(testing::a_child("ada", "moss"));
  const Features swapped = born(testing::a_child("moss", "ada"));
  const Features called = born(testing::a_child("rosalind", "moss", "ada"));
  EXPECT_THAT(fields(one, swapped),
              AllOf(Contains("birth date"), Not(Contains(HasSubstr("name")))));
  EXPECT_THAT(fields(one, called), AllOf(Contains("NHS number"), Not(Contains("given name")),
                                         Not(Contains("middle name"))));
}

TEST(Alternatives, SayWhatWouldDecideAQuestion) {
  const Model model = *read_model_file(folder + "default.json");
  Score question;
  question.given = WordLevel::initial;
  question.given_bits = 1.5;
  question.family = WordLevel::same;
  question.family_bits = 9;
  question.birth = BirthLevel::same;
  question.birth_bits = 12.5;
  weigh(question, model);
  ASSERT_EQ(outcome_of(question, model, model.thresholds.automatic), Outcome::question);
  std::vector<std::string> said;
  for (const Alternative& each : alternatives_to(question, model, model.thresholds.automatic))
    said.push_back(each.field + " " + each.level + ": " + std::string(to_string(each.outcome)));
  EXPECT_THAT(said,
              IsSupersetOf({"NHS number equal: one child", "NHS number conflict: two children",
                            "given name similar: two children"}));
  EXPECT_THAT(said, Not(Contains(HasSubstr("one digit off"))));  // of what nobody told
}

TEST(SharedKeys, AreThoseThatBringTwoTogether) {
  const Model model = *read_model_file(folder + "default.json");
  const NameLists none;
  Words words{none};
  const auto shared = [&](const Features& a, const Features& b) {
    return shared_keys(Encoding(a, model, words).view(), Encoding(b, model, words).view(), words);
  };
  const Features one = testing::a_child("ada", "moss").born("2015-03-02").nhs("9990000018");
  const Features number = testing::a_child("", "").nhs("9990000018");
  const Features turned = testing::a_child("moss", "ada").born("2015-02-03");
  const Features nobody = testing::a_child("leo", "hart").born("2011-12-24");
  EXPECT_THAT(shared(one, number), ElementsAre("a number"));
  EXPECT_THAT(shared(one, turned), IsSupersetOf({"family name and birth year"}));
  EXPECT_EQ(shared(one, turned).size(), shared(turned, one).size());
  EXPECT_THAT(shared(one, nobody), IsEmpty());
}

}  // namespace trellis::matching
