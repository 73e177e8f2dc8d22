#include "hub/linkage/report/charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/formats/tree.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;
using ::testing::HasSubstr;
using ::testing::Not;

double attribute(const formats::Node& of, const std::string& name) {
  return std::stod(formats::Path::compile("string(@" + name + ")")->text(of));
}

struct Drawn {
  explicit Drawn(const std::string& svg)
      : tree(*formats::Tree::parse(formats::xml_type, svg)),
        bars(formats::Path::compile("//rect")->nodes(tree.root())) {}
  double left(std::size_t bar) const { return attribute(bars[bar], "x"); }
  double right(std::size_t bar) const { return left(bar) + attribute(bars[bar], "width"); }

  formats::Tree tree;
  std::vector<formats::Node> bars;
};

constexpr double rounding = 0.2;

TEST(Charts, EscapeWhatTheySay) {
  EXPECT_EQ(escaped_html("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
  EXPECT_EQ(escaped_html(std::string("a\0b", 3)),
            "a\xEF\xBF\xBD"
            "b");
  const std::string hostile = "</title><script>alert(1)</script>";
  for (const std::string& html :
       {bar_chart({hostile, hostile}, {{hostile, 1, hostile}}),
        waterfall_chart({hostile, hostile}, {{hostile, 1, hostile}}, {hostile, 1, hostile},
                        {hostile, 2, hostile}),
        line_chart({{hostile, hostile}, hostile, hostile, 0, 0, {{0.5, 0.5, true, hostile}}, true}),
        html_table({hostile, {hostile, hostile}, {{hostile, hostile}}})}) {
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(formats::Tree::parse(formats::xml_type, html), IsOk());
  }
}

TEST(Charts, DrawAWaterfallWhoseStepsMeet) {
  const Drawn drawn(waterfall_chart({"w", "d"}, {{"a", -8, ""}, {"b", 12, ""}, {"c", -1, ""}},
                                    {"sum", 3, ""}, {"limit", 2, ""}));
  ASSERT_EQ(drawn.bars.size(), 4u);
  const double zero = drawn.right(0), bit = (drawn.right(0) - drawn.left(0)) / 8;
  EXPECT_NEAR(drawn.left(1), drawn.left(0), rounding);
  EXPECT_NEAR(drawn.right(1), zero + 4 * bit, rounding);
  EXPECT_NEAR(drawn.right(2), drawn.right(1), rounding);
  EXPECT_NEAR(drawn.left(2), zero + 3 * bit, rounding);
  EXPECT_NEAR(drawn.left(3), zero, rounding);
  EXPECT_NEAR(drawn.right(3), zero + 3 * bit, rounding);
}

TEST(Charts, DrawBarsToEitherSideOfZero) {
  const Drawn drawn(bar_chart({"b", "d"}, {{"for", 4, "+4"}, {"against", -2, "-2"}}));
  ASSERT_EQ(drawn.bars.size(), 2u);
  EXPECT_NEAR(drawn.right(1), drawn.left(0), rounding);
  EXPECT_NEAR(drawn.right(0) - drawn.left(0), 2 * (drawn.right(1) - drawn.left(1)), rounding);
  const Drawn nothing(bar_chart({"b", "d"}, {{"none", 0, "0"}}));
  EXPECT_EQ(nothing.bars.size(), 1u);
}

TEST(Charts, ShortenLabelsBetweenCharacters) {
  std::string label;
  for (int i = 0; i < 60; ++i) label += "é";
  EXPECT_THAT(bar_chart({"b", "d"}, {{label, 1, ""}}), HasSubstr(">" + label.substr(0, 68) + "…<"));
}

TEST(Charts, AreReadWithoutSeeingThem) {
  const std::string svg = bar_chart({"Sizes", "How many"}, {{"one", 1, "1"}});
  EXPECT_THAT(svg, HasSubstr("role=\"img\" aria-label=\"Sizes. How many\""));
  EXPECT_THAT(svg, HasSubstr("<title>Sizes</title><desc>How many</desc>"));
}

}  // namespace
}  // namespace trellis::linkage
