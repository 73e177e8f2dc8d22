#include "hub/base/text.hpp"

#include <gmock/gmock.h>

#include "hub/base/utf8.hpp"

namespace trellis::text {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(Utf8Check, AcceptsEveryLengthOfCharacter) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("plain text that is longer than a machine word"));
  EXPECT_TRUE(is_utf8("Ŵyn Łukasz 王 👧 \U0010FFFF"));
}

TEST(Utf8Check, FindsTheFirstBadByte) {
  const std::string eight = "12345678";
  EXPECT_THAT(first_bad_utf8(eight + "\xFF"), Optional(8u));
  EXPECT_THAT(first_bad_utf8("ab\xC3"), Optional(2u));            // cut short
  EXPECT_THAT(first_bad_utf8("ab\xC3("), Optional(2u));           // not continued
  EXPECT_THAT(first_bad_utf8("\x80"), Optional(0u));              // continues nothing
  EXPECT_THAT(first_bad_utf8("\xC0\xAF"), Optional(0u));          // overlong
  EXPECT_THAT(first_bad_utf8("\xE0\x80\xAF"), Optional(0u));      // overlong
  EXPECT_THAT(first_bad_utf8("\xED\xA0\x80"), Optional(0u));      // surrogate
  EXPECT_THAT(first_bad_utf8("\xF4\x90\x80\x80"), Optional(0u));  // above U+10FFFF
  EXPECT_THAT(first_bad_utf8("\xF5\x80\x80\x80"), Optional(0u));
}

TEST(Utf8, WritesWhatItReads) {
  for (const char32_t code :
       {U'\x01', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'\xFFFD', U'\x10000', U'\x10FFFF'}) {
    std::string bytes;
    append_utf8(bytes, code);
    const Character character = first_character(bytes);
    EXPECT_EQ(character.state, Utf8::whole);
    EXPECT_EQ(character.code, code);
    EXPECT_EQ(character.length, bytes.size());
  }
}

TEST(Trim, TakesWhiteSpaceOffBothEnds) {
  EXPECT_EQ(trim(" \t\r\n\v\f\xC2\xA0 a b \xC2\xA0\n"), "a b");
  EXPECT_EQ(trim("\xC2\xA0"), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\xC3\xA0"), "\xC3\xA0");  // à ends in the second byte of a no-break space
}

TEST(Case, ChangesLettersOfEveryScript) {
  EXPECT_EQ(upper("straße ŵyn"), "STRASSE ŴYN");
  EXPECT_EQ(lower("ŴYN ÉLAN İ"), "ŵyn élan i\u0307");
  EXPECT_EQ(upper("abc-1"), "ABC-1");
  EXPECT_EQ(lower("ABC-1"), "abc-1");
}

TEST(Case, DoesNotTurnIntoTurkishAnywhere) {
  EXPECT_EQ(upper("i"), "I");
  EXPECT_EQ(lower("I"), "i");
}

TEST(Title, CapitalisesNamesAsTheyAreWritten) {
  EXPECT_EQ(title("o'NEILL-smith"), "O'Neill-Smith");
  EXPECT_EQ(title("O’BRIEN"), "O’Brien");
  EXPECT_EQ(title("ÉLODIE VAN DER BERG"), "Élodie Van Der Berg");
  EXPECT_EQ(title("dafydd ŵyn"), "Dafydd Ŵyn");
  EXPECT_EQ(title("children's home"), "Children's Home");
  EXPECT_EQ(title("e\u0301lan"), "E\u0301lan");
  EXPECT_EQ(title(""), "");
}

TEST(Split, KeepsEmptyParts) {
  EXPECT_THAT(split("a,,b,", ","), ElementsAre("a", "", "b", ""));
  EXPECT_THAT(split("a; b", "; "), ElementsAre("a", "b"));
  EXPECT_THAT(split("", ","), ElementsAre(""));
  EXPECT_THAT(split("abc", ""), ElementsAre("abc"));
}

TEST(Join, PutsTheSeparatorBetween) {
  EXPECT_EQ(join({"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join({"a"}, ", "), "a");
  EXPECT_EQ(join({}, ", "), "");
}

TEST(EqualIgnoringCase, ComparesAsciiLetters) {
  EXPECT_TRUE(equal_ignoring_case("PERM", "perm"));
  EXPECT_FALSE(equal_ignoring_case("PERM", "perms"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));
  EXPECT_FALSE(equal_ignoring_case("É", "é"));
}

TEST(EditDistance, CountsSlipsOfTheHand) {
  EXPECT_EQ(edit_distance("", ""), 0u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("smith", "smyth"), 1u);
  EXPECT_EQ(edit_distance("smith", "smiths"), 1u);
  EXPECT_EQ(edit_distance("smith", "simth"), 1u);  // neighbours swapped
  EXPECT_EQ(edit_distance("ca", "abc"), 3u);       // optimal string alignment, not Damerau's 2
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string> keys = {"select", "split", "parse-date", "look-up"};
  EXPECT_THAT(nearest("selct", keys), Optional(std::string("select")));
  EXPECT_THAT(nearest("parsedate", keys), Optional(std::string("parse-date")));
  EXPECT_THAT(nearest("LOOK-UP", keys), Optional(std::string("look-up")));
}

TEST(Nearest, SaysNothingWhereNothingIsNear) {
  EXPECT_EQ(nearest("colour", {"select", "split"}), std::nullopt);
  EXPECT_EQ(nearest("ab", {"cd", "ax"}), std::nullopt);
  EXPECT_EQ(nearest("", {"a"}), std::nullopt);
  EXPECT_EQ(nearest("word", {}), std::nullopt);
}

TEST(Masked, ShowsAtMostTheLastQuarter) {
  EXPECT_EQ(masked("12345618"), "******18");
  EXPECT_EQ(masked("9990000018"), "********18");
  EXPECT_EQ(masked("abc"), "***");
  EXPECT_EQ(masked(""), "");
  EXPECT_EQ(masked("ŵŷâêŵŷâê"), "******âê");
  EXPECT_EQ(masked("\xFF\xFF\xFF"), "***");
}

}  // namespace
}  // namespace trellis::text
