#include "hub/base/unseen.hpp"

#include <gtest/gtest.h>

namespace trellis::text {
namespace {

TEST(Unseen, MakesEverySpaceAPlainOneAndDropsWhatHasNoWidth) {
  EXPECT_EQ(without_unseen("999\u00A0000\u20091111\u3000x"), "999 000 1111 x");
  EXPECT_EQ(without_unseen("\uFEFFNB1\u00AD\u200B 2AB\u200E\u2060"), "NB1 2AB");
  EXPECT_EQ(without_unseen("plain, né"), "plain, né");
}

TEST(Unseen, LeavesControlCharactersOut) {
  const std::string text = std::string(
                               "A\x01"
                               "da\x7F\tB\n") +
                           "\u0081\u0085C" + '\0';
  EXPECT_TRUE(has_control(text));
  EXPECT_EQ(without_unseen(text), "Ada\tB\n C");
  EXPECT_FALSE(has_control("Zoë\tB\r\n\u00A0\u0085"));
}

TEST(Unseen, KeepsJoinersWhereAScriptNeedsThem) {
  EXPECT_EQ(without_unseen("می\u200Cخواهم"), "می\u200Cخواهم");
  EXPECT_EQ(without_unseen("12\u200C3\u200D"), "123");
}

TEST(Unseen, IsFoundWhereItIs) {
  EXPECT_FALSE(has_unseen("O'Neill, Zoë 王"));
  for (const char* text : {"a\u00A0", "\u200Ba", "a\u200Db", "\u00AD", "\u202Aa"})
    EXPECT_TRUE(has_unseen(text)) << text;
}

TEST(Unseen, StandsBrokenTextToo) {
  EXPECT_EQ(without_unseen("a\xC2"), "a\xC2");
  EXPECT_FALSE(has_unseen("\xE2\x80"));
}

}  // namespace
}  // namespace trellis::text
