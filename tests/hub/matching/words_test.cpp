#include "hub/matching/engine/words.hpp"

#include <gmock/gmock.h>

#include "tests/support/names.hpp"

namespace trellis::matching {
namespace {

WordLevel level_of(Words& words, std::string_view a, std::string_view b, Role role) {
  const WordNumber one = words.put(a), other = words.put(b);
  EXPECT_EQ(words.compare(one, other, role), words.compare(other, one, role)) << a << ", " << b;
  return words.compare(one, other, role);
}

struct Given {
  std::string given, middle;
};
GivenLikeness given_of(Words& words, const Given& a, const Given& b) {
  const auto compare = [&](const Given& one, const Given& other) {
    return words.compare_given(words.put(one.given), words.put(one.middle), words.put(other.given),
                               words.put(other.middle));
  };
  const GivenLikeness there = compare(a, b), back = compare(b, a);
  EXPECT_EQ(there.given, back.given) << a.given << ", " << b.given;
  EXPECT_EQ(there.middle, back.middle) << a.given << ", " << b.given;
  EXPECT_EQ(there.is_middle_used, back.is_middle_used) << a.given << ", " << b.given;
  return there;
}

}  // namespace

TEST(Words, CompareToLevelsThatPeopleWouldName) {
  const NameLists lists = testing::shipped_names();
  Words words(lists);
  const auto level = [&](std::string_view a, std::string_view b) {
    return level_of(words, a, b, Role::family);
  };
  EXPECT_EQ(level("bradley", "bradley"), WordLevel::same);
  EXPECT_EQ(level("bradley", "bradliy"), WordLevel::one_edit);
  EXPECT_EQ(level("smith jones", "jones"), WordLevel::part);
  EXPECT_EQ(level("smith jones", "smithjones"), WordLevel::part);
  EXPECT_EQ(level("o", "oliver"), WordLevel::initial);
  EXPECT_EQ(level("kowalski", "nowak"), WordLevel::different);
  EXPECT_EQ(level("stephens", "stevens"), WordLevel::sounds_alike);
}

TEST(Words, DoNotTakeShortNamesOrFirstLettersForSlips) {
  const NameLists lists = testing::shipped_names();
  Words words(lists);
  EXPECT_EQ(level_of(words, "ella", "bella", Role::family), WordLevel::similar);
  EXPECT_EQ(level_of(words, "ava", "eva", Role::given), WordLevel::similar);
  EXPECT_EQ(level_of(words, "jayden", "hayden", Role::given), WordLevel::similar);
}

TEST(Words, AreRarerTheFewerSubjectsBearThem) {
  const NameLists lists = testing::shipped_names();
  Words words(lists);
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

TEST(Words, AgreeInPartOnlyWhereOneSideHasNothingLeft) {
  const NameLists lists = testing::shipped_names();
  Words words(lists);
  const auto given = [&](std::string_view a, std::string_view b) {
    return level_of(words, a, b, Role::given);
  };
  EXPECT_EQ(given("yusuf karim", "yusuf"), WordLevel::part);
  EXPECT_EQ(given("yusuf karim", "karim yusuf"), WordLevel::same);
  EXPECT_EQ(given("yusuf karim", "yusuf tariq"), WordLevel::different);
  EXPECT_EQ(given("tariq yusuf", "karim yusuf"), WordLevel::different);
  EXPECT_EQ(given("rosa elena", "rosa elina"), WordLevel::one_edit);
  EXPECT_EQ(given("rosa elena", "rosaelena"), WordLevel::same);
  EXPECT_EQ(given("r elena", "rosa elena"), WordLevel::part);
  EXPECT_EQ(level_of(words, "moss hart", "moss vane", Role::family), WordLevel::different);
  EXPECT_EQ(level_of(words, "moss hart", "hart moss", Role::family), WordLevel::part);
  EXPECT_EQ(level_of(words, "moss hart", "hart", Role::family), WordLevel::part);
}

TEST(Words, TakeGivenAndMiddleNamesForOneList) {
  const NameLists lists = testing::shipped_names();
  Words words(lists);
  using comparison::MiddleNames;
  EXPECT_EQ(given_of(words, {"yusuf karim", ""}, {"yusuf", "karim"}).given, WordLevel::same);
  EXPECT_EQ(given_of(words, {"yusuf karim", ""}, {"yusuf", "tariq"}).given, WordLevel::different);
  EXPECT_EQ(given_of(words, {"yusuf", "karim"}, {"yusuf", "tariq"}).middle, MiddleNames::different);
  EXPECT_EQ(given_of(words, {"yusuf", "k"}, {"yusuf", "tariq"}).middle, MiddleNames::different);
  EXPECT_EQ(given_of(words, {"yusuf", "k"}, {"yusuf", "karim"}).middle, MiddleNames::initial);
  EXPECT_EQ(given_of(words, {"y", "karim"}, {"yusuf", "karim"}).given, WordLevel::initial);
  EXPECT_EQ(given_of(words, {"yusuf", "karim"}, {"yusuf", ""}).given, WordLevel::same);
  EXPECT_EQ(given_of(words, {"yusuf", "karim"}, {"yusuf", ""}).middle, MiddleNames::missing);
  EXPECT_TRUE(given_of(words, {"yusuf", "karim"}, {"karim", ""}).is_middle_used);
  EXPECT_TRUE(given_of(words, {"yusuf", "karim"}, {"karim", "yusuf"}).is_middle_used);
  EXPECT_EQ(given_of(words, {"rosa", "elena"}, {"rosaelena", ""}).given, WordLevel::same);
}

TEST(Words, DoNotTakeParticlesAndCommunitiesForNames) {
  const NameLists lists = testing::shipped_names();
  Words words(lists);
  const auto family = [&](std::string_view a, std::string_view b) {
    return level_of(words, a, b, Role::family);
  };
  EXPECT_EQ(family("van houten", "van rijn"), WordLevel::different);
  EXPECT_EQ(family("van houten", "houten"), WordLevel::part);
  EXPECT_EQ(family("singh sandhu", "singh virk"), WordLevel::different);
  EXPECT_EQ(family("singh", "singh virk"), WordLevel::missing);
  EXPECT_EQ(family("singh", "virk"), WordLevel::missing);
  EXPECT_EQ(family("singh", "singh"), WordLevel::community);
  EXPECT_EQ(family("le", "le"), WordLevel::same);  // by itself it is a family's name
  EXPECT_EQ(level_of(words, "kaur", "kaur", Role::given), WordLevel::missing);
  EXPECT_EQ(level_of(words, "jasleen kaur", "jasleen", Role::given), WordLevel::same);
  EXPECT_EQ(level_of(words, "jasleen kaur", "manvir kaur", Role::given), WordLevel::different);
}

}  // namespace trellis::matching
