#include "hub/comparison/name_words.hpp"

#include <gmock/gmock.h>

#include "hub/base/text.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::comparison {
namespace {

using testing::SaysWhy;
using testing::shipped_words;

}  // namespace

TEST(NameWords, KnowWhatIsWrittenForNoName) {
  for (const char* written :
       {"UNKNOWN", "n/a", "Not yet named", "No first name", "(none)", "-", "...", "ZZZ", "xx", "X",
        "Test", "ZZ-Patient", "To be confirmed", "name withheld", "Not Available", "Unknown Female",
        "No Surname Provided", "anhysbys"})
    EXPECT_TRUE(shipped_words().is_nobody(text::fold_name(written))) << written;
}

TEST(NameWords, LeaveNamesThatLookLikeThem) {
  for (const char* written : {"Nora", "Nona", "Noname-Hart", "Tess", "Given", "Oo", "Li", "O", "Jo",
                              "Unity", "Nileen", "Anon-Moss"})
    EXPECT_FALSE(shipped_words().is_nobody(text::fold_name(written))) << written;
  EXPECT_FALSE(shipped_words().is_no_given_name("son tung"));
  EXPECT_FALSE(shipped_words().is_no_given_name("man kit"));
}

TEST(NameWords, KnowThoseWhoHaveNoNameYet) {
  for (const char* written : {"Baby", "Baby of Rosa", "Twin 2", "infant boy", "Son", "Daughter"})
    EXPECT_TRUE(shipped_words().is_no_given_name(text::fold_name(written))) << written;
}

TEST(NameWords, LeaveFamiliesThatAreCalledSo) {
  EXPECT_FALSE(shipped_words().is_no_family_name("child", "rosa"));
  EXPECT_TRUE(shipped_words().is_no_family_name("boy", "baby"));
  EXPECT_TRUE(shipped_words().is_no_family_name("null", "rosa"));
  EXPECT_TRUE(shipped_words().is_nobody("not", "known"));
  EXPECT_FALSE(shipped_words().is_nobody("unknown", "moss"));
}

TEST(NameWords, KnowWholeNamesThatAreNobodys) {
  using Name = std::pair<const char*, const char*>;
  for (const auto& [given, family] :
       {Name{"unaccompanied", "minor"}, Name{"minor", "unaccompanied"}, Name{"asylum", "seeker"},
        Name{"john", "doe"}, Name{"doe", "john"}, Name{"do not", "use"}, Name{"do not", "record"},
        Name{"duplicate", "record"}, Name{"one", "pupil"}, Name{"unaccompanied asylum", "seeker"}})
    EXPECT_TRUE(shipped_words().is_nobody(given, family)) << given << ' ' << family;
  for (const auto& [given, family] : {Name{"john", "minor"}, Name{"rosa", "doe"}, Name{"an", "do"},
                                      Name{"john", "use"}, Name{"amy", "seeker"}})
    EXPECT_FALSE(shipped_words().is_nobody(given, family)) << given << ' ' << family;
  EXPECT_TRUE(shipped_words().is_nobody("john doe"));
  EXPECT_TRUE(shipped_words().may_be_of_nobody("doe"));
  EXPECT_FALSE(shipped_words().may_be_of_nobody("rosa"));
}

TEST(NameWords, KnowTheUnborn) {
  for (const char* unborn : {"unborn", "foetus", "unborn baby", "baby", "fetus of rosa"})
    EXPECT_TRUE(shipped_words().is_no_given_name(unborn)) << unborn;
}

TEST(NameWords, SayWhichLineIsWrong) {
  const auto read = NameWords::parse("words,are\nnobody here,nobody\nvan,perhaps\n", "w.csv");
  ASSERT_THAT(read, SaysWhy("what they are: nobody, a child"));
  EXPECT_EQ(read.error().place.line, 3u);
  EXPECT_THAT(NameWords::parse("word;kind\n"), SaysWhy("header"));
}

}  // namespace trellis::comparison
