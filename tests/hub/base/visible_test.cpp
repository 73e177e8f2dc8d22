#include "hub/base/visible.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trellis::text {
namespace {

TEST(Visible, LeavesNamesOfManyScriptsAsTheyAre) {
  for (const char* name :
       {"Seán O’Brien-Łukasz", "محمد", "می‌خواهم", "李雷", "Nguyễn", "a\\b"})
    EXPECT_EQ(visible(name), name);
}

TEST(Visible, ShowsWhatWouldSteerATerminal) {
  EXPECT_EQ(visible("\x1b[2JGone"), "\\x1b[2JGone");
  EXPECT_EQ(visible("\x1b]0;title\x07"), "\\x1b]0;title\\x07");
  EXPECT_EQ(visible("one\rtwo\btwo"), "one\\rtwo\\x08two");
  EXPECT_EQ(visible("\xC2\x9B"
                    "31m"),
            "\\u009b31m");
  EXPECT_EQ(visible(std::string_view("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(visible("\x7F"), "\\x7f");
}

TEST(Visible, ShowsWhatTurnsTheDirectionOrIsNotSeen) {
  EXPECT_EQ(visible("\u202Egnirts"), "\\u202egnirts");
  EXPECT_EQ(visible("a\u2066b\u2069"), "a\\u2066b\\u2069");
  EXPECT_EQ(visible("An\u200Bna"), "An\\u200bna");
  EXPECT_EQ(visible("\U000E0041"), "\\U000e0041");
}

TEST(Visible, ALineEndInAValueForgesNoRow) {
  EXPECT_EQ(visible("Amy\n7  open"), "Amy\\n7  open");
  EXPECT_EQ(visible("Amy\nopen", LineEnds::kept), "Amy\nopen");
  EXPECT_EQ(visible("Amy\u2028open", LineEnds::kept), "Amy\\u2028open");
}

TEST(Visible, ShowsBytesThatAreNoText) {
  EXPECT_EQ(visible("Ren\xE9"), "Ren\\xe9");
  EXPECT_EQ(visible("\xE2\x80"), "\\xe2\\x80");
}

TEST(Visible, JsonSaysTheSameToAProgram) {
  EXPECT_EQ(visible_json("{\"name\": \"\u202EAmy \xC2\x9B\U000E0041\"}\n"),
            "{\"name\": \"\\u202eAmy \\u009b\\udb40\\udc41\"}\n");
}

}  // namespace
}  // namespace trellis::text
