#include <filesystem>

#include "tests/hub/formats/cutting.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/shared.hpp"

namespace trellis::formats {
namespace {

using testing::IsOk;
using testing::no_shared;
using testing::shared_folder;

std::vector<std::string> files_below(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Every record that was cut can be read, and nothing of the file is silently left out.
KeepingSink cut_sample(const std::string& file, std::string_view settings) {
  TextSource source(testing::read_file(file), std::filesystem::path(file).filename().string());
  KeepingSink sink;
  EXPECT_THAT(cut_one(source, settings, sink), IsOk()) << file;
  if (std::filesystem::path(file).filename() != "empty.csv") {  // a header without rows
    EXPECT_FALSE(sink.records.empty() && sink.pieces.empty()) << file;
  }
  for (const auto& record : sink.records) {
    EXPECT_THAT(Tree::parse(record.media_type, record.bytes, record.origins), IsOk()) << file;
  }
  return sink;
}

TEST(Samples, CinReturnsAreCutIntoChildren) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << no_shared;
  for (const auto& file : files_below(*shared + "/samples/cin")) {
    const auto sink = cut_sample(file, R"({"format":"xml","record":"/Message/Children/Child",
        "context":["/Message/Header/Source/LEA"],"key":"ChildIdentifiers/LAchildID"})");
    EXPECT_TRUE(sink.pieces.empty()) << file;
    for (const auto& record : sink.records) EXPECT_FALSE(record.key.empty()) << file;
  }
}

TEST(Samples, CommonTransferFilesDoNotCrash) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << no_shared;
  for (const auto& file : files_below(*shared + "/samples/ctf")) {
    cut_sample(
        file,
        R"({"format":"xml","record":"/CTfile/CTFpupilData/Pupil","context":["/CTfile/Header"],"key":"UPN"})");
  }
}

TEST(Samples, HospitalMessagesAreCut) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << no_shared;
  std::size_t records = 0;
  for (const auto& file : files_below(*shared + "/samples/hl7v2")) {
    records += cut_sample(file, R"({"format":"hl7v2"})").records.size();
  }
  EXPECT_GT(records, 10u);
}

TEST(Samples, SchoolHealthListsAreCutIntoRows) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << no_shared;
  for (const auto& file : files_below(*shared + "/samples/school-health-csv")) {
    cut_sample(file, R"({"format":"csv"})");
  }
}

TEST(Samples, TheSchoolCensusIsGatheredByPupil) {
  const auto shared = shared_folder();
  if (!shared) GTEST_SKIP() << no_shared;
  std::vector<std::unique_ptr<TextSource>> owned;
  std::vector<ByteSource*> sources;
  for (const auto& file : files_below(*shared + "/samples/school-census")) {
    owned.push_back(std::make_unique<TextSource>(testing::read_file(file),
                                                 std::filesystem::path(file).filename().string()));
    sources.push_back(owned.back().get());
  }
  KeepingSink sink;
  ASSERT_THAT(cut(sources, settings_of(R"({"format":"tables","key-prefix":"group","tables":[
      {"name":"pupilonroll","files":["*pupilonroll.csv"],"key":["pupilonrolltableid"]},
      {"name":"sessions","files":["*termlysessiondetailsonroll.csv"],"key":["pupilonrolltableid"]}]})"),
                  {}, sink),
              IsOk());

  EXPECT_GT(sink.records.size(), 10u);
  for (const auto& record : sink.records) {
    EXPECT_THAT(Tree::parse(record.media_type, record.bytes, record.origins), IsOk());
  }
}

}  // namespace
}  // namespace trellis::formats
