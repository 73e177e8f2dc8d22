#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include <gmock/gmock.h>

#include "hub/formats/json.hpp"
#include "hub/mapping/check.hpp"
#include "tests/support/result_matchers.hpp"

// A shipped mapping can be reviewed: its lines fit a screen, and nothing in it is written three
// times.
namespace trellis::mapping {
namespace {

using formats::Json;
using ::testing::IsEmpty;

constexpr std::size_t longest_line = 160;
constexpr std::size_t fragment = 40;  // characters that stand three times by no accident
constexpr int too_often = 3;

// Every path of a mapping, and every list of patterns.
class Texts {
 public:
  explicit Texts(const Json& mapping) {
    path(mapping["record"]);
    expression(mapping["subject"]);
    for (const auto& [name, definition] : mapping["define"].members()) expression(definition);
    for (const Json& requirement : mapping["require"].items()) path(requirement["path"]);
    for (const Json& observation : mapping["observations"].items()) {
      for (const char* key : {"when", "for-each"}) path(observation[key]);
      for (const char* key : {"valid-from", "valid-to"}) expression(observation[key]);
      for (const auto& [name, field] : observation["fields"].members()) expression(field);
    }
  }

  std::vector<std::string> paths, patterns;

 private:
  void path(const Json& from) {
    if (from.is(Json::Type::string)) paths.push_back(from.string());
  }
  void expression(const Json& from) {
    path(from);
    for (const char* key : {"select", "when"}) path(from[key]);
    if (const Json* dates = from.find("parse-date")) patterns.push_back(dates->dump());
    for (const char* key : {"first", "join", "concatenate"})
      for (const Json& part : from[key].items()) expression(part);
  }
};

std::vector<std::string> too_many(const std::vector<std::string>& texts) {
  std::map<std::string, int> times;
  for (const std::string& text : texts) ++times[text];
  std::vector<std::string> found;
  for (const auto& [text, count] : times)
    if (count >= too_often) found.push_back(text);
  return found;
}

bool is_one_step(const std::string& path) {
  return path.find_first_of("/[(|=<>+* ") == std::string::npos;
}

std::vector<std::string> written_too_often(const Json& mapping) {
  Texts texts(mapping);
  std::vector<std::string> fragments;
  for (const std::string& path : texts.paths)
    for (std::size_t at = 0; at + fragment <= path.size(); ++at)
      fragments.push_back(path.substr(at, fragment));
  std::erase_if(texts.paths, is_one_step);
  std::vector<std::string> found = too_many(texts.paths);
  for (const auto& more : {too_many(texts.patterns), too_many(fragments)})
    found.insert(found.end(), more.begin(), more.end());
  return found;
}

std::vector<std::string> lines_too_long(const std::string& file) {
  std::vector<std::string> found;
  std::ifstream lines(file);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number)
    if (line.size() > longest_line) found.push_back(file + ":" + std::to_string(number));
  return found;
}

TEST(ShippedMappings, HaveNoLineLongerThanAScreen) {
  for (const auto& folder : mapping_folders(TRELLIS_SOURCE_DIR "/mappings"))
    EXPECT_THAT(lines_too_long(folder + "/mapping.json"), IsEmpty());
}

TEST(ShippedMappings, SayNothingThreeTimes) {
  for (const auto& folder : mapping_folders(TRELLIS_SOURCE_DIR "/mappings")) {
    const auto mapping = Json::read_file(folder + "/mapping.json");
    ASSERT_THAT(mapping, testing::IsOk());
    EXPECT_THAT(written_too_often(*mapping), IsEmpty()) << folder;
  }
}

TEST(ShippedMappings, AreFoundWhereTheySaySomethingThreeTimes) {
  const auto mapping = Json::parse(R"({"subject": "a/b", "observations": [
    {"kind": "k", "when": "a/b", "valid-from": {"select": "d", "parse-date": "YYYY"},
     "fields": {"x": {"first": ["a/b", "d"]}, "y": {"select": "d", "parse-date": "YYYY"},
                "z": {"select": "d", "parse-date": "YYYY"}}}]})");
  ASSERT_THAT(mapping, testing::IsOk());
  EXPECT_THAT(written_too_often(*mapping), ::testing::ElementsAre("a/b", "\"YYYY\""));
}

}  // namespace
}  // namespace trellis::mapping
