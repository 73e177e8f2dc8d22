#include "hub/app/match/possible_children.hpp"

#include <filesystem>

#include <gmock/gmock.h>

#include "hub/matching/identity/ports.hpp"
#include "hub/pipeline/seal.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::app {
namespace {

using matching::Evidence;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using trellis::testing::a_child;
using trellis::testing::IsError;
using trellis::testing::IsOk;

const std::string name_and_birth =
    R"({"kind":"person.name","fields":{"given":"Ada","family":"Moss"}}
{"kind":"person.birth","fields":{"date":"2015-03-02"}}
)";

// A council with a social worker, and a school; a question is shown from 7 bits on.
class PossibleChildren : public ::testing::Test {
 protected:
  PossibleChildren() {
    std::filesystem::create_directory_symlink(std::string(TRELLIS_SOURCE_DIR) + "/mappings",
                                              folder.file("mappings"));
    folder.write("hub/hub.json", R"({ "name": "test", "mappings": "../mappings", "organisations": [
      { "id": "council", "title": "A council", "kind": "social_care" },
      { "id": "school", "title": "A school", "kind": "education" } ] })");
    folder.write("hub/roles/worker.json", R"({ "role": "worker", "title": "Social worker",
      "organisation-kinds": ["social_care"], "own-records": "detail" })");
  }

  // The school tells the council the names of its children.
  void agree() {
    folder.write("hub/agreements/names.json", R"({ "agreement": "names", "version": "1.0",
      "title": "Names", "status": "live",
      "parties": { "providers": ["school"],
                   "recipients": [{ "organisation": "council", "roles": ["worker"] }] },
      "purpose": "safeguarding", "purpose-in-words": "To keep children safe",
      "legal-basis": "Children Act 2004 s.10", "regime": "gdpr",
      "share": [{ "clause": "1", "kinds": ["person.name"], "level": "identity" }],
      "start": "2020-01-01", "review": "2090-01-01", "end": "2099-12-31",
      "signatories": [
        { "organisation": "school", "office": "Head", "signed": "2019-12-01" },
        { "organisation": "council", "office": "Director", "signed": "2019-12-01" }] })");
  }
  Hub& hub() {
    if (!hub_) {
      auto opened = Hub::open(folder.path() + "/hub");
      EXPECT_THAT(opened, IsOk());
      hub_ = std::move(*opened);
    }
    return *hub_;
  }

  struct Told {
    SubjectId subject;
    ChildId child;
  };
  Told tell(const std::string& organisation, const matching::Features& features) {
    const std::string key = std::to_string(++told_);
    pipeline::Records& records = hub().records();
    EXPECT_THAT(records.begin(), IsOk());
    const auto connection = *records.connection(organisation + "-system", organisation);
    pipeline::NewVersion version;
    version.connection = connection;
    version.import = *records.start_import(connection, "rows.csv", now());
    version.subject = *records.add_subject(connection, key);
    version.key = key;
    version.digest = sha256(key);
    version.media_type = "application/json";
    version.bytes = "{}";
    version.mapping = "rows";
    version.mapping_version = "1.0.0";
    version.kinds = "person.name\nperson.birth\n";
    version.observations = name_and_birth;
    version.content = pipeline::content_digest(version.kinds, version.observations);
    EXPECT_THAT(records.add_version(version, std::nullopt, now()), IsOk());
    const ChildId child = *hub().links().make_child(now());
    EXPECT_THAT(
        hub().links().put(matching::Known{{version.subject, connection}, child, pack(features)}),
        IsOk());
    EXPECT_THAT(records.commit(), IsOk());
    return {version.subject, child};
  }
  MatchId ask(SubjectId a, SubjectId b, double bits,
              matching::ProposalState state = matching::ProposalState::open) {
    matching::Comparison comparison;
    comparison.bits = bits;
    comparison.forbidden = is_forbidden;
    comparison.evidence = evidence;
    matching::Proposal question;
    question.a = a;
    question.b = b;
    question.bits = bits;
    question.state = state;
    question.model = "default-1";
    question.evidence = write(comparison);
    return *hub().links().put(question);
  }
  std::vector<PossibleChild> possible(ChildId child, const Looker& looker) {
    const auto look = look_at(hub(), to_string(child), looker, "ada");
    EXPECT_THAT(look, IsOk());
    const auto found = possible_children(hub(), *look, looker, "ada");
    EXPECT_THAT(found, IsOk());
    return *found;
  }
  std::vector<audit::Entry> looks_at(ChildId child) {
    std::vector<audit::Entry> looks;
    const auto entries = hub().journal().list({{child}, {}, {}, {}}, {});
    EXPECT_THAT(entries, IsOk());
    for (const audit::Written& each : *entries) looks.push_back(each.entry);
    return looks;
  }
  Instant now() { return hub().clock().now(); }

  const matching::Features ada = a_child("ada", "moss").born("2015-03-02");
  const matching::Features sealed_ada = a_child("ada", "moss").born("2015-03-02").sealed();
  const Looker operators;
  const Looker worker{"worker", "council", "safeguarding", ""};
  bool is_forbidden = false;
  std::vector<Evidence> evidence = {
      {"prior", "any two children", -18, 0, matching::Topic::prior},
      {"given name",
       "one letter off",
       4.5,
       0,
       matching::Topic::given_name,
       {matching::Trait::given_name}},
      {"birth date", "equal", 12.5, 0, matching::Topic::birth_date, {matching::Trait::birth_date}}};
  testing::TemporaryFolder folder;

 private:
  std::unique_ptr<Hub> hub_;
  int told_ = 0;
};

