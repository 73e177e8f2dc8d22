#include "hub/comparison/similarity.hpp"

#include <gtest/gtest.h>

namespace trellis::comparison {

TEST(JaroWinkler, GivesThePublishedValues) {  // Winkler's own examples
  EXPECT_NEAR(jaro_winkler("martha", "marhta"), 0.961, 0.001);
  EXPECT_NEAR(jaro_winkler("dwayne", "duane"), 0.840, 0.001);
  EXPECT_NEAR(jaro_winkler("dixon", "dicksonx"), 0.813, 0.001);
}

TEST(JaroWinkler, IsOneForEqualAndZeroForNothingInCommon) {
  EXPECT_EQ(jaro_winkler("ada", "ada"), 1);
  EXPECT_EQ(jaro_winkler("ada", "zyx"), 0);
  EXPECT_EQ(jaro_winkler("", "ada"), 0);
  EXPECT_EQ(jaro_winkler("a", "b"), 0);
}

TEST(JaroWinkler, SurvivesVeryLongWords) {
  EXPECT_GT(jaro_winkler(std::string(5000, 'a'), std::string(4000, 'a')), 0.9);
}

TEST(OneEdit, SeesASlipAnOmissionAndASwap) {
  EXPECT_TRUE(one_edit_apart("smith", "smyth"));
  EXPECT_TRUE(one_edit_apart("smith", "smiths"));
  EXPECT_TRUE(one_edit_apart("mith", "smith"));
  EXPECT_TRUE(one_edit_apart("smith", "smiht"));
}

TEST(OneEdit, SeesNoMoreThanOne) {
  EXPECT_FALSE(one_edit_apart("smith", "smith"));
  EXPECT_FALSE(one_edit_apart("smith", "smythe"));
  EXPECT_FALSE(one_edit_apart("abcd", "badc"));
  EXPECT_FALSE(one_edit_apart("", "ab"));
}

TEST(Sound, IsTheSameForSpellingsOfOneName) {
  EXPECT_EQ(sound_of("stephen"), sound_of("steven"));
  EXPECT_EQ(sound_of("mohammed"), sound_of("muhammad"));
  EXPECT_EQ(sound_of("catherine"), sound_of("katharine"));
  EXPECT_EQ(sound_of("macdonald"), sound_of("mcdonald"));
  EXPECT_EQ(sound_of("zofia"), sound_of("sophia"));
}

TEST(Sound, TellsUnlikeNamesApart) {
  EXPECT_NE(sound_of("oliver"), sound_of("harry"));
  EXPECT_NE(sound_of("baker"), sound_of("barker"));
  EXPECT_TRUE(sound_of("").empty());
}

}  // namespace trellis::comparison
