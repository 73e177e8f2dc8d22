#include "hub/sharing/agreement_file.hpp"

#include "tests/hub/sharing/model_files.hpp"
#include "tests/hub/sharing/world.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::sharing {
namespace {

using formats::Json;
using model::Level;
using testing::a_catalogue;
using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::schema_of;
using ::testing::SizeIs;
using testing::some_parties;

constexpr const char* good = R"({
  // One agreement.
  "agreement": "one", "version": "1", "title": "One", "status": "live",
  "parties": {
    "providers": ["schools"],
    "recipients": [{ "organisation": "yjs", "roles": ["yj_worker", "yj_manager"] }]
  },
  "purpose": "youth_justice", "purpose-in-words": "words", "legal-basis": "basis", "regime": "law_enforcement",
  "subjects": { "known-to-recipient": true, "open-to": ["youth_justice"], "age-from": 10, "age-to": 17 },
  "share": [
    { "clause": "1", "kinds": ["education.*"], "level": "exists", "roles": { "yj_manager": "summary" } }
  ],
  "start": "2026-01-01", "review": "2026-09-30", "end": "2026-12-31",
  "signatories": [{ "organisation": "schools", "office": "Director", "signed": "2025-12-01" }]
})";

std::string with(std::string text, const std::string& old_words, const std::string& new_words) {
  const std::size_t at = text.find(old_words);
  EXPECT_NE(at, text.npos) << old_words;
  return text.replace(at, old_words.size(), new_words);
}

std::vector<Error> findings_in(const std::string& text, const std::string& file = "one.json") {
  std::vector<Error> findings;
  const auto read = read_agreement(*Json::parse(text, file), schema_of("agreement"), some_parties(),
                                   *a_catalogue(), findings);
  EXPECT_EQ(read.has_value(), findings.empty());
  return findings;
}

TEST(AgreementFile, ReadsEveryPart) {
  std::vector<Error> findings;
  const auto read = read_agreement(*Json::parse(good, "one.json"), schema_of("agreement"),
                                   some_parties(), *a_catalogue(), findings);

  ASSERT_THAT(findings, IsEmpty());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, "one");
  EXPECT_EQ(read->status, Agreement::Status::live);
  EXPECT_THAT(read->providers, ElementsAre("schools"));
  ASSERT_THAT(read->recipients, SizeIs(1));
  EXPECT_THAT(read->recipients[0].roles, ElementsAre("yj_worker", "yj_manager"));
  EXPECT_EQ(read->purpose, "youth_justice");
  EXPECT_EQ(read->regime, model::Regime::law_enforcement);
  EXPECT_TRUE(read->subjects.known_to_recipient);
  EXPECT_THAT(read->subjects.open_to, ElementsAre("youth_justice"));
  EXPECT_EQ(read->subjects.age_from, 10);
  EXPECT_EQ(read->subjects.age_to, 17);
  ASSERT_THAT(read->clauses, SizeIs(1));
  EXPECT_EQ(read->clauses[0].level_for("yj_worker"), Level::exists);
  EXPECT_EQ(read->clauses[0].level_for("yj_manager"), Level::summary);
  EXPECT_EQ(read->end, day("2026-12-31"));
  EXPECT_EQ(read->signatures.at(0).signed_on, day("2025-12-01"));
}

struct Mistake {
  const char* right;
  const char* wrong;
  const char* says;
};

TEST(AgreementFile, RefusesWhatCannotBeMeant) {
  const std::vector<Mistake> mistakes = {
      {"\"providers\": [\"schools\"]", "\"providers\": [\"scools\"]", "did you mean \"schools\"?"},
      {"\"yj_worker\", \"yj_manager\"", "\"school_lead\", \"yj_manager\"", "not a role of yjs"},
      {"\"yj_worker\", \"yj_manager\"", "\"yj_workr\", \"yj_manager\"",
       "did you mean \"yj_worker\"?"},
      {"\"purpose\": \"youth_justice\"", "\"purpose\": \"curiosity\"", "no purpose"},
      {"education.*", "educaton.*", "no kinds of the domain"},
      {"[\"youth_justice\"]", "[\"youth_justic\"]", "did you mean \"youth_justice\"?"},
      {"education.*", "education.suspensions", "did you mean \"education.suspension\"?"},
      {"education.*", "social_care.adoption", "sealed"},
      {"education.*", "social_care.episode", "does not serve the purpose"},
      {"{ \"yj_manager\": \"summary\" }", "{ \"steward\": \"summary\" }", "no role of a recipient"},
      {"\"age-to\": 17", "\"age-to\": 9", "age-to is below age-from"},
      {"\"end\": \"2026-12-31\"", "\"end\": \"2025-12-31\"", "ends before it starts"},
      {"\"review\": \"2026-09-30\"", "\"review\": \"2025-09-30\"", "review is before it starts"},
      {"\"end\": \"2026-12-31\"", "\"end\": \"2026-02-31\"", "does not exist"},
      {"{ \"organisation\": \"schools\", \"office\"", "{ \"organisation\": \"care\", \"office\"",
       "party"},
      {"\"agreement\": \"one\"", "\"agreement\": \"two\"", "the file's name should be"}};
  for (const Mistake& mistake : mistakes) {
    const auto findings = findings_in(with(good, mistake.right, mistake.wrong));

    ASSERT_FALSE(findings.empty()) << mistake.wrong;
    EXPECT_THAT(findings[0].message, HasSubstr(mistake.says));
    EXPECT_GT(findings[0].place.line, 0u) << mistake.wrong;
    EXPECT_GT(findings[0].place.column, 0u) << mistake.wrong;
  }
}