TEST_F(PossibleChildren, AreNamedWithTheirChanceAndReasonsFromTheThresholdOn) {
  const Told one = tell("council", ada), other = tell("school", ada),
             unlikely = tell("school", ada);
  const MatchId asked = ask(one.subject, other.subject, 7);
  ask(unlikely.subject, one.subject, 6.9);

  const auto found = possible(one.child, operators);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].child, other.child);
  EXPECT_EQ(found[0].match, asked);
  EXPECT_NEAR(found[0].chance, 128.0 / 129, 1e-12);
  EXPECT_FALSE(found[0].is_by_answers);
  EXPECT_THAT(found[0].reasons, ElementsAre("given name one letter off", "birth date equal"));
  const auto looks = looks_at(other.child);
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].details, R"({"possibly_same_as":)" + to_string(one.child) + "}");
  EXPECT_EQ(looks[0].actor, "ada");
}

TEST_F(PossibleChildren, StandOnceEachAndTheLikeliestFirst) {
  const Told one = tell("council", ada), second = tell("school", ada), first = tell("school", ada);
  ask(one.subject, second.subject, 7.5);
  ask(one.subject, first.subject, 7);
  const MatchId strongest = ask(first.subject, one.subject, 8.5);

  const auto found = possible(one.child, operators);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].child, first.child);
  EXPECT_EQ(found[0].match, strongest);
  EXPECT_EQ(found[1].child, second.child);
}

TEST_F(PossibleChildren, AreNotToldToWhomTheAgreementsDoNotNameThem) {
  const Told one = tell("council", ada), other = tell("school", ada);
  ask(one.subject, other.subject, 8);

  EXPECT_THAT(possible(one.child, worker), IsEmpty());
  EXPECT_THAT(looks_at(other.child), IsEmpty()) << "nothing was told of it";
  EXPECT_THAT(look_at(hub(), to_string(other.child), worker, "ada"), IsError(Fault::not_found));
}

