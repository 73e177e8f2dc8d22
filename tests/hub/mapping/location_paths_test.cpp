#include "hub/mapping/location_paths.hpp"

#include <gmock/gmock.h>

#include "hub/formats/tree.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST(LocationPaths, OfAPathIsThePath) {
  EXPECT_THAT(location_paths("a/b"), ElementsAre("a/b"));
  EXPECT_THAT(location_paths("/Message/Header/@id"), ElementsAre("/Message/Header/@id"));
  EXPECT_THAT(location_paths("//b"), ElementsAre("//b"));
  EXPECT_THAT(location_paths("a//b"), ElementsAre("a//b"));
  EXPECT_THAT(location_paths("."), ElementsAre("."));
  EXPECT_THAT(location_paths("../*/text()"), ElementsAre("../*/text()"));
  EXPECT_THAT(location_paths("following-sibling::x/@y"), ElementsAre("following-sibling::x/@y"));
  EXPECT_THAT(location_paths("PID/PID.3/PID.3.1"), ElementsAre("PID/PID.3/PID.3.1"));
}

TEST(LocationPaths, StandInsideCalls) {
  EXPECT_THAT(location_paths("concat(substring(Born, 1, 4), '-', Month)"),
              UnorderedElementsAre("Born", "Month"));
  EXPECT_THAT(location_paths("normalize-space()"), IsEmpty());
  EXPECT_THAT(location_paths("not(a) and string-length(b/c) > 0"),
              UnorderedElementsAre("a", "b/c"));
}

TEST(LocationPaths, StandInPredicatesBelowThePathBeforeThem) {
  EXPECT_THAT(location_paths("Contact[Order = 1][@main]/Surname"),
              UnorderedElementsAre("Contact/Order", "Contact[Order = 1]/@main",
                                   "Contact[Order = 1][@main]/Surname"));
  EXPECT_THAT(location_paths("PID.3[PID.3.5='NH' or starts-with(PID.3.4/x, \"N\")]/PID.3.1"),
              UnorderedElementsAre("PID.3/PID.3.5", "PID.3/PID.3.4/x",
                                   "PID.3[PID.3.5='NH' or starts-with(PID.3.4/x, \"N\")]/PID.3.1"));
  EXPECT_THAT(location_paths("a[/r/x = b]"), UnorderedElementsAre("/r/x", "a/b", "a[/r/x = b]"));
}

TEST(LocationPaths, TellOperatorsFromNames) {
  EXPECT_THAT(location_paths("a | b"), UnorderedElementsAre("a", "b"));
  EXPECT_THAT(location_paths("a * b div c - d"), UnorderedElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(location_paths("and or div and mod"), UnorderedElementsAre("and", "div", "mod"));
  EXPECT_THAT(location_paths("a-b"), ElementsAre("a-b"));
  EXPECT_THAT(location_paths("-a <= b != c"), UnorderedElementsAre("a", "b", "c"));
  EXPECT_THAT(location_paths("'a/b' = \"c\" or 1.5 > .5"), IsEmpty());
}

TEST(LocationPaths, GoOnAfterBrackets) {
  EXPECT_THAT(location_paths("(a | b)[c]/d"),
              UnorderedElementsAre("a", "b", "(a | b)/c", "(a | b)[c]/d"));
}

TEST(LocationPaths, AllCompileAndSelectNodes) {
  for (const char* xpath : {"a/b[1]/c[last()]", "(a|b)[2]", "a[b[c = 'x']/d]/e",
                            "count(a[b]) + sum(c/d)", "ancestor::r/x[@y]", "a[contains(., ']')]/b",
                            "a[not(b) and (c or d)]", "translate(concat(a, /r/b), 'x', '')"}) {
    ASSERT_THAT(formats::Path::compile(xpath), testing::IsOk()) << xpath;
    for (const auto& path : location_paths(xpath)) {
      const auto compiled = formats::Path::compile(path);
      ASSERT_THAT(compiled, testing::IsOk()) << path;
      EXPECT_TRUE(compiled->selects_nodes()) << path;
    }
  }
}

TEST(LocationPaths, OfNonsenseEnd) {
  for (const char* xpath :
       {"", "[", "]", "a[", "(((", "a(b", "'", "@", "::", "a::", "/", "//", "-", "a[b[c[", ")))"}) {
    location_paths(xpath);
  }
  location_paths(std::string(100'000, '('));
  location_paths(std::string(100'000, '['));
  location_paths(std::string(100'000, '-'));
}

}  // namespace
}  // namespace trellis::mapping
