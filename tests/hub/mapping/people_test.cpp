#include "hub/mapping/file_source.hpp"
#include "hub/mapping/person_key.hpp"
#include "hub/mapping/trial.hpp"
#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A tenant and the children of one row.
const std::string tenancy = R"~({"mapping": "small", "version": "1.0.0", "title": "Tenancies",
 "adapter": "xml", "settings": {"format": "xml", "record": "/r/home"}, "record": "/r/home",
 "require": [{"path": "street", "say": "a home needs a street", "severity": "error"},
             {"path": "postcode", "say": "a home has a postcode", "severity": "warning"}],
 "people": [
  {"person": "tenant", "subject": "@id",
   "observations": [{"kind": "test.thing", "fields": {"text": "tenant"}}]},
  {"person": "child", "for-each": "child",
   "subject": {"join": ["../@id", "@n"], "with": "/"},
   "require": [{"path": "not(@broken)", "say": "a broken child", "severity": "error"}],
   "observations": [{"kind": "test.thing", "fields": {"text": ".", "second": "../street"}}]}]})~";

class People : public ::testing::Test {
 protected:
  std::vector<Mapped> map(const std::string& home) {
    auto mapping = folder_.load();
    for (const Error& finding : folder_.findings) ADD_FAILURE() << to_string(finding);
    if (!mapping) return {};
    EXPECT_TRUE(mapping->has_people());
    return mapping->apply_all(tree_of("<r>" + home + "</r>"), this_year);
  }
  static std::vector<std::string> keys(const std::vector<Mapped>& people) {
    std::vector<std::string> all;
    for (const Mapped& person : people) all.push_back(person_key("T1", person));
    return all;
  }
  MappingFolder folder_{tenancy};
};

TEST_F(People, OfARecordAreReadEachForThemselves) {
  const auto people =
      map("<home id='7'><street>Mill Lane</street><postcode>AB1 2CD</postcode>"
          "<tenant>Ada</tenant><child n='1'>Ben</child><child n='2'>Cai</child></home>");
  ASSERT_THAT(people, SizeIs(3));
  EXPECT_THAT(keys(people), ElementsAre("T1#person=7", "T1#person=7%2F1", "T1#person=7%2F2"));
  EXPECT_EQ(people[1].subject_key, "7/1");
  EXPECT_THAT(texts(people[1]), ElementsAre("Ben", "Mill Lane"));
  EXPECT_EQ(people[2].person, "child 2");
  EXPECT_EQ(people[2].observations[0].path, "/r/home/child[2]");
  for (const Mapped& person : people) EXPECT_THAT(person.issues, IsEmpty());
}

TEST_F(People, OfWhomNothingIsSaidAreLeftOut) {
  EXPECT_THAT(keys(map("<home id='7'><street>x</street><postcode>y</postcode><tenant/>"
                       "<child n='1'>Ben</child></home>")),
              ElementsAre("T1#person=7%2F1"));
}

TEST_F(People, WithoutAKeyAreHeldAndTheOthersAreNot) {
  const auto people =
      map("<home id='7'><street>x</street><postcode>y</postcode><tenant>Ada</tenant>"
          "<child>Ben</child></home>");
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_TRUE(people[0].is_readable());
  EXPECT_THAT(rules(people[1]), ElementsAre("no-subject"));
  EXPECT_THAT(people[1].issues[0].sentence, HasSubstr("child, subject"));
  EXPECT_EQ(person_key("T1", people[1]), "T1#person=(child 1)");
}

TEST_F(People, WithAFaultOfTheirOwnAreHeldAlone) {
  const auto people =
      map("<home id='7'><street>x</street><postcode>y</postcode><tenant>Ada</tenant>"
          "<child n='1' broken='1'>Ben</child><child n='2'>Cai</child></home>");
  ASSERT_THAT(people, SizeIs(3));
  EXPECT_TRUE(people[0].is_readable());
  EXPECT_FALSE(people[1].is_readable());
  EXPECT_TRUE(people[2].is_readable());
}