TEST_F(PossibleChildren, AreToldWithTheReasonsThatTheAgreementsLetTheLookerSee) {
  agree();
  const Told one = tell("council", ada), other = tell("school", ada), own = tell("council", ada);
  ask(one.subject, other.subject, 8);
  ask(one.subject, own.subject, 7.5);

  const auto found = possible(one.child, worker);
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0].child, other.child);
  EXPECT_THAT(found[0].reasons, ElementsAre("given name one letter off"))
      << "the school does not tell when its children were born";
  EXPECT_THAT(found[1].reasons, ElementsAre("given name one letter off", "birth date equal"));
  const auto looks = looks_at(other.child);
  ASSERT_THAT(looks, SizeIs(1));
  EXPECT_EQ(looks[0].role, "worker");
  EXPECT_EQ(looks[0].purpose, "safeguarding");
}

TEST_F(PossibleChildren, AreToldWithoutReasonsWhereItIsNotKnownWhatTheseCompare) {
  const Told one = tell("council", ada), other = tell("council", ada);
  evidence = {{"given name", "one letter off", 4.5},
              {"household", "postcode equal, same doctor", 3, 0, matching::Topic::household}};
  ask(one.subject, other.subject, 8);

  ASSERT_THAT(possible(one.child, worker), SizeIs(1));
  EXPECT_THAT(possible(one.child, worker)[0].reasons, IsEmpty());
  EXPECT_THAT(possible(one.child, operators)[0].reasons, SizeIs(2));
}

TEST_F(PossibleChildren, AreNotToldWhereTheirEvidenceCannotBeRead) {
  const Told one = tell("council", ada), other = tell("council", ada);
  const MatchId asked = ask(one.subject, other.subject, 8);
  matching::Proposal question = **hub().links().proposal(asked);
  question.evidence = R"({"version":9,"bits":8,"likeness":"twin","forbidden":false})";
  EXPECT_THAT(hub().links().put(question), IsOk());

  EXPECT_THAT(possible(one.child, worker), IsEmpty());
  EXPECT_THAT(looks_at(other.child), IsEmpty());
}

TEST_F(PossibleChildren, AreNeverSealedOnes) {
  const Told one = tell("council", ada), hidden = tell("council", sealed_ada);
  ask(one.subject, hidden.subject, 8.5);
  for (const Looker& looker : {operators, worker}) {
    EXPECT_THAT(possible(one.child, looker), IsEmpty());
    EXPECT_THAT(possible(hidden.child, looker), IsEmpty());
  }
}

TEST_F(PossibleChildren, AreNotThoseThatAreAnsweredOrRuledOut) {
  const Told one = tell("council", ada), other = tell("council", ada);
  ask(one.subject, other.subject, 8, matching::ProposalState::different);
  ask(one.subject, other.subject, 8, matching::ProposalState::withdrawn);
  is_forbidden = true;
  ask(one.subject, other.subject, 8);
  EXPECT_THAT(possible(one.child, operators), IsEmpty());
}

TEST_F(PossibleChildren, AreNotToldInALookAtThePast) {
  const Told one = tell("council", ada), other = tell("council", ada);
  ask(one.subject, other.subject, 8);
  Looker later;
  later.as_of = "2099-01-01";
  EXPECT_THAT(possible(one.child, later), IsEmpty());
  EXPECT_THAT(possible(one.child, operators), SizeIs(1));
}

TEST_F(PossibleChildren, AreAsLikelyAsPeopleFoundWhereTheyAnsweredEnough) {
  const Told one = tell("council", ada), other = tell("council", ada);
  const SubjectId someone(900), someone_else(901);
  for (int i = 0; i < 60; ++i)
    ask(someone, someone_else, 7,
        i < 45 ? matching::ProposalState::same : matching::ProposalState::different);
  ask(one.subject, other.subject, 8);
  const auto found = possible(one.child, operators);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_DOUBLE_EQ(found[0].chance, 45.0 / 60);
  EXPECT_TRUE(found[0].is_by_answers);
}

}  // namespace
}  // namespace trellis::app
