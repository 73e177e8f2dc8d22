#include "hub/mapping/mapping_folders.hpp"

#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Folders : public ::testing::Test {
 protected:
  Folders() {
    for (const char* file :
         {"shipped/census/mapping.json", "shipped/hl7/mapping.json", "shipped/codes/sex.csv",
          "own/census/mapping.json", "own/tenancies/mapping.json", "own/codes/tenure.csv",
          "own/codes/sex.csv"})
      folder_.write(file, "");
  }
  std::string file(const std::string& name) { return folder_.file(name); }
  testing::TemporaryFolder folder_;
  MappingFolders both_{folder_.file("shipped"), folder_.file("own")};
  MappingFolders shipped_{folder_.file("shipped")};
};

TEST_F(Folders, OfAHubStandBeforeShippedOnesOfTheSameName) {
  EXPECT_THAT(both_.folders(),
              ElementsAre(file("own/census"), file("shipped/hl7"), file("own/tenancies")));
  EXPECT_EQ(both_.folder_of("census"), file("own/census"));
  EXPECT_EQ(both_.folder_of("hl7"), file("shipped/hl7"));
  EXPECT_EQ(both_.folder_of("nothing"), file("shipped/nothing"));
}

TEST_F(Folders, BringCodeListsToo) {
  EXPECT_THAT(both_.code_lists(),
              ElementsAre(file("own/codes/sex.csv"), file("own/codes/tenure.csv")));
}

TEST_F(Folders, SayWhichShippedFileIsNotInForce) {
  EXPECT_EQ(both_.replaced_by(file("own/census")), file("shipped/census"));
  EXPECT_EQ(both_.replaced_by(file("own/codes/sex.csv")), file("shipped/codes/sex.csv"));
  EXPECT_EQ(both_.replaced_by(file("own/tenancies")), "");
  EXPECT_EQ(both_.replaced_by(file("shipped/hl7")), "");
}

TEST_F(Folders, AreTheShippedOnesWhereAHubHasNone) {
  EXPECT_THAT(shipped_.folders(), ElementsAre(file("shipped/census"), file("shipped/hl7")));
  EXPECT_EQ(shipped_.folder_of("census"), file("shipped/census"));
  EXPECT_EQ(shipped_.replaced_by(file("shipped/census")), "");
}

TEST(OwnCodeLists, AreThoseThatTheCatalogueReads) {
  testing::TemporaryFolder own;
  own.write("codes/tenure.csv", "code,label\nSEC,Secure\n");
  std::vector<Error> findings;
  const auto catalogue = load_catalogue({TRELLIS_SOURCE_DIR "/mappings", own.path()}, findings);
  ASSERT_THAT(catalogue, testing::IsOk());
  EXPECT_THAT(findings, IsEmpty());
  ASSERT_NE(catalogue->codes("tenure"), nullptr);
  EXPECT_NE(catalogue->codes("dfe_sex"), nullptr);
}

}  // namespace
}  // namespace trellis::mapping
