// What one source restricts, or a person, nobody reads through another source; each command is a
// process of its own.
#include "tests/journeys/hub_folder.hpp"

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace trellis::journeys {
namespace {

class ProtectedJourney : public ::testing::Test {
 protected:
  ProtectedJourney() {
    hub.write("hub/hub.json", R"({ "name": "test", "mappings": "../mappings", "organisations": [
      { "id": "council", "title": "A council", "kind": "social_care" },
      { "id": "school", "title": "A school", "kind": "education" },
      { "id": "service", "title": "A service", "kind": "youth_justice" } ] })");
    hub.write("mappings/people/mapping.json", R"({ "mapping": "people", "version": "1.0.0",
      "title": "People", "adapter": "csv", "settings": { "format": "csv", "key": ["id"] },
      "subject": "id", "observations": [
        { "kind": "person.name", "fields": { "given": "given", "family": "family" } },
        { "kind": "person.birth",
          "fields": { "date": { "select": "born", "parse-date": "YYYY-MM-DD" } } },
        { "kind": "person.identifier", "when": "nhs",
          "fields": { "system": { "value": "nhs_number" }, "value": "nhs" } },
        { "kind": "person.address", "fields": { "street": "street", "postcode": "postcode" } },
        { "kind": "person.restriction", "fields": { "scope": "scope", "reason": "why" } } ] })");
    for (const std::string name : {"council", "school", "service"})
      hub.write("hub/connections/" + name + ".json", R"({ "connection": ")" + name +
                                                         R"(", "title": "T", "organisation": ")" +
                                                         name + R"(", "mapping": "people" })");
    hub.write("hub/roles/worker.json", R"({ "role": "worker", "title": "Worker",
      "organisation-kinds": ["youth_justice"], "own-records": "detail" })");
    hub.write("hub/agreements/all.json", R"({ "agreement": "all", "version": "1", "title": "All",
      "status": "live", "parties": { "providers": ["council", "school"],
        "recipients": [{ "organisation": "service", "roles": ["worker"] }] },
      "purpose": "youth_justice", "purpose-in-words": "To work with children",
      "legal-basis": "Crime and Disorder Act 1998 s.115", "regime": "gdpr",
      "share": [{ "clause": "1", "kinds": ["person.*"], "level": "detail" }],
      "start": "2020-01-01", "review": "2098-01-01", "end": "2099-01-01", "signatories": [
        { "organisation": "council", "office": "Head", "signed": "2019-12-01" },
        { "organisation": "school", "office": "Head", "signed": "2019-12-01" },
        { "organisation": "service", "office": "Head", "signed": "2019-12-01" } ] })");
    import("service", "1,Ines,Harrow,2012-04-05,9990000018,,,,\n");
    import("school", "7,Ines,Harrow,2012-04-05,9990000018,8 Quarry Rise,EM2 9LD,,\n");
  }

  void import(const std::string& connection, const std::string& rows) {
    const std::string file = hub.write(
        connection + ".csv", "id,given,family,born,nhs,street,postcode,scope,why\n" + rows);
    const Ran ran = hub.import(connection, file);
    EXPECT_EQ(ran.exit, 0) << ran.errors;
  }
  Ran as_worker(std::vector<std::string> command) {
    for (const char* word :
         {"--as", "worker", "--organisation", "service", "--purpose", "youth_justice"})
      command.emplace_back(word);
    return hub.run(command);
  }

  HubFolder hub;
};

TEST_F(ProtectedJourney, OneSourcesRestrictionHidesWhatTheOthersHold) {
  EXPECT_THAT(as_worker({"child", "show", "1"}).out, HasSubstr("Quarry Rise"));

  import("council", "C,Ines,Harrow,2012-04-05,9990000018,,,location,violence\n");
  EXPECT_THAT(as_worker({"child", "show", "1"}).out,
              AllOf(HasSubstr("Harrow"), Not(HasSubstr("Quarry")), Not(HasSubstr("EM2"))));
  EXPECT_THAT(as_worker({"child", "search", "EM29LD"}).out, Not(HasSubstr("Harrow")));
  EXPECT_THAT(hub.run({"child", "protections", "1"}).out, HasSubstr("location"));

  import("council", "C,Ines,Harrow,2012-04-05,9990000018,,,whole record,adopted\n");
  const Ran hidden = as_worker({"child", "show", "1"});
  EXPECT_THAT(hidden.out, AllOf(HasSubstr("own record"), Not(HasSubstr("all 1"))));
}

TEST_F(ProtectedJourney, APersonProtectsAtOnceAndEndsItAgain) {
  const std::vector<std::string> why = {"--reason", "a threat", "--authority", "the manager"};
  const auto with = [&](std::vector<std::string> command) {
    command.insert(command.end(), why.begin(), why.end());
    return hub.run(command);
  };
  EXPECT_EQ(hub.run({"child", "protect", "1", "--scope", "location"}).exit, 64);
  EXPECT_EQ(with({"child", "protect", "1", "--scope", "somewhere"}).exit, 1);
  EXPECT_EQ(with({"child", "unprotect", "1"}).exit, 1);

  EXPECT_EQ(with({"child", "protect", "1", "--scope", "location"}).exit, 0);
  EXPECT_THAT(as_worker({"child", "show", "1"}).out, Not(HasSubstr("Quarry")));
  EXPECT_EQ(with({"child", "unprotect", "1"}).exit, 0);
  EXPECT_THAT(as_worker({"child", "show", "1"}).out, HasSubstr("Quarry Rise"));
  EXPECT_THAT(hub.run({"child", "protections", "1"}).out, HasSubstr("ended by"));
}

TEST_F(ProtectedJourney, IsNotEndedBySkippingAHeldRowUnlessThatIsSaid) {
  const std::string file =
      hub.write("bad.csv",
                "id,given,family,born,nhs,street,postcode,scope,why\n"
                "C,Ines,Harrow,2012-04-05,9990000018,,,location,violence,surplus\n");
  EXPECT_THAT(hub.import("council", file).errors, HasSubstr("1 new restrictions protect children"));
  EXPECT_THAT(as_worker({"child", "show", "1"}).out, Not(HasSubstr("Quarry")));
  EXPECT_THAT(hub.run({"queue", "show", "1"}).out, HasSubstr("restrictions_that_hold"));

  const Ran refused = hub.run({"queue", "skip", "1", "--reason", "a test"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.errors, HasSubstr("--ends-protection"));
  EXPECT_THAT(as_worker({"child", "show", "1"}).out, Not(HasSubstr("Quarry")));
  EXPECT_EQ(hub.run({"queue", "skip", "1", "--reason", "a test", "--ends-protection"}).exit, 0);
  EXPECT_THAT(as_worker({"child", "show", "1"}).out, HasSubstr("Quarry Rise"));
}

}  // namespace
}  // namespace trellis::journeys