TEST_F(People, AreAllHeldByAFaultOfTheirRecordAndItsWarningsAreToldOnce) {
  const auto people = map("<home id='7'><tenant>Ada</tenant><child n='1'>Ben</child></home>");
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_THAT(rules(people[0]), ElementsAre("missing-required", "missing-required"));
  EXPECT_THAT(rules(people[1]), ElementsAre("missing-required"));
  EXPECT_EQ(people[1].subject_key, "7/1");
}

TEST_F(People, WithOneKeyAreNotTakenForOne) {
  const auto people =
      map("<home id='7'><street>x</street><postcode>y</postcode>"
          "<child n='1'>Ben</child><child n='1'>Cai</child></home>");
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_TRUE(people[0].is_readable());
  EXPECT_THAT(rules(people[1]), ElementsAre("person-twice"));
  EXPECT_THAT(keys(people), ElementsAre("T1#person=7%2F1", "T1#person=(child 2)"));
}

TEST_F(People, AreAtLeastOne) {
  const auto people = map("<home id='7'><street>x</street><postcode>y</postcode></home>");
  ASSERT_THAT(people, SizeIs(1));
  EXPECT_THAT(rules(people[0]), ElementsAre("no-subject"));
  EXPECT_EQ(people[0].person, "");
}

TEST_F(People, AreNotCountless) {
  std::string home = "<home id='7'><street>x</street><postcode>y</postcode>";
  for (int n = 0; n < 1001; ++n) home += "<child n='" + std::to_string(n) + "'>x</child>";
  const auto people = map(home + "</home>");
  ASSERT_THAT(people, SizeIs(1));
  EXPECT_THAT(rules(people[0]), ElementsAre("too-many-people"));
}

TEST_F(People, AreToldByATrialUnderTheirOwnKeys) {
  auto mapping = folder_.load();
  ASSERT_THAT(mapping, testing::IsOk());
  testing::TemporaryFolder input;
  const auto sources =
      open_files(input.write("homes.xml",
                             "<r><home id='7'><street>x</street><tenant>Ada</tenant>"
                             "<child n='1'>Ben</child></home></r>"));
  const auto trial = try_mapping(*mapping, borrowed(*sources));
  ASSERT_THAT(trial, testing::IsOk());
  ASSERT_THAT(trial->records, SizeIs(2));
  EXPECT_THAT(trial->records[1].key, HasSubstr("#person=7%2F1"));
  EXPECT_TRUE(trial->coverage.source_fields_read.contains("r/home/child"));
}

TEST(PeopleOfAMapping, StandInsteadOfSubjectAndObservations) {
  MappingFolder both(std::string(tenancy).insert(1, R"("subject": "@id", )"));
  EXPECT_FALSE(both.load().ok());
  EXPECT_THAT(to_string(both.findings.front()), HasSubstr("a `subject` of its own"));
  MappingFolder neither(R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "xml",
   "settings": {}, "subject": "@id"})");
  EXPECT_FALSE(neither.load().ok());
  EXPECT_THAT(to_string(neither.findings.front()), HasSubstr("`people`"));
  std::string twice = tenancy;
  twice.replace(twice.find("\"child\""), 7, "\"tenant\"");
  MappingFolder same(twice);
  EXPECT_FALSE(same.load().ok());
  EXPECT_THAT(to_string(same.findings.front()), HasSubstr("stands twice"));
}

TEST(PersonKey, KeepsTheScopeOfItsRecord) {
  Mapped person;
  person.subject_key = "a/b#c%(d)";
  person.person = "child 1";
  const std::string key = person_key("2026/T1", person);
  EXPECT_EQ(key, "2026/T1#person=a%2Fb%23c%25%28d)");
  EXPECT_EQ(record_key_of(key), "2026/T1");
  EXPECT_EQ(record_key_of(place_key("T1", person)), "T1");
  EXPECT_EQ(record_key_of("T1"), "T1");
}

}  // namespace
}  // namespace trellis::mapping
