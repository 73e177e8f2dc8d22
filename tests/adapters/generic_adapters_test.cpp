#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/temporary.hpp"

// What an adapter makes of its own sample, and of settings that mean another one.
namespace trellis::connections {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::SaysWhy;

struct Ours {
  explicit Ours(const std::string& id)
      : plugin(*read_manifest(TRELLIS_BINARY_DIR "/adapters/" + id + "/adapter.json")) {}

  Status read(const std::string& settings, const std::string& path) {
    auto runner = run_in_child(plugin, opening(settings), impatient());
    if (!runner.ok()) return runner.error();
    const auto payload = transport::Payload::open(path);
    if (!payload.ok()) return payload.error();
    return (*runner)->read(*payload, sink);
  }
  Status read_example() {
    return read(plugin.example["settings"].dump(),
                plugin.folder + "/" + plugin.example["files"].items().at(0).string());
  }

  Manifest plugin;
  MemorySink sink;
};

TEST(CsvAdapter, GivesARecordForEachRow) {
  Ours csv("csv");
  ASSERT_THAT(csv.read_example(), IsOk());

  EXPECT_THAT(csv.sink.keys, ElementsAre("P-0001", "P-0002"));
  EXPECT_THAT(csv.sink.bytes[1], HasSubstr("\"Farrow, the younger\",Ottoline"));
  EXPECT_EQ(csv.sink.origins[1].back().place.line, 3u);
}

TEST(CsvAdapter, JoinsTheTablesOfAFolder) {
  const testing::TemporaryFolder folder;
  folder.write("pupils.csv", "Id,Name\n1,Ann\n2,Bo\n");
  folder.write("marks.csv", "Id,Mark\n2,A\n1,B\n2,C\n");
  Ours csv("csv");
  ASSERT_THAT(csv.read(R"({"format": "tables", "tables": [
                 {"name": "pupil", "files": ["pupils.csv"], "key": ["Id"]},
                 {"name": "mark", "files": ["marks.csv"], "key": ["Id"]}]})",
                       folder.path()),
              IsOk());

  EXPECT_THAT(csv.sink.keys, ::testing::UnorderedElementsAre("1", "2"));
}

TEST(CsvAdapter, HoldsAFileWithoutItsRequiredColumns) {
  const testing::TemporaryFolder folder;
  Ours csv("csv");
  ASSERT_THAT(csv.read(R"({"required": ["UPN"]})", folder.write("p.csv", "Id\n1\n")), IsOk());

  EXPECT_TRUE(csv.sink.keys.empty());
  ASSERT_EQ(csv.sink.held.size(), 1u);
  EXPECT_THAT(csv.sink.held[0], HasSubstr("UPN"));
}

TEST(XmlAdapter, GivesARecordForEachElementWithItsContext) {
  Ours xml("xml");
  ASSERT_THAT(xml.read_example(), IsOk());

  EXPECT_THAT(xml.sink.keys, ElementsAre("C-1", "C-2"));
  EXPECT_THAT(xml.sink.bytes[1], HasSubstr("<Authority>Eastmere</Authority>"));
  EXPECT_THAT(xml.sink.bytes[1], HasSubstr("Ottoline"));
}

TEST(JsonAdapter, GivesARecordForEachItemWithItsContext) {
  Ours json("json");
  ASSERT_THAT(json.read_example(), IsOk());

  EXPECT_THAT(json.sink.keys, ElementsAre("E-1", "E-2"));
  EXPECT_THAT(json.sink.bytes[0], HasSubstr("Eastmere early help"));
}

TEST(Hl7v2Adapter, GivesARecordForEachMessage) {
  Ours hl7v2("hl7v2");
  ASSERT_THAT(hl7v2.read_example(), IsOk());

  EXPECT_THAT(hl7v2.sink.keys, ElementsAre("WARDS/EASTMERE/M-0001", "WARDS/EASTMERE/M-0002"));
}

TEST(GenericAdapters, RefuseSettingsOfAnotherFormat) {
  const testing::TemporaryFolder folder;
  const std::string file = folder.write("a", "x");
  for (const char* id : {"csv", "xml", "json", "hl7v2"})
    EXPECT_THAT(Ours(id).read(R"({"format": "parquet"})", file), SaysWhy(id)) << id;
}

TEST(GenericAdapters, RefuseSettingsThatTheyDoNotKnow) {
  const testing::TemporaryFolder folder;
  const std::string file = folder.write("a", "x");
  for (const char* id : {"csv", "xml", "json", "hl7v2"})
    EXPECT_THAT(Ours(id).read(R"({"kee": "Id"})", file), SaysWhy("kee")) << id;
}

// The schema is for editors and for `trellis check`; what it allows must open.
TEST(GenericAdapters, DescribeTheirSettings) {
  for (const char* id : {"csv", "xml", "json", "hl7v2"}) {
    const Ours ours(id);
    EXPECT_TRUE(ours.plugin.check_settings(ours.plugin.example["settings"]).empty()) << id;
    EXPECT_FALSE(ours.plugin.check_settings(*formats::Json::parse(R"({"kee": 1})")).empty()) << id;
  }
}

}  // namespace
}  // namespace trellis::connections
