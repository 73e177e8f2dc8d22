#include "hub/store/dictionary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::uint64_t plenty = 1'000'000;

std::string record(int number) {
  const std::string own = "Own" + std::to_string(number * 7919) + "Name";
  return "<Child><PersonGivenName>" + own + "</PersonGivenName><Ethnicity>" +
         (number % 3 == 0 ? "WBRI" : "APKN") + "</Ethnicity><Source>social care</Source></Child>";
}

struct DictionaryOf : ::testing::Test {
  std::unique_ptr<Database> database = *Database::open(":memory:");
  Dictionaries dictionaries{*database};

  void learn(const std::string& mapping, int records) {
    for (int i = 0; i < records; ++i)
      ASSERT_THAT(dictionaries.learn(mapping, SubjectId(i + 1), record(i)), IsOk());
  }
};

TEST_F(DictionaryOf, AMappingMakesItsLaterRecordsMuchSmallerAndGivesThemBack) {
  const auto before = dictionaries.compress("cin", record(9000));
  learn("cin", 600);
  const auto after = dictionaries.compress("cin", record(9000));

  ASSERT_THAT(after, IsOk());
  EXPECT_LT(after->size(), before->size() / 2);
  EXPECT_THAT(dictionaries.decompress(*before, plenty), IsOkAnd(Eq(record(9000))));
  EXPECT_THAT(dictionaries.decompress(*after, plenty), IsOkAnd(Eq(record(9000))));
  EXPECT_EQ(dictionary_of(*dictionaries.compress("other", record(1))), 0u);
}

TEST_F(DictionaryOf, ADatabaseIsFoundAgainByWhoeverOpensIt) {
  learn("cin", 600);
  const auto frame = dictionaries.compress("cin", record(5));
  Dictionaries others(*database);

  EXPECT_THAT(others.decompress(*frame, plenty), IsOkAnd(Eq(record(5))));
  EXPECT_THAT(others.compress("cin", record(5)), IsOkAnd(Eq(*frame)));
}

// A mapping that was copied under another name reads the same records.
TEST_F(DictionaryOf, AMappingIsItsOwnWhereAnotherReadsTheSameRecords) {
  learn("cin", 600);
  learn("copy", 600);
  const auto first = dictionaries.compress("cin", record(5));
  const auto second = dictionaries.compress("copy", record(5));

  EXPECT_NE(dictionary_of(*first), dictionary_of(*second));
  EXPECT_THAT(dictionaries.decompress(*first, plenty), IsOkAnd(Eq(record(5))));
  EXPECT_THAT(dictionaries.decompress(*second, plenty), IsOkAnd(Eq(record(5))));
}

TEST_F(DictionaryOf, AMappingThatTwoProgramsLearnAtOnceIsThatOfTheFirst) {
  Dictionaries others(*database);
  for (int i = 0; i < 300; ++i)
    ASSERT_THAT(others.learn("cin", SubjectId(i + 1001), record(i + 1000)), IsOk());
  learn("cin", 600);
  for (int i = 0; i < 300; ++i)
    ASSERT_THAT(others.learn("cin", SubjectId(i + 1), record(i)), IsOk());

  EXPECT_EQ(*others.compress("cin", record(5)), *dictionaries.compress("cin", record(5)));
}

TEST_F(DictionaryOf, ATransactionThatIsRolledBackIsForgotten) {
  ASSERT_THAT(database->begin(), IsOk());
  learn("cin", 600);
  database->roll_back();
  dictionaries.forget();

  EXPECT_EQ(dictionary_of(*dictionaries.compress("cin", record(5))), 0u);
}

TEST_F(DictionaryOf, ADatabaseThatLostItSaysSo) {
  learn("cin", 600);
  const auto frame = dictionaries.compress("cin", record(5));
  ASSERT_THAT(database->run("DELETE FROM dictionary"), IsOk());

  EXPECT_THAT(Dictionaries(*database).decompress(*frame, plenty), SaysWhy("lack their dictionary"));
}

TEST_F(DictionaryOf, AMappingHoldsNothingThatOnlyOneRecordSays) {
  learn("cin", 600);
  const auto row = database->row("SELECT bytes FROM dictionary WHERE mapping = $1", {"cin"});
  ASSERT_THAT(row, IsOk());
  const std::string bytes = (*row)->text(0);

  EXPECT_THAT(bytes, HasSubstr("PersonGivenName"));
  for (int i = 0; i < 600; ++i)
    EXPECT_THAT(bytes, Not(HasSubstr("Own" + std::to_string(i * 7919)))) << i;
}

TEST(Masked, KeepsWhatManySayAndLengths) {
  std::vector<Sample> samples;
  for (int i = 0; i < 64; ++i) samples.push_back({SubjectId(i + 1), record(i)});
  const auto kept = masked(samples);

  ASSERT_EQ(kept.size(), samples.size());
  EXPECT_EQ(kept[7].size(), samples[7].text.size());
  EXPECT_THAT(kept[7], HasSubstr("<Source>social care</Source>"));
  EXPECT_THAT(kept[7], Not(HasSubstr("Own")));
}

TEST(Masked, KeepsNothingOfAChildOfWhomMuchIsTold) {
  std::vector<Sample> samples;
  for (int i = 0; i < 200; ++i) samples.push_back({SubjectId(7), record(1)});
  for (int i = 0; i < 56; ++i) samples.push_back({SubjectId(i + 100), record(i + 100)});
  for (const std::string& text : masked(samples)) EXPECT_THAT(text, Not(HasSubstr("Own")));
}

}  // namespace
}  // namespace trellis::store
