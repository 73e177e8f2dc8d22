#include "hub/matching/nicknames.hpp"

#include <gmock/gmock.h>

#include "hub/matching/words.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::matching {
namespace {

using testing::IsOk;
using testing::SaysWhy;

Nicknames shipped() {
  auto read =
      Nicknames::read_file(std::string(TRELLIS_SOURCE_DIR) + "/config/matching/nicknames.csv");
  EXPECT_THAT(read, IsOk());
  return std::move(*read);
}

Likeliness compare(const Words& words, std::string_view a, std::string_view b, Role role) {
  return compare_words(words.make(a), words.make(b), role);
}

}  // namespace

TEST(Nicknames, KnowEnglishWelshSouthAsianAndPolishForms) {
  const Nicknames nicknames = shipped();
  const Words words(nicknames);
  EXPECT_EQ(compare(words, "william", "billy", Role::given), Likeliness::nickname);
  EXPECT_EQ(compare(words, "bill", "will", Role::given), Likeliness::nickname);
  EXPECT_EQ(compare(words, "dafydd", "dai", Role::given), Likeliness::nickname);
  EXPECT_EQ(compare(words, "muhammad", "mohammed", Role::given), Likeliness::nickname);
  EXPECT_EQ(compare(words, "jakub", "kuba", Role::given), Likeliness::nickname);
}

TEST(Nicknames, DoNotTieTwoNamesThroughAFormOfBoth) {
  const Nicknames nicknames = shipped();
  const Words words(nicknames);
  EXPECT_NE(compare(words, "alexander", "alexandra", Role::given), Likeliness::nickname);
  EXPECT_NE(compare(words, "samantha", "samuel", Role::given), Likeliness::nickname);
}

TEST(Nicknames, AreForGivenNamesOnly) {
  const Nicknames nicknames = shipped();
  const Words words(nicknames);
  EXPECT_NE(compare(words, "harrison", "harris", Role::family), Likeliness::nickname);
}

TEST(Nicknames, SayWhichLineIsWrong) {
  const auto read = Nicknames::parse("name,forms\nada,addie\nno comma here\n", "n.csv");
  ASSERT_THAT(read, SaysWhy("a name, a comma"));
  EXPECT_EQ(read.error().place.line, 3u);
  EXPECT_THAT(Nicknames::parse("given;short\n"), SaysWhy("header"));
  EXPECT_THAT(Nicknames::parse(""), testing::IsError(Fault::invalid));
}

TEST(Words, CompareToLevelsThatPeopleWouldName) {
  const Nicknames nicknames = shipped();
  const Words words(nicknames);
  const auto level = [&](std::string_view a, std::string_view b) {
    EXPECT_EQ(compare(words, a, b, Role::family), compare(words, b, a, Role::family));
    return compare(words, a, b, Role::family);
  };
  EXPECT_EQ(level("bradley", "bradley"), Likeliness::same);
  EXPECT_EQ(level("bradley", "bradliy"), Likeliness::one_edit);
  EXPECT_EQ(level("smith jones", "jones"), Likeliness::part);
  EXPECT_EQ(level("smith jones", "smithjones"), Likeliness::part);
  EXPECT_EQ(level("o", "oliver"), Likeliness::initial);
  EXPECT_EQ(level("kowalski", "nowak"), Likeliness::different);
  EXPECT_EQ(level("stephens", "stevens"), Likeliness::sounds_alike);
}

TEST(Words, DoNotTakeShortNamesOrFirstLettersForSlips) {
  const Nicknames nicknames = shipped();
  const Words words(nicknames);
  EXPECT_EQ(compare(words, "ella", "bella", Role::family), Likeliness::similar);
  EXPECT_EQ(compare(words, "ava", "eva", Role::given), Likeliness::similar);
  EXPECT_EQ(compare(words, "jayden", "hayden", Role::given), Likeliness::similar);
}

TEST(Words, AreRarerTheFewerSubjectsBearThem) {
  const Nicknames nicknames = shipped();
  Words words(nicknames);
  const WordNumber common = words.put("smith");
  const WordNumber rare = words.put("quillington");
  for (int i = 0; i < 99; ++i) words.count(common, Role::family, 1);
  words.count(rare, Role::family, 1);
  EXPECT_EQ(words.share(common, Role::family, 1000, 100), 0.001);  // until it is settled
  words.settle_shares();
  EXPECT_GT(words.share(common, Role::family, 1000, 100), 0.4);
  EXPECT_LT(words.share(rare, Role::family, 1000, 100), 0.01);
  EXPECT_EQ(words.share(common, Role::given, 1000, 100), 0.001);
}

}  // namespace trellis::matching
