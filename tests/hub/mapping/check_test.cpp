#include "hub/mapping/check.hpp"

#include <filesystem>

#include "tests/hub/mapping/mapping_fixture.hpp"
#include "tests/support/shared.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

formats::Json json(std::string_view text) {
  auto read = formats::Json::parse(text);
  EXPECT_THAT(read, testing::IsOk());
  return read.ok() ? std::move(*read) : formats::Json();
}

class CheckTest : public ::testing::Test {
 protected:
  CheckTest() : folder_(around_records(R"({"kind": "test.thing", "fields": {"text": "a"}})")) {
    folder_.add("README.md", "# Small\n");
    folder_.add("samples/one.in.xml", "<r><p id='1'><a>x</a></p></r>");
  }
  MappingCheck check(bool is_update = false) {
    return check_mapping(folder_.path(), small_catalogue(), {is_update});
  }

  MappingFolder folder_;
};

TEST_F(CheckTest, WritesWhatIsExpectedAndThenFindsNoDifference) {
  const auto updated = check(true);
  ASSERT_THAT(updated.samples, SizeIs(1));
  EXPECT_TRUE(updated.samples[0].is_updated);
  const auto again = check();
  EXPECT_TRUE(again.is_good());
  EXPECT_EQ(again.mapping, "small");
  EXPECT_EQ(again.title, "A small one");
  EXPECT_THAT(again.coverage.target_fields_filled, ElementsAre("test.thing.text"));
}

TEST_F(CheckTest, WritesOneLineForEachObservation) {
  check(true);
  EXPECT_THAT(testing::read_file(folder_.path() + "/samples/one.expected.json"),
              HasSubstr("\n        {\"kind\":\"test.thing\","));
}

TEST_F(CheckTest, TellsWhereAResultDiffers) {
  check(true);
  folder_.add("samples/one.in.xml", "<r><p id='1'><a>y</a></p></r>");
  const auto changed = check();
  EXPECT_FALSE(changed.is_good());
  EXPECT_THAT(changed.samples.at(0).differences,
              ElementsAre("records[0].observations[0].fields.text: expected \"x\", got \"y\""));
}

TEST_F(CheckTest, AsksForWhatIsExpected) {
  const auto missing = check();
  ASSERT_THAT(missing.samples.at(0).differences, SizeIs(1));
  EXPECT_THAT(missing.samples[0].differences[0], HasSubstr("--update"));
}

TEST_F(CheckTest, AsksForASampleAndAReadme) {
  std::filesystem::remove(folder_.path() + "/README.md");
  std::filesystem::remove(folder_.path() + "/samples/one.in.xml");
  const auto bare = check();
  EXPECT_FALSE(bare.is_good());
  ASSERT_THAT(bare.findings, SizeIs(2));
  EXPECT_THAT(bare.findings[0].message, HasSubstr("README"));
  EXPECT_THAT(bare.findings[1].message, HasSubstr("sample"));
}

TEST_F(CheckTest, FindsAnExpectationWithoutItsInput) {
  check(true);
  folder_.add("samples/two.expected.json", "{}");
  EXPECT_THAT(check().findings, SizeIs(1));
}

TEST_F(CheckTest, TakesAFolderAsOneInput) {
  MappingFolder tables(R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "csv",
    "settings": {"format": "csv", "key": "id"}, "subject": "id",
    "observations": [{"kind": "test.thing", "fields": {"text": "a"}}]})");
  tables.add("README.md", "# Small\n");
  tables.add("samples/two.in/a.csv", "id,a\n1,x\n");
  const auto updated = check_mapping(tables.path(), small_catalogue(), {true});
  EXPECT_TRUE(updated.is_good());
  EXPECT_THAT(testing::read_file(tables.path() + "/samples/two.expected.json"),
              HasSubstr("\"text\":\"x\""));
}

TEST_F(CheckTest, TellsWhyAMappingCannotBeLoaded) {
  folder_.add("mapping.json", "{}");
  const auto broken = check();
  EXPECT_FALSE(broken.is_good());
  EXPECT_THAT(broken.findings, ::testing::Not(IsEmpty()));
  EXPECT_THAT(broken.samples, IsEmpty());
}

TEST(Differences, NameTheirPath) {
  EXPECT_THAT(
      differences(json(R"({"a": {"b": [1, 2]}})"), json(R"({"a": {"b": [1, 3, 4]}, "c": true})")),
      ElementsAre("a.b[1]: expected 2, got 3", "a.b[2]: expected nothing, got 4",
                  "c: expected nothing, got true"));
  EXPECT_THAT(differences(json(R"({"a": 1})"), json("[]")),
              ElementsAre(".: expected {\"a\":1}, got []"));
  EXPECT_THAT(differences(json(R"({"a": [1], "b": 1})"), json(R"({"a": []})")),
              ElementsAre("a[0]: expected 1, got nothing", "b: expected 1, got nothing"));
  EXPECT_THAT(differences(json("[1, null]"), json("[1, null]")), IsEmpty());
}

TEST(Differences, AreNotWithoutEnd) {
  formats::Json many = formats::Json::array();
  for (int i = 0; i < 1000; ++i) many.push(i);
  EXPECT_THAT(differences(many, formats::Json::array()), SizeIs(51));
}

TEST(MappingFolders, AreThoseWithAMapping) {
  testing::TemporaryFolder all;
  all.write("b/mapping.json", "{}");
  all.write("a/mapping.json", "{}");
  all.write("codes/x.csv", "code,label\n");
  EXPECT_THAT(mapping_folders(all.path()), ElementsAre(all.path() + "/a", all.path() + "/b"));
}

}  // namespace
}  // namespace trellis::mapping
