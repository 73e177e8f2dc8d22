#include "hub/comparison/nicknames.hpp"

#include <gmock/gmock.h>

#include "hub/comparison/word.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::comparison {
namespace {

using testing::SaysWhy;

bool are_forms(std::string_view a, std::string_view b) {
  static const Nicknames nicknames = testing::shipped_names().nicknames;
  return have_common_form(make_word(a, nicknames), make_word(b, nicknames));
}

}  // namespace

TEST(Nicknames, KnowEnglishWelshSouthAsianAndPolishForms) {
  EXPECT_TRUE(are_forms("william", "billy"));
  EXPECT_TRUE(are_forms("bill", "will"));
  EXPECT_TRUE(are_forms("dafydd", "dai"));
  EXPECT_TRUE(are_forms("muhammad", "mohammed"));
  EXPECT_TRUE(are_forms("jakub", "kuba"));
}

TEST(Nicknames, DoNotTieTwoNamesThroughAFormOfBoth) {
  EXPECT_FALSE(are_forms("alexander", "alexandra"));
  EXPECT_FALSE(are_forms("samantha", "samuel"));
}

TEST(Nicknames, SayWhichLineIsWrong) {
  const auto read = Nicknames::parse("name,forms\nada,addie\nno comma here\n", "n.csv");
  ASSERT_THAT(read, SaysWhy("a name, a comma"));
  EXPECT_EQ(read.error().place.line, 3u);
  EXPECT_THAT(Nicknames::parse("given;short\n"), SaysWhy("header"));
  EXPECT_THAT(Nicknames::parse(""), testing::IsError(Fault::invalid));
}

}  // namespace trellis::comparison
