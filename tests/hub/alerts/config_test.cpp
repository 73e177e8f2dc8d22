#include "hub/alerts/rule_file.hpp"
#include "hub/alerts/rules.hpp"
#include "hub/sharing/agreement_file.hpp"
#include "tests/hub/sharing/model_files.hpp"
#include "tests/hub/sharing/world.hpp"

// The configuration that comes with the program, read with the model that comes with it.
namespace trellis::alerts {
namespace {

using model::Level;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace trellis::testing;  // day, held_by, shipped_catalogue, ...
using sharing::Sourced;

struct Shipped {
  std::shared_ptr<const model::Catalogue> catalogue = shipped_catalogue();
  sharing::Parties parties;
  std::vector<sharing::Agreement> agreements;
  std::vector<Rule> rules;
  std::vector<std::string> findings;
};

std::string to_words(const std::vector<std::string>& all) {
  std::string words;
  for (const std::string& one : all) words += one + "\n";
  return words;
}

const Shipped& shipped() {
  static const Shipped loaded = [] {
    Shipped all;
    std::vector<Error> findings;
    const auto hub = *formats::Json::read_file(config_folder() + "/hub.json");
    findings = formats::check_schema(hub, schema_of("hub"));
    for (const auto& one : hub["organisations"].items())
      all.parties.organisations.push_back(
          {one["id"].string(), one["title"].string(), one["kind"].string()});
    const std::string schemas = config_folder() + "/schema";
    all.parties.roles = sharing::load_roles(config_folder() + "/roles", schemas,
                                            all.parties.organisations, findings);
    all.agreements = sharing::load_agreements(config_folder() + "/agreements", schemas, all.parties,
                                              *all.catalogue, findings);
    all.rules =
        load_rules(config_folder() + "/rules", schemas, all.parties, *all.catalogue, findings);
    for (const Error& finding : findings) all.findings.push_back(to_string(finding));
    return all;
  }();
  return loaded;
}

std::vector<Sourced> a_child_of_northbridge() {
  return {held_by("fourvale-yjs", "person.birth", {}, {}, {{"date", "2012-02-03"}}),
          held_by("fourvale-yjs", "youth_justice.programme", "2026-05-01")};
}

std::vector<std::string> told(std::vector<Sourced> about, const char* rule_id) {
  std::vector<Sourced> held = a_child_of_northbridge();
  held.insert(held.end(), about.begin(), about.end());
  const sharing::Policy policy(shipped().parties, shipped().agreements, shipped().catalogue);
  std::vector<std::string> sentences;
  for (const Raised& raised :
       evaluate(shipped().rules, ChildId(1), held, *shipped().catalogue, today)) {
    const Rule& rule = *find(shipped().rules, raised.rule);
    const auto permissions =
        policy.permit({raised.role, raised.organisation, raised.purpose},
                      sharing::facts_of(held, {}, *shipped().catalogue, today), today);
    const auto content = content_for(rule, raised, held, permissions, policy, today);
    if (content && raised.rule == rule_id) sentences.push_back(content->sentence);
  }
  return sentences;
}

TEST(Configuration, HasNoFindings) {
  EXPECT_THAT(shipped().findings, IsEmpty()) << to_words(shipped().findings);
  EXPECT_THAT(shipped().agreements, SizeIs(6));
  EXPECT_THAT(shipped().rules, SizeIs(7));
  EXPECT_THAT(shipped().parties.roles, SizeIs(10));
}

TEST(Configuration, ItsConnectionsFollowTheirSchemaAndNameOrganisations) {
  for (const auto& file : std::filesystem::directory_iterator(config_folder() + "/connections")) {
    const auto json = formats::Json::read_file(file.path().string());
    ASSERT_TRUE(json.ok()) << file.path();
    for (const Error& finding : formats::check_schema(*json, schema_of("connection")))
      ADD_FAILURE() << to_string(finding);
    EXPECT_EQ((*json)["connection"].string(), file.path().stem().string());
    EXPECT_NE(shipped().parties.organisation((*json)["organisation"].string()), nullptr);
    EXPECT_TRUE(std::filesystem::exists(std::string(TRELLIS_SOURCE_DIR) + "/mappings/" +
                                        (*json)["mapping"].string() + "/mapping.json"))
        << (*json)["mapping"].string();
  }
}

TEST(Configuration, OnlyTheDraftIsNotLive) {
  for (const sharing::Agreement& agreement : shipped().agreements)
    EXPECT_EQ(sharing::is_live(agreement, today), agreement.id != "youth-work-to-youth-justice")
        << agreement.id << " " << sharing::why_not_live(agreement, today);
}

TEST(Configuration, TellsTheWorkerOfASuspension) {
  const auto sentences =
      told({held_by("northbridge-education", "education.suspension", "2026-06-01", {},
                    {{"category", "SUSP"}, {"sessions", "4"}, {"reason", "DB"}})},
           "suspension");

  EXPECT_THAT(sentences, ElementsAre("Suspended from school on 2026-06-01, 4 sessions: DB."));
}

TEST(Configuration, TellsTheWorkerOfAPermanentExclusion) {
  EXPECT_THAT(told({held_by("eastmere-education", "education.permanent_exclusion", "2026-06-01")},
                   "permanent-exclusion"),
              SizeIs(1));
}

TEST(Configuration, TellsTheWorkerOfFailingAttendanceHoweverItIsSaid) {
  const auto attendance = [](std::vector<std::pair<std::string, std::string>> fields) {
    return told({held_by("eastmere-education", "education.attendance_summary", {}, "2026-05-21",
                         std::move(fields))},
                "attendance-below-90");
  };

  EXPECT_THAT(attendance({{"percent", "89.9"}}), SizeIs(1));
  EXPECT_THAT(attendance({{"percent", "90"}}), IsEmpty());
  EXPECT_THAT(attendance({{"possible", "120"}, {"authorised", "10"}, {"unauthorised", "3"}}),
              SizeIs(1));
  EXPECT_THAT(attendance({{"possible", "120"}, {"authorised", "9"}, {"unauthorised", "3"}}),
              IsEmpty());
  EXPECT_THAT(attendance({{"possible", "10"}, {"authorised", "5"}}), IsEmpty());
}

TEST(Configuration, TellsTheWorkerOfANewProtectionPlan) {
  const auto plan = [](const char* from) {
    return told({held_by("westhaven-social-care", "social_care.child_protection_plan", from, {},
                         {{"initial_category", "NEG"}})},
                "child-protection-plan");
  };

  EXPECT_THAT(plan("2026-06-10"),
              ElementsAre("A child protection plan began on 2026-06-10; category: NEG."));
  EXPECT_THAT(plan("2025-06-10"), IsEmpty());
}

TEST(Configuration, TellsTheWorkerOfAMissingChildFromPoliceOrSocialCare) {
  EXPECT_THAT(
      told({held_by("westhaven-social-care", "social_care.missing", "2026-06-10")}, "missing"),
      SizeIs(1));
  EXPECT_THAT(
      told({held_by("fourvale-police", "police.missing_episode", {}, {},
                    {{"start", "2026-06-10T22:15:00.000000Z"}})},
           "missing"),
      ElementsAre("Reported missing on 2026-06-10. Ask whether a return interview was offered."));
}

TEST(Configuration, TellsTheManagerOfWhatACourtDecidedOnly) {
  const auto outcome = [](const char* type, const char* given_by) {
    return told({held_by("fourvale-yjs", "youth_justice.outcome", "2026-06-01", {},
                         {{"type", type}, {"given_by", given_by}})},
                "court-outcome");
  };

  EXPECT_THAT(outcome("RO", "court"), SizeIs(1));
  EXPECT_THAT(outcome("YRO", ""), SizeIs(1));
  EXPECT_THAT(outcome("CR", "police"), IsEmpty());
  EXPECT_THAT(outcome("O22", "police"), IsEmpty());
}

TEST(Configuration, AnArrestRaisesNothing) {
  std::vector<Sourced> held = a_child_of_northbridge();
  held.push_back(
      held_by("fourvale-police", "police.arrest", "2026-06-10", {}, {{"offence", "Theft"}}));

  EXPECT_THAT(evaluate(shipped().rules, ChildId(1), held, *shipped().catalogue, today), IsEmpty());
}

TEST(Configuration, SchoolsLearnThatThereIsAWorkerAndNotWhy) {
  const sharing::Policy policy(shipped().parties, shipped().agreements, shipped().catalogue);
  std::vector<Sourced> held = a_child_of_northbridge();
  held.push_back(held_by("northbridge-education", "education.enrolment", "2025-09-01"));
  const auto permissions =
      policy.permit({"school_lead", "northbridge-education", "safeguarding"},
                    sharing::facts_of(held, {}, *shipped().catalogue, today), today);

  EXPECT_EQ(permissions.answer("fourvale-yjs", "youth_justice.programme").level, Level::exists);
  EXPECT_THAT(permissions.fields("fourvale-yjs", "youth_justice.involvement"), Contains("phone"));
  EXPECT_EQ(permissions.answer("fourvale-yjs", "youth_justice.offence").level, Level::none);
  EXPECT_EQ(permissions.answer("northbridge-social-care", "social_care.cin_plan").level,
            Level::none);
}

TEST(Model, EveryFieldThatHoldsAPlaceIsHiddenWithAProtectedLocation) {
  const auto& catalogue = *shipped().catalogue;
  for (const std::string& name : catalogue.kind_names()) {
    for (const model::FieldDefinition& field : catalogue.kind(name)->fields) {
      const bool looks_like_a_place =
          field.codes == "postcode" || field.codes == "urn_school" || field.codes == "laestab" ||
          field.name.find("postcode") != std::string::npos ||
          field.name.find("establishment") != std::string::npos ||
          field.name.find("address") != std::string::npos || field.name == "place" ||
          field.name == "town" || field.name == "street";
      if (!looks_like_a_place) continue;
      EXPECT_TRUE(sharing::tells_location(*catalogue.kind(name), field))
          << name << " " << field.name;
    }
  }
  const auto tells = [&](const std::string& kind, const char* field) {
    return sharing::tells_location(*catalogue.kind(kind), *catalogue.kind(kind)->find(field));
  };
  EXPECT_TRUE(tells("police.missing_episode", "found"));
  EXPECT_TRUE(tells("social_care.missing", "found"));
  EXPECT_TRUE(tells("person.identifier", "assigner"));
  EXPECT_TRUE(tells("person.relationship", "phone"));
  EXPECT_TRUE(tells("youth_justice.accommodation", "type"));
  EXPECT_TRUE(tells("youth_justice.programme", "team"));
  EXPECT_TRUE(tells("social_care.previous_permanence", "authority"));
  EXPECT_FALSE(tells("youth_justice.accommodation", "at"));
  EXPECT_FALSE(tells("youth_justice.programme", "phone")) << "a worker's";
  for (const char* kind : {"health.gp_practice", "housing.homelessness", "housing.move",
                           "housing.notice", "housing.tenancy", "other.school_transport",
                           "person.address", "person.contact", "social_care.placement"})
    EXPECT_TRUE(catalogue.kind(kind)->is_place) << kind;
  EXPECT_FALSE(catalogue.kind("education.suspension")->is_place);
}

TEST(Model, EveryTextSaysWhetherItTellsAPlace) {
  const auto& catalogue = *shipped().catalogue;
  for (const std::string& name : catalogue.kind_names())
    for (const model::FieldDefinition& field : catalogue.kind(name)->fields) {
      const bool must_say = field.type == model::FieldType::text ||
                            (field.type == model::FieldType::identifier && field.codes.empty());
      EXPECT_TRUE(!must_say || field.whereabouts != model::Whereabouts::not_said)
          << name << " " << field.name << ": say \"place\": true or false in mappings/model";
    }
  model::FieldDefinition unsaid;
  const model::KindDefinition& suspension = *catalogue.kind("education.suspension");
  EXPECT_TRUE(sharing::tells_location(suspension, unsaid)) << "fails closed";
  unsaid.type = model::FieldType::date;
  EXPECT_FALSE(sharing::tells_location(suspension, unsaid));
}

}  // namespace
}  // namespace trellis::alerts
