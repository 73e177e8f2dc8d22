#include "hub/mapping/trial.hpp"

#include <cstdio>

#include "hub/mapping/file_source.hpp"
#include "hub/mapping/trial_json.hpp"
#include "hub/mapping/trial_summary.hpp"
#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Two good children, one without a key, one whose XML is not closed where it should be.
constexpr const char* census =
    "<r>\n<p id='1'><a>x</a><d>2012-03-04</d></p>\n<p "
    "id='2'><a>y</a><d>soon</d></p>\n<p><a>z</a></p>\n</r>\n";

class TrialTest : public ::testing::Test {
 protected:
  TrialTest()
      : folder_(around_records(R"({"kind": "test.thing", "fields": {"text": "a", "date": "d"}})")) {
  }

  Trial trial_of(std::string_view bytes, const TrialOptions& options = {}) {
    auto mapping = folder_.load();
    EXPECT_THAT(mapping, testing::IsOk());
    const auto sources = open_files(input_.write("census.xml", bytes));
    EXPECT_THAT(sources, testing::IsOk());
    auto trial = try_mapping(*mapping, borrowed(*sources), options);
    EXPECT_THAT(trial, testing::IsOk());
    return trial.ok() ? std::move(*trial) : Trial{};
  }

  template <typename Tell>
  std::string run(std::string_view bytes, TrialReader& reader, const Tell& tell) {
    auto mapping = folder_.load();
    EXPECT_THAT(mapping, testing::IsOk());
    const auto sources = open_files(input_.write("census.xml", bytes));
    TrialSink sink(*mapping, {}, reader);
    EXPECT_THAT(formats::cut(borrowed(*sources), mapping->settings(), {}, sink), testing::IsOk());
    return tell(*mapping, sink);
  }

  formats::Json json_of(std::string_view bytes, TrialJson::Layout layout) {
    auto mapping = folder_.load();
    const std::string file = input_.file("trial.json");
    std::FILE* to = std::fopen(file.c_str(), "w");
    TrialJson json(to, *mapping, layout);
    run(bytes, json, [&](const Mapping&, const TrialSink& sink) {
      json.finish(sink, {});
      return std::string();
    });
    std::fclose(to);
    auto read = formats::Json::read_file(file);
    EXPECT_THAT(read, testing::IsOk());
    return read.ok() ? std::move(*read) : formats::Json();
  }

  MappingFolder folder_;
  testing::TemporaryFolder input_;
};

TEST_F(TrialTest, TellsWhatEveryRecordWouldBecome) {
  const auto trial = trial_of(census);
  ASSERT_THAT(trial.records, SizeIs(3));
  EXPECT_EQ(trial.records[0].subject, "1");
  EXPECT_EQ(trial.records[0].observations.at(0).text("text"), "x");
  EXPECT_FALSE(trial.records[0].is_held);
  EXPECT_TRUE(trial.records[2].is_held);
  EXPECT_THAT(trial.records[2].observations, IsEmpty());
}

TEST_F(TrialTest, TellsWhereAnIssueStandsInTheFile) {
  const auto trial = trial_of(census);
  const auto& issues = trial.records.at(1).issues;
  ASSERT_THAT(issues, SizeIs(1));
  EXPECT_EQ(issues[0].rule, "bad-date");
  EXPECT_EQ(issues[0].place.file, "census.xml");
  EXPECT_EQ(issues[0].place.line, 3U);
}

TEST_F(TrialTest, HoldsARecordWithAnErrorAndSaysWhy) {
  const auto trial = trial_of(census);
  ASSERT_THAT(trial.held, SizeIs(1));
  EXPECT_EQ(trial.held[0].error.place.line, 4U);
  EXPECT_THAT(trial.held[0].error.message, HasSubstr("subject"));
}

TEST_F(TrialTest, StopsAfterTheRecordsAskedFor) {
  TrialOptions options;
  options.most_records = 1;
  const auto trial = trial_of(census, options);
  EXPECT_THAT(trial.records, SizeIs(1));
  EXPECT_TRUE(trial.is_partial);
}

