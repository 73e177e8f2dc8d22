#include "hub/alerts/rule_file.hpp"

#include "tests/hub/sharing/model_files.hpp"
#include "tests/hub/sharing/world.hpp"

namespace trellis::alerts {
namespace {

using formats::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* good = R"({
  // One rule.
  "rule": "one", "title": "Suspended",
  "when": {
    "kinds": ["education.suspension"],
    "fields": [{ "field": "category", "in": ["SUSP", "LNCH"] }, { "field": "sessions", "at-least": 2 }],
    "within-days": 60, "one-per": ["category"]
  },
  "child": { "open-to": "youth_justice" },
  "recipient": { "role": "yj_worker", "purpose": "youth_justice" },
  "severity": "urgent", "answer-by-days": 2,
  "sentence": "Suspended on {day}: {reason}."
})";

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const std::size_t at = text.find(old_words);
  EXPECT_NE(at, text.npos) << old_words;
  return text.replace(at, old_words.size(), new_words);
}

std::optional<Rule> read(const std::string& text, std::vector<Error>& findings) {
  return read_rule(*Json::parse(text, "one.json"), testing::schema_of("alert-rule"),
                   testing::some_parties(), *testing::a_catalogue(), findings);
}

TEST(RuleFile, ReadsEveryPart) {
  std::vector<Error> findings;
  const auto rule = read(good, findings);

  ASSERT_THAT(findings, IsEmpty());
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->id, "one");
  EXPECT_THAT(rule->kinds, ElementsAre("education.suspension"));
  EXPECT_THAT(rule->when.fields(), ElementsAre("category", "sessions"));
  EXPECT_EQ(rule->within_days, 60);
  EXPECT_EQ(rule->open_to, "youth_justice");
  EXPECT_EQ(rule->role, "yj_worker");
  EXPECT_EQ(rule->purpose, "youth_justice");
  EXPECT_EQ(rule->severity, Severity::urgent);
  EXPECT_EQ(rule->answer_by_days, 2);
  EXPECT_THAT(rule->identity, ElementsAre("category"));
  EXPECT_TRUE(rule->when.holds(
      testing::held_by("schools", "k.k", {}, {}, {{"category", "LNCH"}, {"sessions", "2"}})
          .observation));
  EXPECT_FALSE(rule->when.holds(
      testing::held_by("schools", "k.k", {}, {}, {{"category", "LNCH"}, {"sessions", "1"}})
          .observation));
}

TEST(RuleFile, ReadsGroupsAndShares) {
  std::vector<Error> findings;
  const auto rule = read(
      with(
          with(
              with(
                  with(good, "education.suspension", "education.attendance_summary"),
                  R"({ "field": "category", "in": ["SUSP", "LNCH"] }, { "field": "sessions", "at-least": 2 })",
                  R"({ "any": [{ "field": "percent", "below": 90 },
                        { "share-of": "possible", "parts": ["authorised", "unauthorised"], "above": 10 }] })"),
              R"("one-per": ["category"])", R"("counted-from": "end")"),
          "{reason}", "{percent}"),
      findings);

  ASSERT_THAT(findings, IsEmpty());
  ASSERT_TRUE(rule);
  EXPECT_TRUE(rule->counted_from_end);
  const auto holds = [&](std::vector<std::pair<std::string, std::string>> fields) {
    return rule->when.holds(testing::held_by("s", "k.k", {}, {}, std::move(fields)).observation);
  };
  EXPECT_TRUE(holds({{"percent", "89"}}));
  EXPECT_TRUE(holds({{"possible", "100"}, {"authorised", "11"}}));
  EXPECT_FALSE(holds({{"percent", "90"}, {"possible", "100"}, {"authorised", "10"}}));
}

struct Mistake {
  const char* right;
  const char* wrong;
  const char* says;
};

TEST(RuleFile, RefusesWhatCannotBeMeant) {
  const std::vector<Mistake> mistakes = {
      {"[\"education.suspension\"]", "[\"education.suspensoin\"]",
       "did you mean \"education.suspension\"?"},
      {"\"field\": \"category\"", "\"field\": \"categry\"", "did you mean \"category\"?"},
      {"\"one-per\": [\"category\"]", "\"one-per\": [\"categories\"]",
       "no field of education.suspension"},
      {"{reason}", "{family}", "no field of education.suspension"},
      {"{reason}", "{reason", "has no }"},
      {"\"open-to\": \"youth_justice\"", "\"open-to\": \"youth_justic\"",
       "did you mean \"youth_justice\"?"},
      {"\"yj_worker\"", "\"yj_workers\"", "did you mean \"yj_worker\"?"},
      {"\"purpose\": \"youth_justice\"", "\"purpose\": \"curiosity\"",
       "does not serve the purpose"},
      {"\"role\": \"yj_worker\"", "\"role\": \"yj_worker\", \"organisation\": \"schools\"",
       "not a role of"},
      {"\"child\": { \"open-to\": \"youth_justice\" },", "", "say the recipient's organisation"},
      {"\"rule\": \"one\"", "\"rule\": \"two\"", "the file's name should be"}};
  for (const Mistake& mistake : mistakes) {
    std::vector<Error> findings;

    EXPECT_FALSE(read(with(good, mistake.right, mistake.wrong), findings)) << mistake.wrong;
    ASSERT_THAT(findings, SizeIs(1)) << mistake.wrong;
    EXPECT_THAT(findings[0].message, HasSubstr(mistake.says));
    EXPECT_GT(findings[0].place.line, 0u) << mistake.wrong;
  }
}

TEST(RuleFile, EveryRuleSaysHowLongItsEventIsNews) {
  std::vector<Error> findings;

  EXPECT_FALSE(read(with(good, "\"within-days\": 60, ", ""), findings));
  EXPECT_THAT(findings, SizeIs(1));
}

TEST(RuleFile, AConditionIsOneTest) {
  std::vector<Error> findings;

  EXPECT_FALSE(read(with(good, "\"at-least\": 2", "\"at-least\": 2, \"below\": 4"), findings));
  EXPECT_FALSE(findings.empty());
}

TEST(RuleFile, MayNotTakeAnArrestForGuilt) {
  const std::string arrest = with(
      with(
          with(
              with(good, "education.suspension", "police.arrest"),
              R"("fields": [{ "field": "category", "in": ["SUSP", "LNCH"] }, { "field": "sessions", "at-least": 2 }],)",
              ""),
          R"(, "one-per": ["category"])", ""),
      "Suspended on {day}: {reason}.", "Arrested on {day}.");
  const std::string aging =
      with(arrest, "\"answer-by-days\": 2", "\"answer-by-days\": 2, \"ages-out-days\": 30");
  std::vector<Error> findings;
  EXPECT_TRUE(read(aging, findings));

  EXPECT_FALSE(read(arrest, findings));
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("ages-out-days"));
  findings.clear();
  EXPECT_FALSE(read(with(aging, "Arrested on", "Has offended and was arrested on"), findings));
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("takes a suspicion for guilt"));
}

}  // namespace
}  // namespace trellis::alerts
