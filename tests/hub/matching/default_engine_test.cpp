#include "hub/matching/engine/default_engine.hpp"

#include <numeric>
#include <random>

#include <gmock/gmock.h>

#include "tests/support/matching.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using testing::a_child;
using testing::shipped_engine;

const std::vector<std::string> given = {"oliver", "amelia", "jacob", "freya", "muhammad",
                                        "ella",   "bella",  "o",     ""};
const std::vector<std::string> family = {"moss",        "brackenbury", "brackenberry",
                                         "smith jones", "jones",       ""};

// Any person at all, so that many pairs agree in part.
Features a_random_person(std::mt19937& random) {
  const auto any = [&](const auto& from) { return from[random() % from.size()]; };
  Features person;
  for (auto i = random() % 3; i > 0; --i)
    person.names.push_back({any(given), any(given), any(family)});
  const std::vector<std::string> births = {"2014-05-07", "2014-07-05", "2014-05-17",
                                           "2014-01-01", "2015",       "2014-05"};
  for (auto i = random() % 3; i > 0; --i) person.births.push_back(*Date::parse(any(births)));
  if (random() % 3 == 0) person.sex = random() % 2 == 0 ? "M" : "F";
  const std::vector<std::string> postcodes = {"AB1 2CD", "AB1 2CE", "AB1 9ZZ", "ZE2 9XX"};
  if (random() % 2 == 0) person.postcodes.push_back(any(postcodes));
  if (random() % 4 == 0) person.addresses.push_back("3 elm road");
  if (random() % 4 == 0) person.phones.push_back("7700900123");
  const std::vector<std::string> numbers = {"9990000018", "9990000026", "9990000034"};
  if (random() % 3 == 0) person.identifiers.push_back({"nhs_number", any(numbers)});
  if (random() % 4 == 0)
    person.identifiers.push_back({"upn", "H80120000100" + std::to_string(random() % 3)});
  return person;
}

bool operator==(const Comparison& a, const Comparison& b) {
  return a.bits == b.bits && a.likeness == b.likeness && a.forbidden == b.forbidden &&
         a.because == b.because;
}

}  // namespace

TEST(DefaultEngine, ComparesTheSameBothWays) {
  const auto opened = shipped_engine();
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    const Features a = a_random_person(random);
    const Features b = a_random_person(random);
    EXPECT_TRUE(opened.engine->compare(a, b) == opened.engine->compare(b, a)) << round;
  }
}

TEST(DefaultEngine, ShowsEvidenceThatAddsUpToItsBits) {
  const auto opened = shipped_engine();
  std::mt19937 random(2);
  for (int round = 0; round < 3000; ++round) {
    const Comparison comparison =
        opened.engine->compare(a_random_person(random), a_random_person(random));
    const double sum =
        std::accumulate(comparison.evidence.begin(), comparison.evidence.end(), 0.0,
                        [](double bits, const Evidence& each) { return bits + each.bits; });
    EXPECT_NEAR(sum, comparison.bits, 1e-9);
  }
}

TEST(DefaultEngine, NeverJoinsTwoValidNhsNumbers) {
  const auto opened = shipped_engine();
  Engine& engine = *opened.engine;
  std::mt19937 random(3);
  std::map<ChildId, std::string> number_of;
  std::int64_t children = 0;
  for (int id = 1; id <= 2000; ++id) {
    const Features person = a_random_person(random);
    const Placement placement = engine.place(SubjectId(id), person);
    const ChildId child =
        placement.decision == Decision::same_child ? placement.child : ChildId(++children);
    engine.remember(SubjectId(id), child, person);
    for (const Features::Identifier& identifier : person.identifiers) {
      if (identifier.kind != "nhs_number") continue;
      const auto [at, is_new] = number_of.try_emplace(child, identifier.canonical);
      EXPECT_EQ(at->second, identifier.canonical);
    }
  }
}

TEST(DefaultEngine, AnswersTheSameTwice) {
  const auto run = [] {
    const auto opened = shipped_engine();
    std::mt19937 random(4);
    std::string answers;
    for (int id = 1; id <= 500; ++id) {
      const Features person = a_random_person(random);
      const Placement placement = opened.engine->place(SubjectId(id), person);
      answers += to_string(placement.child) + to_string(placement.decision)[0];
      for (const Rival& rival : placement.rivals) answers += to_string(rival.closest) + ' ';
      opened.engine->remember(
          SubjectId(id), placement.decision == Decision::same_child ? placement.child : ChildId(id),
          person);
    }
    return answers;
  };
  EXPECT_EQ(run(), run());
}