TEST_F(TrialTest, IsOneJsonObject) {
  for (const auto layout : {TrialJson::Layout::lines, TrialJson::Layout::one_line}) {
    const auto json = json_of(census, layout);
    EXPECT_EQ(json["mapping"].string(), "small");
    ASSERT_THAT(json["subjects"].items(), SizeIs(2));
    EXPECT_EQ(json["subjects"].items().at(1).string(), "2");
    ASSERT_THAT(json["observations"].items(), SizeIs(2));
    EXPECT_EQ(json["observations"].items().at(0)["subject"].string(), "1");
    EXPECT_EQ(json["observations"].items().at(0)["kind"].string(), "test.thing");
    EXPECT_EQ(json["observations"].items().at(0)["fields"]["date"].string(), "2012-03-04");
    ASSERT_THAT(json["held"].items(), SizeIs(1));
    EXPECT_THAT(json["issues"].items(), SizeIs(2));
    EXPECT_EQ(json["issues"].items().at(0)["rule"].string(), "bad-date");
    EXPECT_EQ(json["coverage"]["source"]["percent"].whole(), 100);
  }
}

TEST_F(TrialTest, TellsEachSubjectOnceHoweverMany) {
  std::string many = "<r>";
  for (int n = 0; n < 1000; ++n) many += "<p id='" + std::to_string(1 + n % 500) + "'><a>x</a></p>";
  const auto json = json_of(many + "</r>", TrialJson::Layout::lines);
  ASSERT_THAT(json["subjects"].items(), SizeIs(500));
  EXPECT_EQ(json["subjects"].items()[499].string(), "500");
}

TEST_F(TrialTest, TellsWhatNothingReads) {
  const auto json = json_of("<r><p id='1'><a>x</a><b>y</b></p></r>", TrialJson::Layout::one_line);
  const auto& source = json["coverage"]["source"];
  ASSERT_THAT(source["unread"].items(), SizeIs(1));
  EXPECT_THAT(source["unread"].items().at(0).string(), HasSubstr("p/b"));
  const auto& idle = json["coverage"]["paths-that-select-nothing"];
  ASSERT_THAT(idle.items(), SizeIs(1));
  EXPECT_EQ(idle.items()[0]["path"].string(), "d");
  EXPECT_EQ(idle.items()[0]["line"].whole(), 4);
}

TEST_F(TrialTest, HasASummaryForPeople) {
  TrialSummary summary;
  const auto text = run(census, summary, [&](const Mapping& mapping, const TrialSink& sink) {
    return summary.text(mapping, sink);
  });
  EXPECT_THAT(text, HasSubstr("records       3"));
  EXPECT_THAT(text, HasSubstr("test.thing  2"));
  EXPECT_THAT(text, HasSubstr("census.xml:4"));
  EXPECT_THAT(text, HasSubstr("1  warning bad-date"));
}

TEST(OpenFiles, TakesTheFilesOfAFolderInOrder) {
  testing::TemporaryFolder folder;
  folder.write("b.csv", "2");
  folder.write("a.csv", "1");
  folder.write(".hidden", "3");
  const auto sources = open_files(folder.path());
  ASSERT_THAT(sources, testing::IsOk());
  ASSERT_THAT(*sources, SizeIs(2));
  EXPECT_EQ((*sources)[0]->name(), "a.csv");
  char byte = 0;
  EXPECT_THAT((*sources)[0]->read(&byte, 1), testing::IsOkAnd(1U));
  EXPECT_EQ(byte, '1');
  EXPECT_THAT((*sources)[0]->read(&byte, 1), testing::IsOkAnd(0U));
}

TEST(OpenFiles, FailsWhereThereIsNothing) {
  testing::TemporaryFolder folder;
  EXPECT_THAT(open_files(folder.path()), testing::IsError(Fault::not_found));
  EXPECT_THAT(open_files(folder.file("none.csv")), testing::IsError(Fault::not_found));
}

}  // namespace
}  // namespace trellis::mapping
