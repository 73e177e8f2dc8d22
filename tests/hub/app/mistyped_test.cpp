#include "hub/app/frame/mistyped.hpp"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

namespace trellis::app {
namespace {

using Arguments = std::vector<const char*>;

TEST(EmptyArgument, IsRefusedWhereverItStands) {
  for (const Arguments& words : {Arguments{"child", "show", "1", "--as", ""},
                                 {"child", "show", "--as", "  "},
                                 {"child", "show", "--as="},
                                 {"child", "show", "--as=\t"}})
    EXPECT_THAT(empty_argument(words), Optional(HasSubstr("the value of --as is empty")));
  EXPECT_THAT(empty_argument(Arguments{"import", "a", ""}),
              Optional(HasSubstr("argument 3 is empty")));
  EXPECT_THAT(empty_argument(Arguments{""}), Optional(HasSubstr("argument 1 is empty")));
}

TEST(EmptyArgument, IsNoneWhereAllSaySomething) {
  EXPECT_THAT(empty_argument(Arguments{}), Eq(std::nullopt));
  EXPECT_THAT(
      empty_argument(Arguments{"child", "show", "1", "--as=worker", "-o", "json", "a=", "-"}),
      Eq(std::nullopt));
}

class UnknownWord : public ::testing::Test {
 protected:
  UnknownWord() {
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("--hub", hub);
    CLI::App* child = app.add_subcommand("child");
    child->require_subcommand(1);
    CLI::App* show = child->add_subcommand("show");
    show->add_option("CHILD", number);
    show->add_option("--organisation", organisation);
    show->add_flag("--all", is_all);
    app.add_subcommand("import")->add_option("NAME", number);
  }
  std::string hub, number, organisation;
  bool is_all = false;
  CLI::App app{"", "trellis"};
};

TEST_F(UnknownWord, IsToldWithTheNearest) {
  EXPECT_THAT(unknown_word(app, Arguments{"--hub", "h", "imprt", "x"}),
              Optional(Eq("\"trellis\" has no command \"imprt\"; did you mean \"import\"?")));
  EXPECT_THAT(unknown_word(app, Arguments{"child", "shwo", "1"}),
              Optional(Eq("\"trellis child\" has no command \"shwo\"; did you mean \"show\"?")));
  EXPECT_THAT(unknown_word(app, Arguments{"child", "show", "1", "--organization=x"}),
              Optional(Eq("\"trellis child show\" has no option \"--organization\"; did you mean "
                          "\"--organisation\"?")));
  EXPECT_THAT(unknown_word(app, Arguments{"import", "--nothing-like-it"}),
              Optional(HasSubstr("see: trellis import --help")));
}

TEST_F(UnknownWord, IsNoneWhereAllAreKnownOrValues) {
  EXPECT_THAT(unknown_word(app, Arguments{"--hub", "imprt", "child", "show", "--all", "1",
                                          "--organisation", "shwo"}),
              Eq(std::nullopt));
  EXPECT_THAT(unknown_word(app, Arguments{"import", "a", "--", "--b"}), Eq(std::nullopt));
}

}  // namespace
}  // namespace trellis::app