TEST(DefaultEngine, ForgetsWhatItIsToldToForget) {
  const auto opened = shipped_engine();
  const Features moss = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD");
  opened.engine->remember(SubjectId(1), ChildId(1), moss);
  ASSERT_EQ(opened.engine->place(SubjectId(2), moss).decision, Decision::same_child);
  opened.engine->forget(SubjectId(1));
  EXPECT_EQ(opened.engine->place(SubjectId(2), moss).decision, Decision::new_child);
  opened.engine->forget(SubjectId(1));
}

TEST(DefaultEngine, ReplacesWhatItKnewOfASubject) {
  const auto opened = shipped_engine();
  const Features moss = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD");
  opened.engine->remember(SubjectId(1), ChildId(1), moss);
  opened.engine->remember(SubjectId(1), ChildId(1), a_child("leo", "hart").born("2011-12-24"));
  EXPECT_EQ(opened.engine->place(SubjectId(2), moss).decision, Decision::new_child);
}

TEST(DefaultEngine, JudgesAKnownSubjectWithoutItself) {
  const auto opened = shipped_engine();
  const Features moss = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD");
  opened.engine->remember(SubjectId(1), ChildId(1), moss);
  EXPECT_EQ(opened.engine->place(SubjectId(1), moss).decision, Decision::new_child);
}

TEST(DefaultEngine, ShowsAKnownSubjectsOwnChildHoweverUnlike) {
  const auto opened = shipped_engine();
  opened.engine->remember(SubjectId(1), ChildId(1), a_child("ada", "moss").born("2015-03-02"));
  opened.engine->remember(SubjectId(2), ChildId(1), a_child("ada", "moss").born("2015-03-02"));
  const auto placement =
      opened.engine->place(SubjectId(2), a_child("leo", "hart").born("2011-12-24"));
  EXPECT_EQ(placement.decision, Decision::new_child);
  ASSERT_EQ(placement.rivals.size(), 1u);
  EXPECT_EQ(placement.rivals[0].child, ChildId(1));
  EXPECT_LT(placement.rivals[0].comparison.bits, 0);
}

TEST(DefaultEngine, ObeysLocksOverItsOwnEvidence) {
  const auto opened = shipped_engine();
  Engine& engine = *opened.engine;
  const Features moss = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD");
  const Features hart = a_child("leo", "hart").born("2011-12-24");
  engine.remember(SubjectId(1), ChildId(1), moss);
  engine.lock(SubjectId(2), SubjectId(1), Lock::never_link);
  EXPECT_EQ(engine.place(SubjectId(2), moss).decision, Decision::new_child);
  engine.lock(SubjectId(1), SubjectId(3), Lock::must_link);
  EXPECT_EQ(engine.place(SubjectId(3), hart).decision, Decision::same_child);
  engine.unlock(SubjectId(3), SubjectId(1));
  EXPECT_EQ(engine.place(SubjectId(3), hart).decision, Decision::new_child);
}

TEST(DefaultEngine, AsksWhereLocksDisagree) {
  const auto opened = shipped_engine();
  Engine& engine = *opened.engine;
  engine.remember(SubjectId(1), ChildId(1), a_child("ada", "moss"));
  engine.remember(SubjectId(2), ChildId(1), a_child("ada", "moss"));
  engine.lock(SubjectId(3), SubjectId(1), Lock::must_link);
  engine.lock(SubjectId(3), SubjectId(2), Lock::never_link);
  const Placement placement = engine.place(SubjectId(3), a_child("ada", "moss"));
  EXPECT_EQ(placement.decision, Decision::ask_a_person);
  ASSERT_EQ(placement.rivals.size(), 1u);
  EXPECT_TRUE(placement.rivals[0].comparison.forbidden);
}

