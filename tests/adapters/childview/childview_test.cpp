#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/connections/manifest.hpp"
#include "hub/connections/runner.hpp"
#include "hub/formats/json.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using trellis::testing::IsOk;
using trellis::testing::SaysWhy;

class Collected : public Sink {
 public:
  Status record(const Record& record) override {
    records[std::string(record.key)] = std::string(record.bytes);
    return done();
  }
  Status hold(const BadPiece& piece) override {
    held.push_back(piece.error.message);
    return done();
  }
  Status commit() override {
    ++commits;
    return done();
  }
  std::map<std::string, std::string> records;
  std::vector<std::string> held;
  int commits = 0;
};

class Files : public Output {
 public:
  Status put(std::string_view name, std::string_view bytes) override {
    files[std::string(name)] = std::string(bytes);
    return done();
  }
  std::map<std::string, std::string> files;
};

constexpr const char* alerts = R"({"alert-columns": [
  {"column": "YOUNG_PERSON_ID", "from": "source_key", "required": true},
  {"column": "ALERT", "from": "title"},
  {"column": "DAYS", "from": "days"},
  {"column": "SENDER", "value": "Trellis"}]})";

Manifest manifest() {
  auto read = read_manifest(std::string(TRELLIS_BINARY_DIR) + "/adapters/childview/adapter.json");
  EXPECT_THAT(read, IsOk());
  return read.ok() ? *read : Manifest{};
}

Result<std::unique_ptr<AdapterRunner>> open(const std::string& settings) {
  return run_in_child(manifest(), {*formats::Json::parse(settings)});
}

// An adapter is opened with its first call.
Status first_call(const std::string& settings) {
  auto adapter = open(settings);
  if (!adapter.ok()) return adapter.error();
  auto payload = transport::Payload::of_bytes("young_people.csv", "YOUNG_PERSON_ID\n");
  if (!payload.ok()) return payload.error();
  Collected sink;
  return (*adapter)->read(*payload, sink);
}

// The one file that writing `json` gives, or why there is none.
Result<std::pair<std::string, std::string>> write(const std::string& settings,
                                                  const std::string& json,
                                                  const std::string& key = "rule:0001") {
  auto adapter = open(settings);
  if (!adapter.ok()) return adapter.error();
  Files output;
  const auto status = (*adapter)->write({key, "application/json", json}, output, {});
  if (!status.ok()) return status.error();
  if (output.files.size() != 1) return Error{Fault::invalid, "not one file"};
  return std::pair<std::string, std::string>(*output.files.begin());
}

std::string mapping_settings() {
  const auto mapping = formats::Json::read_file(std::string(TRELLIS_SOURCE_DIR) +
                                                "/mappings/childview/mapping.json");
  EXPECT_THAT(mapping, IsOk());
  return mapping.ok() ? (*mapping)["settings"].dump() : std::string();
}

TEST(Childview, JoinsTheReportsOfOneYoungPerson) {
  auto adapter = open(mapping_settings());
  ASSERT_THAT(adapter, IsOk());
  auto payload = transport::Payload::open(std::string(TRELLIS_SOURCE_DIR) +
                                          "/mappings/childview/samples/typical.in");
  ASSERT_THAT(payload, IsOk());

  Collected sink;
  ASSERT_THAT((*adapter)->read(*payload, sink), IsOk());

  EXPECT_THAT(sink.records, SizeIs(2));
  EXPECT_THAT(sink.records["YP1001"], HasSubstr("@table contact 3"));
  EXPECT_THAT(sink.records["YP1002"], Not(HasSubstr("YP1001")));
  EXPECT_THAT(sink.held, SizeIs(0));
  EXPECT_GE(sink.commits, 1);
}

