#include "hub/matching/learning/training.hpp"

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>

#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/village.hpp"

namespace trellis::matching {
namespace {

using testing::IsOk;
using testing::SaysWhy;
using testing::Village;

const std::string config = std::string(TRELLIS_SOURCE_DIR) + "/config/";

Model shipped() { return *read_model_file(config + "matching/default.json"); }
const NameLists& lists() {
  static const NameLists all = testing::shipped_names();
  return all;
}

template <typename Bits, typename Level>
double at(const Bits& bits, Level level) {
  return bits[static_cast<std::size_t>(level)];
}

const Village& village() {
  static const Village all(7, 560);
  return all;
}

const Model& trained() {
  static const Model model = *train(village().subjects, {}, shipped(), lists());
  return model;
}

double true_pairs() {
  double pairs = 0;
  const auto& child = village().child;
  for (std::size_t i = 0; i < child.size(); ++i)
    for (std::size_t j = i + 1; j < child.size() && child[j] == child[i]; ++j) ++pairs;
  return pairs;
}

const Training::Level* learned(const Model& model, const std::string& field,
                               const std::string& level) {
  for (const Training::Level& each : model.training->levels)
    if (each.field == field && each.level == level) return &each;
  return nullptr;
}

}  // namespace

TEST(Training, FindsHowManyPairsAreOneChildWithoutBeingTold) {
  EXPECT_NEAR(trained().training->same_pairs, true_pairs(), true_pairs() * 0.1);
  const double subjects = static_cast<double>(village().subjects.size());
  EXPECT_NEAR(trained().prior, std::log2(true_pairs() / (subjects * (subjects - 1) / 2)), 0.2);
}

TEST(Training, LearnsWhatSpeaksForOneChildAndHowLoud) {
  const Model& model = trained();
  EXPECT_GT(at(model.birth, BirthLevel::same), 8);
  EXPECT_LT(at(model.birth, BirthLevel::different), -4);
  EXPECT_GT(at(model.birth, BirthLevel::same), at(model.birth, BirthLevel::swapped));
  EXPECT_LT(at(model.given, WordLevel::different), 0);
  EXPECT_GT(at(model.postcode, PostcodeLevel::unit), 3);
  EXPECT_GT(at(model.postcode, PostcodeLevel::unit), at(model.postcode, PostcodeLevel::district));
  EXPECT_LT(at(model.postcode, PostcodeLevel::different), 0);
  EXPECT_LT(at(model.sex, SexLevel::different), -3);
}

TEST(Training, LearnsTheSexesOfTwoChildrenAsOftenEqualAsNot) {
  // One bit for the equal sex of nearly all pairs of one child against a half of all others.
  EXPECT_NEAR(at(trained().sex, SexLevel::same), 1, 0.1);
}

TEST(Training, KeepsTheBitsOfWhatItHasNotSeen) {
  const Model before = shipped();
  EXPECT_EQ(trained().middle, before.middle);
  EXPECT_EQ(at(trained().birth, BirthLevel::to_year), at(before.birth, BirthLevel::to_year));
  EXPECT_EQ(learned(trained(), "middle", "same"), nullptr);
  EXPECT_EQ(trained().thresholds.automatic, before.thresholds.automatic);
  EXPECT_EQ(trained().household.most, before.household.most);
  EXPECT_TRUE(trained().identifiers.front().hard);
}

TEST(Training, SaysHowMuchOfALevelIsLearned) {
  const auto* same = learned(trained(), "birth", "same");
  ASSERT_NE(same, nullptr);
  EXPECT_GT(same->same_pairs, 0.8 * true_pairs());
  EXPECT_GT(same->learned, 0.5);
  const auto* rare = learned(trained(), "sex", "different");
  ASSERT_NE(rare, nullptr);
  EXPECT_LT(rare->learned, same->learned);
}

TEST(Training, GivesTheSameBytesForTheSameSubjectsOnAnyNumberOfThreads) {
  const auto again = train(village().subjects, {}, shipped(), lists(), 5);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(to_json(*again).dump(), to_json(trained()).dump());
  const auto other = train(Village(8, 560).subjects, {}, shipped(), lists());
  ASSERT_THAT(other, IsOk());
  EXPECT_NE(other->version, trained().version);
}

TEST(Training, IsReadBackAsItWasWrittenAndFitsTheSchema) {
  const std::string text = to_json(trained()).dump(2);
  const auto json = formats::Json::parse(text);
  ASSERT_THAT(json, IsOk());
  const auto schema = formats::Json::read_file(config + "schema/matching-model.schema.json");
  ASSERT_THAT(schema, IsOk());
  EXPECT_TRUE(formats::check_schema(*json, *schema).empty());
  const auto read = read_model(*json);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(to_json(*read).dump(2), text);
}

TEST(Training, TakesDecidedPairsForWhatTheyWereDecidedToBe) {
  // People say that the first hundred pairs that look like one child are two children.
  std::vector<DecidedPair> decided;
  const auto& subjects = village().subjects;
  for (std::size_t i = 1; i < subjects.size() && decided.size() < 100; ++i)
    if (village().child[i] == village().child[i - 1])
      decided.push_back({subjects[i].id, subjects[i - 1].id, Answer::different});
  const auto model = train(subjects, decided, shipped(), lists());
  ASSERT_THAT(model, IsOk());
  EXPECT_EQ(model->training->decided_different, 100);
  EXPECT_NEAR(model->training->same_pairs, trained().training->same_pairs - 100, 12);
  EXPECT_GT(model->training->errors_at_automatic, trained().training->errors_at_automatic + 500);
  EXPECT_LT(at(model->birth, BirthLevel::same), at(trained().birth, BirthLevel::same));
}

TEST(Training, LeavesOutThoseThatAreSealed) {
  auto subjects = village().subjects;
  for (std::size_t i = 0; i < 10; ++i) subjects[i].features.sealed = true;
  const auto model = train(subjects, {}, shipped(), lists());
  ASSERT_THAT(model, IsOk());
  EXPECT_EQ(model->training->subjects, trained().training->subjects - 10);
}

TEST(Training, RefusesWhatIsTooLittleAndSaysWhatToDo) {
  const Village hamlet(3, 50);
  EXPECT_THAT(train(hamlet.subjects, {}, shipped(), lists()), SaysWhy("import more sources"));
  std::vector<TrainingSubject> strangers;
  for (std::size_t i = 0; i < village().subjects.size(); ++i)
    if (i == 0 || village().child[i] != village().child[i - 1])
      strangers.push_back(village().subjects[i]);
  ASSERT_GT(strangers.size(), 500u);
  EXPECT_THAT(train(strangers, {}, shipped(), lists()), SaysWhy("pairs of subjects look like"));
}

}  // namespace trellis::matching
