#include "tests/architecture/checker.hpp"
#include "tests/support/temporary.hpp"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace trellis::architecture {
namespace {

const std::string root = TRELLIS_SOURCE_DIR;

TEST(House, HasNoArrowThatTheMapDoesNotDraw) {
  EXPECT_THAT(arrows_against_the_map(root), IsEmpty());
}
TEST(House, ShowsWhatItsRoomsShowAndNoMore) { EXPECT_THAT(faces_looked_behind(root), IsEmpty()); }
TEST(House, HasNoArrowThatGoesUpAFloor) { EXPECT_THAT(arrows_up_a_floor(root), IsEmpty()); }
TEST(House, KeepsEachLibraryInItsRoom) {
  EXPECT_THAT(libraries_out_of_their_room(root), IsEmpty());
}
TEST(House, ShowsNoLibraryThroughAHeader) {
  EXPECT_THAT(library_headers_shown_outside(root), IsEmpty());
}
TEST(House, LetsAdaptersSeeOnlyTheSdk) { EXPECT_THAT(outsiders_that_look_inside(root), IsEmpty()); }
TEST(House, HasNoFileThatIsTooLong) { EXPECT_THAT(files_too_long(root), IsEmpty()); }

// Those that still stand twice; whoever renames one takes it out here, and nobody adds one.
TEST(House, GivesEachTypeANameOfItsOwn) {
  const std::set<std::string> known = {
      "Answer",      "BadPiece", "Calibration", "Change",   "CutRecord", "Ending",   "Evidence",
      "Explanation", "Field",    "Fields",      "Finding",  "Found",     "Key",      "Known",
      "Level",       "Origin",   "Outcome",     "Output",   "Placed",    "Position", "Records",
      "Rival",       "Role",     "Score",       "Severity", "Statement", "Verdict"};
  std::set<std::string> found;
  for (const std::string& finding : type_names_told_twice(root)) {
    const std::string name = finding.substr(0, finding.find(':'));
    EXPECT_TRUE(known.contains(name)) << finding;
    found.insert(name);
  }
  EXPECT_EQ(found, known) << "what no longer stands twice is taken out of the list";
}

TEST(House, HasAMapThatNamesEveryFolder) {
  EXPECT_THAT(read_map(root)["pipeline"].depends, ::testing::Contains("matching"));
  EXPECT_GE(read_map(root).size(), 14u);
}

// Each check finds the fault it is there for, in a small house built with that fault.
class BrokenHouse : public ::testing::Test {
 protected:
  BrokenHouse() {
    house.write(
        "hub/CMakeLists.txt",
        "hub_module(base)\nhub_module(model DEPENDS base)\nhub_module(formats DEPENDS base)\n"
        "hub_module(store DEPENDS base)\n");
  }
  testing::TemporaryFolder house;
};

TEST_F(BrokenHouse, IsFoundByItsArrow) {
  house.write("hub/model/child.cpp",
              "#include \"hub/base/id.hpp\"\n#include \"hub/formats/tree.hpp\"\n");
  EXPECT_THAT(
      arrows_against_the_map(house.path()),
      ElementsAre(HasSubstr("hub/model/child.cpp:2: hub/model may not include hub/formats")));
}

TEST_F(BrokenHouse, IsFoundByALookBehindAFace) {
  house.write("hub/CMakeLists.txt",
              "hub_module(base SHOWS id text)\nhub_module(model DEPENDS base)\n");
  house.write("hub/model/child.cpp",
              "#include \"hub/base/id.hpp\"\n#include \"hub/base/deep/utf8.hpp\"\n");
  EXPECT_THAT(faces_looked_behind(house.path()),
              ElementsAre(HasSubstr("hub/model/child.cpp:2: hub/base does not show deep/utf8"),
                          HasSubstr("hub/base shows text, which no other room includes")));
}

TEST_F(BrokenHouse, IsFoundByAMapThatLooksUp) {
  house.write("hub/CMakeLists.txt", "hub_module(base DEPENDS store)\n");
  EXPECT_THAT(arrows_up_a_floor(house.path()),
              ElementsAre(HasSubstr("hub/base look up at hub/store")));
}

TEST_F(BrokenHouse, IsFoundByALibraryOutOfItsRoom) {
  house.write("hub/model/child.cpp", "#include <nlohmann/json.hpp>\n");
  EXPECT_THAT(libraries_out_of_their_room(house.path()),
              ElementsAre(HasSubstr("no room in hub/model")));
}

TEST_F(BrokenHouse, IsFoundByAHeaderThatShowsALibrary) {
  house.write("hub/formats/tree.hpp", "#include <pugixml.hpp>\n");
  house.write("hub/store/records.cpp", "#include \"hub/formats/tree.hpp\"\n");
  EXPECT_THAT(library_headers_shown_outside(house.path()),
              ElementsAre(HasSubstr("shows its room's library")));
}

TEST_F(BrokenHouse, IsFoundByAnAdapterThatLooksInside) {
  house.write("adapters/csv/csv.cpp", "#include \"hub/base/text.hpp\"\n");
  EXPECT_THAT(outsiders_that_look_inside(house.path()), ElementsAre(HasSubstr("only the SDK")));
}

TEST_F(BrokenHouse, IsFoundByANameThatTwoTypesHave) {
  house.write("hub/base/child.hpp", "class Child {\n  class Name {};\n};\nstruct Name;\n");
  house.write("hub/model/child.hpp", "enum class Child { one };\nstruct Child::Name {};\n");
  house.write("hub/model/child.cpp", "struct Child {};\n");
  house.write("hub/store/child.hpp", "struct Name final : Child {\n};\n");
  EXPECT_THAT(type_names_told_twice(house.path()),
              ElementsAre("Child: hub/base/child.hpp hub/model/child.hpp"));
}

TEST_F(BrokenHouse, IsFoundByAFileThatIsTooLong) {
  house.write("hub/base/long.hpp", std::string(151, '\n'));
  EXPECT_THAT(files_too_long(house.path()), ElementsAre(HasSubstr("151 lines")));
}

}  // namespace
}  // namespace trellis::architecture