TEST(Childview, HoldsARowThatIsCutShortAndReadsTheOthers) {
  auto adapter = open(mapping_settings());
  ASSERT_THAT(adapter, IsOk());
  trellis::testing::TemporaryFolder folder;
  folder.write("young_people.csv",
               "YOUNG_PERSON_ID,SURNAME,FORENAME\nYP1,Hartley\nYP2,Lomas,Tilly\n");
  auto payload = transport::Payload::open(folder.path());
  ASSERT_THAT(payload, IsOk());

  Collected sink;
  ASSERT_THAT((*adapter)->read(*payload, sink), IsOk());

  EXPECT_THAT(sink.records, SizeIs(1));
  EXPECT_THAT(sink.held, SizeIs(1));
}

TEST(Childview, WritesAnAlertAsOneLineUnderTheServicesOwnColumns) {
  const auto file =
      write(alerts, R"({"type": "alert", "source_key": "YP1", "title": "Suspended", "days": 3})");

  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->second, "YOUNG_PERSON_ID,ALERT,DAYS,SENDER\r\nYP1,Suspended,3,Trellis\r\n");
}

TEST(Childview, QuotesWhatAsksForItAndDisarmsFormulas) {
  const auto file = write(alerts, R"json({"type": "alert", "source_key": "=HYPERLINK(\"x\")",
      "title": "a, \"b\"\nc", "days": "-1"})json");

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->second,
              HasSubstr("\"'=HYPERLINK(\"\"x\"\")\",\"a, \"\"b\"\"\nc\",'-1,Trellis"));
}

TEST(Childview, NamesTheFileByTheKeySoThatARepeatReplacesIt) {
  const std::string alert = R"({"type": "alert", "source_key": "YP1"})";

  const auto first = write(alerts, alert, "rule:a/b");
  const auto again = write(alerts, alert, "rule:a/b");
  const auto other = write(alerts, alert, "rule:a_b");

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(first->first, again->first);
  EXPECT_NE(first->first, other->first);
  EXPECT_THAT(first->first, Not(HasSubstr("/")));
}

TEST(Childview, RefusesARecordWithoutARequiredFieldAndNamesTheColumn) {
  EXPECT_THAT(write(alerts, R"({"type": "alert", "title": "Suspended"})"),
              SaysWhy("YOUNG_PERSON_ID"));
}

TEST(Childview, RefusesWhatIsNeitherAnAlertNorASummary) {
  EXPECT_THAT(write(alerts, R"({"type": "poem", "source_key": "YP1"})"), SaysWhy("\"alert\""));
  EXPECT_THAT(write(alerts, R"({"type": "summary", "source_key": "YP1"})"),
              SaysWhy("summary-columns"));
  EXPECT_THAT(write(alerts, "[]"), SaysWhy("one JSON object"));
  EXPECT_THAT(write(alerts, R"({"type": "alert", "source_key": "YP1")"),
              SaysWhy("one JSON object"));
  EXPECT_THAT(write(alerts, R"({"type": "alert", "source_key": "YP1"})", ""), SaysWhy("key"));
}

TEST(Childview, SaysWhichSettingIsWrong) {
  EXPECT_THAT(first_call("{}"), SaysWhy("tables"));
  EXPECT_THAT(first_call(R"({"alert-columns": []})"), SaysWhy("names no column"));
  EXPECT_THAT(first_call(R"({"alert-columns": {"column": "A"}})"), SaysWhy("alert-columns"));
  EXPECT_THAT(first_call(R"({"alert-columns": [{"column": "A"}]})"), SaysWhy("either"));
  EXPECT_THAT(first_call(R"({"alert-columns": [{"from": "a"}]})"), SaysWhy("column"));
  EXPECT_THAT(first_call(R"({"tables": [{"name": "x"}]})"), SaysWhy("files"));
  EXPECT_THAT(first_call(alerts), SaysWhy("\"tables\" to read"));
}

TEST(Childview, OffersSettingsThatItsManifestAccepts) {
  const Manifest plugin = manifest();
  const auto settings = formats::Json::parse(mapping_settings());
  ASSERT_THAT(settings, IsOk());

  EXPECT_THAT(plugin.check_settings(*settings), ElementsAre());
  EXPECT_THAT(plugin.check_settings(formats::Json::object()), Not(ElementsAre()));
}

}  // namespace
}  // namespace trellis::connections
