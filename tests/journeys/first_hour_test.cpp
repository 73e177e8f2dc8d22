// The example that a newcomer runs first: eight systems of four authorities, and who their children
// are by the generator's truth.
#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>

#include <gmock/gmock.h>

#include "hub/base/text.hpp"
#include "hub/formats/tree.hpp"
#include "tests/journeys/hub_folder.hpp"
#include "tests/support/shared.hpp"

namespace trellis::journeys {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Optional;

class FirstHour : public ::testing::Test {
 protected:
  // Source key by connection -> who that is.
  using Sources = std::map<std::string, std::string>;

  FirstHour() {
    fs::create_directories(hub);
    for (const char* part : {"hub.json", "schema", "connections", "agreements", "roles", "rules"})
      fs::copy(std::string(TRELLIS_SOURCE_DIR) + "/config/" + part, hub + "/" + part,
               fs::copy_options::recursive);
    const Ran made = run_program(
        folder, {"first-hour-data", "--out", hub, "--scale", "700", "--today", "2026-03-02"});
    EXPECT_EQ(made.exit, 0) << made.errors;
  }

  Ran trellis(std::vector<std::string> words) const {
    words.insert(words.begin(), {"trellis", "--hub", hub, "--actor", "test"});
    return run_program(folder, std::move(words));
  }

  // Of CSV with the columns connection, source key, and who.
  static Sources sources_of(const std::string& csv) {
    Sources sources;
    const std::vector<std::string> lines = text::split(csv, "\n");
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const auto last = lines[i].rfind(',');
      if (last == std::string::npos) continue;
      std::string key = lines[i].substr(0, last);
      std::erase(key, '"');
      sources[key] = text::trim(std::string_view(lines[i]).substr(last + 1));
    }
    return sources;
  }

  testing::TemporaryFolder folder;
  const std::string hub = folder.file("first-hour");
};

double pairs(double count) { return count * (count - 1) / 2; }

TEST_F(FirstHour, KnowsTheChildrenOfFourAuthoritiesAgain) {
  const int imported = trellis({"import", "--all"}).exit;
  EXPECT_TRUE(imported == 0 || imported == 4) << imported;  // 4: some records are held
  const Sources truth = sources_of(testing::read_file(hub + "/truth.csv"));
  const Sources found = sources_of(trellis({"--output", "csv", "child", "sources"}).out);

  std::map<std::string, double> of_person, of_child;
  std::map<std::pair<std::string, std::string>, double> of_both;
  for (const auto& [key, person] : truth) {
    const auto child = found.find(key);
    ASSERT_NE(child, found.end()) << key << " is lost";
    ++of_person[person];
    ++of_child[child->second];
    ++of_both[{person, child->second}];
  }
  double real = 0, made = 0, right = 0;
  for (const auto& [person, count] : of_person) real += pairs(count);
  for (const auto& [child, count] : of_child) made += pairs(count);
  for (const auto& [both, count] : of_both) right += pairs(count);
  EXPECT_GT(real, 300);
  EXPECT_GE(right / real, 0.94);  // what is left has no name and no number, or waits for a person
  EXPECT_EQ(made - right, 0);

  const formats::Json girl = *formats::Json::read_file(hub + "/showcase.json");
  const auto child_of = [&](const std::string& system) -> std::optional<std::string> {
    const auto child =
        found.find(girl[system + "_connection"].string() + "," + girl[system + "_key"].string());
    if (child == found.end()) return std::nullopt;
    return child->second;
  };
  const auto at_school = child_of("school");
  ASSERT_TRUE(at_school.has_value());
  for (const char* system : {"youth_justice", "social_care", "hospital"})
    EXPECT_THAT(child_of(system), Optional(*at_school)) << system;

  const std::string school = girl["school_connection"].string();
  const auto twin = std::find_if(truth.begin(), truth.end(), [&](const auto& each) {
    return each.second == girl["twin_person"].string() && each.first.starts_with(school + ",");
  });
  ASSERT_NE(twin, truth.end());
  const std::string her = school + ":" + girl["school_key"].string();
  const std::string twins = school + ":" + twin->first.substr(school.size() + 1);
  EXPECT_THAT(trellis({"match", "explain", her, twins}).out,
              HasSubstr("two pupil numbers on one school's roll"));
  const std::string drawing = folder.path() + "/why.svg";
  const formats::Json why =
      trellis({"--output", "json", "match", "explain", her, twins, "--svg", drawing}).json();
  EXPECT_EQ(why["outcome"].string(), "two children");
  EXPECT_FALSE(why["keys"].items().empty());
  const auto chart = formats::Tree::parse(formats::xml_type, testing::read_file(drawing));
  EXPECT_TRUE(chart.ok()) << drawing;
  const std::string hospital =
      girl["hospital_connection"].string() + ":" + girl["hospital_key"].string();
  EXPECT_THAT(trellis({"match", "explain", her, hospital}).out,
              AllOf(HasSubstr("equal, as one in"), HasSubstr("\nKeys in common: ")));
  EXPECT_THAT(trellis({"match", "explain", her}).out,
              AllOf(HasSubstr("child " + *at_school), HasSubstr("Weakest pair: ")));
  EXPECT_THAT(trellis({"match", "history", her}).out,
              AllOf(HasSubstr("default-1"), HasSubstr("placed")));
  EXPECT_THAT(trellis({"match", "history", her, "--at", "2001-01-01"}).errors,
              HasSubstr("not known yet"));
  EXPECT_THAT(trellis({"match", "history", her, "--at", "2101-01-01"}).out,
              AllOf(HasSubstr(school), HasSubstr(girl["hospital_connection"].string())));
  const Ran unknown = trellis({"match", "explain", her, school + ":nobody"});
  EXPECT_EQ(unknown.exit, 1);
  EXPECT_THAT(unknown.errors, HasSubstr("trellis child sources"));
  EXPECT_THAT(trellis({"match", "explain", her, "nowhere:1"}).errors,
              HasSubstr("trellis connection list"));
}

}  // namespace
}  // namespace trellis::journeys
