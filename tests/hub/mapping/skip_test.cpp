#include "hub/mapping/file_source.hpp"
#include "hub/mapping/trial.hpp"
#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Skips empty homes; its catalogue knows restrictions.
std::string skipping() {
  std::string json = around(R"({"kind": "test.thing", "fields": {"text": "a"}},
    {"kind": "person.restriction", "for-each": "hidden", "fields": {"scope": "@scope"}})");
  return json.insert(1, R"("skip-when": [{"path": "state = 'void'", "say": "an empty home"},
    {"path": "state = 'shop'", "say": "a shop"}],
 "require": [{"path": "a", "say": "a name is needed"}],)");
}

std::shared_ptr<const model::Catalogue> catalogue_with_restrictions() {
  model::KindDefinition thing, restriction;
  thing.name = "test.thing";
  thing.fields = {a_field("text")};
  restriction.name = "person.restriction";
  restriction.fields = {a_field("scope")};
  auto made = model::Catalogue::make({thing, restriction}, {});
  EXPECT_THAT(made, testing::IsOk());
  return std::make_shared<const model::Catalogue>(std::move(*made));
}

class Skipping : public ::testing::Test {
 protected:
  Mapped map(std::string_view xml) {
    auto mapping = Mapping::load(folder_.path(), catalogue_with_restrictions(), folder_.findings);
    EXPECT_THAT(mapping, testing::IsOk());
    return mapping->apply(tree_of(xml), this_year);
  }
  MappingFolder folder_{skipping()};
};

TEST_F(Skipping, RefusesARecordForTheFirstReasonThatHolds) {
  EXPECT_EQ(map("<r id='1'><a>x</a><state>shop</state></r>").refusal, "a shop");
  EXPECT_EQ(map("<r id='1'><a>x</a><state>let</state></r>").refusal, "");
}

TEST_F(Skipping, LooksAtNothingElseOfARefusedRecord) {
  const Mapped mapped = map("<r><state>void</state></r>");
  EXPECT_EQ(mapped.refusal, "an empty home");
  EXPECT_THAT(mapped.issues, IsEmpty());
  EXPECT_THAT(mapped.observations, IsEmpty());
}

TEST_F(Skipping, HoldsARecordThatProtectsSomebody) {
  const Mapped mapped = map("<r id='1'><a>x</a><state>void</state><hidden scope='location'/></r>");
  EXPECT_EQ(mapped.refusal, "");
  EXPECT_FALSE(mapped.is_readable());
  EXPECT_THAT(rules(mapped), ElementsAre("skipped-restriction"));
  EXPECT_THAT(mapped.issues[0].sentence, HasSubstr("an empty home"));
  EXPECT_EQ(mapped.subject_key, "1");
  EXPECT_THAT(mapped.observations, SizeIs(2));
}

TEST_F(Skipping, IsUndoneForTheNextRecord) {
  auto mapping = Mapping::load(folder_.path(), catalogue_with_restrictions(), folder_.findings);
  ASSERT_THAT(mapping, testing::IsOk());
  Workspace workspace;
  auto empty = tree_of("<r><state>void</state></r>"), let = tree_of("<r id='1'><a>x</a></r>");
  EXPECT_EQ(mapping->apply(empty, this_year, workspace).refusal, "an empty home");
  EXPECT_EQ(mapping->apply(let, this_year, workspace).refusal, "");
}

TEST(SkippedRecords, AreToldByATrial) {
  MappingFolder folder(skipping().insert(1, R"("record": "/r/p", )"));
  auto mapping = Mapping::load(folder.path(), catalogue_with_restrictions(), folder.findings);
  ASSERT_THAT(mapping, testing::IsOk());
  testing::TemporaryFolder input;
  const auto sources = open_files(
      input.write("homes.xml", "<r>\n<p id='1'><a>x</a></p>\n<p><state>void</state></p></r>"));
  const auto trial = try_mapping(*mapping, borrowed(*sources));
  ASSERT_THAT(trial, testing::IsOk());
  EXPECT_THAT(trial->records, SizeIs(1));
  ASSERT_THAT(trial->refused, SizeIs(1));
  EXPECT_EQ(trial->refused[0].reason, "an empty home");
  EXPECT_EQ(trial->refused[0].place.line, 3u);
  EXPECT_THAT(trial->held, IsEmpty());
}

}  // namespace
}  // namespace trellis::mapping