TEST(DefaultEngine, JoinsTwoChildrenThatASubjectShowsToBeOne) {
  const auto opened = shipped_engine();
  Engine& engine = *opened.engine;
  const Features school =
      a_child("ada", "moss").born("2015-03-02").girl().living_at("AB1 2CD").upn("H801200001001");
  const Features clinic =
      a_child("ada", "moss").born("2015-03-02").girl().living_at("AB1 2CD").nhs("9990000018");
  const Features both = a_child("ada", "moss")
                            .born("2015-03-02")
                            .girl()
                            .living_at("AB1 2CD")
                            .upn("H801200001001")
                            .nhs("9990000018");
  engine.remember(SubjectId(1), ChildId(1), school);
  engine.remember(SubjectId(2), ChildId(2), clinic);
  const Placement placement = engine.place(SubjectId(3), both);
  EXPECT_EQ(placement.decision, Decision::same_child);
  EXPECT_EQ(placement.joins.size(), 1u);
}

TEST(DefaultEngine, AsksBetweenTwoChildrenThatAreNotOne) {
  const auto opened = shipped_engine();
  Engine& engine = *opened.engine;
  const auto namesake = [](const char* number) {
    return a_child("ada", "moss").born("2015-03-02").girl().living_at("AB1 2CD").nhs(number);
  };
  engine.remember(SubjectId(1), ChildId(1), namesake("9990000018"));
  engine.remember(SubjectId(2), ChildId(2), namesake("9990000026"));
  const Placement placement = engine.place(
      SubjectId(3), a_child("ada", "moss").born("2015-03-02").girl().living_at("AB1 2CD"));
  EXPECT_EQ(placement.decision, Decision::ask_a_person);
  EXPECT_EQ(placement.rivals.size(), 2u);
}

TEST(DefaultEngine, WeighsARareNameMore) {
  const auto opened = shipped_engine();
  for (int id = 1; id <= 2000; ++id)
    opened.engine->remember(SubjectId(id), ChildId(id),
                            a_child("x" + std::to_string(id), "smith").born("2001-02-03"));
  opened.engine->weigh_names_by_what_is_known();
  const Features smith = a_child("ada", "smith").born("2015-03-02");
  const Features rare = a_child("ada", "quillington").born("2015-03-02");
  EXPECT_GT(opened.engine->compare(rare, rare).bits, opened.engine->compare(smith, smith).bits + 4);
}

TEST(DefaultEngine, FindsASubjectInACrowdOfOneName) {
  const auto opened = shipped_engine();
  Engine& engine = *opened.engine;
  std::mt19937 random(5);
  for (int id = 1; id <= 3000; ++id) {
    const std::string letter(1, static_cast<char>('a' + random() % 26));
    engine.remember(SubjectId(id), ChildId(id),
                    a_child(letter + "name" + std::to_string(id), "smith")
                        .born("2015-0" + std::to_string(1 + random() % 9) + "-1" +
                              std::to_string(random() % 10)));
  }
  const Features ada = a_child("adaline", "smith").born("2015-03-02").living_at("AB1 2CD");
  engine.remember(SubjectId(9001), ChildId(9001), ada);
  const Placement placement = engine.place(
      SubjectId(9002), a_child("adaline", "smyth").born("2015-03-02").living_at("AB1 2CD"));
  EXPECT_EQ(placement.decision, Decision::same_child);
  EXPECT_EQ(placement.child, ChildId(9001));
}

TEST(DefaultEngine, ComesToTheSameChildrenInAnyOrderOfPlainRecords) {
  std::vector<Features> records;
  for (int person = 0; person < 30; ++person) {
    const std::string surname =
        "moss" + std::string(1, static_cast<char>('a' + person % 26)) + (person > 25 ? "x" : "");
    const std::string birth =
        std::to_string(1990 + person) + "-03-" + std::to_string(10 + person % 20);
    const auto plain = [&] {
      return a_child("ada", surname).born(birth).girl().living_at("AB1 2CD");
    };
    records.push_back(plain());
    records.push_back(plain().upn("H8012000010" + std::to_string(10 + person)));
    records.push_back(plain());
  }
  std::vector<std::size_t> order(records.size());
  std::iota(order.begin(), order.end(), 0u);
  for (unsigned seed = 0; seed < 5; ++seed) {
    std::shuffle(order.begin(), order.end(), std::mt19937(seed));
    testing::Registry registry;
    for (const std::size_t record : order)
      registry.settle(static_cast<int>(record) + 1, records[record]);
    for (int record = 0; record < static_cast<int>(records.size()); ++record)
      for (int other = 0; other < record; ++other)
        EXPECT_EQ(registry.child(record + 1) == registry.child(other + 1), record / 3 == other / 3)
            << "seed " << seed << ", records " << record << " and " << other;
  }
}

}  // namespace trellis::matching