TEST(AgreementFile, SaysTheLineAndColumn) {
  const auto findings = findings_in(with(good, "education.*", "educaton.*"));

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].place.file, "one.json");
  EXPECT_EQ(findings[0].place.line, 11u);
  EXPECT_EQ(findings[0].place.column, 32u);
}

TEST(AgreementFile, AWithheldKindMayBeOneThatIsNeverShared) {
  EXPECT_THAT(
      findings_in(with(with(good, "education.*", "social_care.adoption"),
                       "\"exists\", \"roles\": { \"yj_manager\": \"summary\" }", "\"none\"")),
      IsEmpty());
}

TEST(AgreementFile, TwoClausesOfOneNumberAreAMistake) {
  const auto findings = findings_in(
      with(good, "\"share\": [",
           R"("share": [{ "clause": "1", "kinds": ["person.name"], "level": "none" },)"));

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("numbered \"1\""));
}

TEST(AgreementFile, RefusesKeysAndValuesThatTheSchemaDoesNotKnow) {
  EXPECT_THAT(findings_in(with(good, "\"legal-basis\"", "\"legal-bases\"")),
              ::testing::Not(IsEmpty()));
  EXPECT_THAT(findings_in(with(good, "\"live\"", "\"alive\"")), ::testing::Not(IsEmpty()));
  EXPECT_THAT(findings_in(with(good, "\"exists\"", "\"everything\"")), ::testing::Not(IsEmpty()));
  EXPECT_THAT(findings_in(with(good, "[\"education.*\"]", "[\"*\"]")), ::testing::Not(IsEmpty()));
  EXPECT_THAT(findings_in(with(good, "\"2026-01-01\"", "\"2026\"")), ::testing::Not(IsEmpty()));
}

TEST(AgreementFolder, LoadsTheGoodFilesAndReportsTheBad) {
  const testing::TemporaryFolder folder;
  folder.write("one.json", good);
  folder.write("two.json", "{ not json");
  folder.write("three.json", with(with(good, "\"one\"", "\"three\""), "education.*", "educaton.*"));
  folder.write("notes.txt", "not an agreement");
  std::vector<Error> findings;
  const auto loaded = load_agreements(folder.path(), testing::config_folder() + "/schema",
                                      some_parties(), *a_catalogue(), findings);

  ASSERT_THAT(loaded, SizeIs(1));
  EXPECT_EQ(loaded[0].id, "one");
  EXPECT_THAT(findings, SizeIs(2));
}

TEST(AgreementFolder, ThatIsNotThereHoldsNone) {
  std::vector<Error> findings;

  EXPECT_THAT(load_agreements("no/such/folder", testing::config_folder() + "/schema",
                              some_parties(), *a_catalogue(), findings),
              IsEmpty());
  EXPECT_THAT(findings, IsEmpty());
}

TEST(RoleFile, ReadsARoleAndRefusesAnUnknownOrganisation) {
  const std::string text = R"({ "role": "nurse", "title": "Nurse", "organisations": ["care"],
                               "own-records": "detail" })";
  std::vector<Error> findings;
  const auto role = read_role(*Json::parse(text, "nurse.json"), schema_of("role"),
                              some_parties().organisations, findings);
  ASSERT_TRUE(role);
  EXPECT_EQ(role->own_records, Level::detail);
  EXPECT_TRUE(role->belongs_to(*some_parties().organisation("care")));
  EXPECT_FALSE(role->belongs_to(*some_parties().organisation("schools")));

  EXPECT_FALSE(read_role(*Json::parse(with(text, "\"care\"", "\"cares\""), "nurse.json"),
                         schema_of("role"), some_parties().organisations, findings));
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("did you mean \"care\"?"));
}

}  // namespace
}  // namespace trellis::sharing
