#include "hub/matching/learning/replay.hpp"

#include <gmock/gmock.h>

#include "tests/support/matching.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"
#include "tests/support/village.hpp"

namespace trellis::matching {
namespace {

using testing::a_child;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Registry;

const std::string file = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";

Two two(int a, int b) { return {SubjectId(a), SubjectId(b)}; }

OpenedEngine engine_of(const Model& model) {
  return make_default_engine(model, testing::shipped_names());
}
Model shipped() { return *read_model_file(file + "default.json"); }

Features ada() {
  return a_child("ada", "morgan").born("2012-03-05").girl().living_at("AB1 2CD", "3 elm road");
}
Features ada_without_a_home() { return a_child("ada", "morgan").born("2012-03-05").girl(); }

struct ReplayedHub : ::testing::Test {
  Population population() { return *read_population(registry.links); }
  Registry registry;
};

TEST_F(ReplayedHub, IsAsIdentityPlacedIt) {
  registry.settle(1, ada());
  registry.settle(2, a_child("ben", "okoro").born("2011-07-16").boy());
  registry.settle(3, ada());
  const Placed placed = place_anew(population(), engine_of(shipped()));
  EXPECT_THAT(placed.links, ElementsAre(two(1, 3)));
  EXPECT_EQ(registry.child(1), registry.child(3));
  EXPECT_THAT(placed.questions, IsEmpty());
}

// However many there are: names weigh by how often they are told from a thousand on.
TEST_F(ReplayedHub, ComesToWhatFillingCameTo) {
  const testing::Village village(11, 800);
  ASSERT_GT(village.subjects.size(), 1500u);
  int number = 0;
  for (const TrainingSubject& each : village.subjects) {
    registry.settle(++number, each.features);
    if (number != 300 && number != 900 && number != 1500) continue;
    const Population filled = population();
    const PlacementChanges changes =
        changes_between(standing(filled), place_anew(filled, engine_of(shipped())));
    EXPECT_THAT(changes.new_links, IsEmpty()) << number;
    EXPECT_THAT(changes.broken_links, IsEmpty()) << number;
  }
}

TEST_F(ReplayedHub, KeepsToTheLocks) {
  registry.settle(1, ada());
  registry.settle(2, ada());
  registry.settle(3, a_child("ben", "okoro").born("2011-07-16").boy());
  ASSERT_THAT(
      registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), {"ann", "twins"}),
      testing::IsOk());
  ASSERT_THAT(
      registry.identity.decisions().must_link(SubjectId(2), SubjectId(3), {"ann", "renamed"}),
      testing::IsOk());
  const Placed placed = place_anew(population(), engine_of(shipped()));
  EXPECT_THAT(placed.links, ElementsAre(two(2, 3)));
  EXPECT_THAT(placed.questions, IsEmpty());
}

TEST_F(ReplayedHub, AsksAboutTwoKeysOfOneConnectionWhereIdentityAsks) {
  constexpr int school = 9;
  registry.settle(1, ada_without_a_home(), school);
  registry.settle(2, ada_without_a_home(), school);
  const Placed placed = place_anew(population(), engine_of(shipped()));
  const auto open = registry.identity.questions().proposals(ProposalState::open);
  ASSERT_EQ(open->size(), 1u);
  EXPECT_THAT(placed.links, IsEmpty());
  EXPECT_THAT(placed.questions, ElementsAre(two(1, 2)));
}

TEST_F(ReplayedHub, TellsWhatAnotherModelWouldChange) {
  registry.settle(1, ada_without_a_home());
  registry.settle(2, ada_without_a_home());
  Model stricter = shipped();
  stricter.thresholds.automatic = 25;
  const Placed now = place_anew(population(), engine_of(shipped()));
  const Placed then = place_anew(population(), engine_of(stricter));
  const PlacementChanges changes = changes_between(now, then);
  EXPECT_THAT(changes.broken_links, ElementsAre(two(1, 2)));
  EXPECT_THAT(changes.new_questions, ElementsAre(two(1, 2)));
  EXPECT_THAT(changes.new_links, IsEmpty());
  EXPECT_THAT(changes.gone_questions, IsEmpty());
  const PlacementChanges back = changes_between(then, now);
  EXPECT_EQ(back.new_links, changes.broken_links);
  EXPECT_EQ(back.gone_questions, changes.new_questions);
  EXPECT_TRUE(changes_between(now, now).none());
}

TEST_F(ReplayedHub, TellsHowWellLinkedSubjectsFit) {
  registry.settle(1, ada());
  registry.settle(2, a_child("ben", "okoro").born("2011-07-16").boy());
  registry.settle(3, ada());
  OpenedEngine opened = engine_of(shipped());
  const std::vector<Fit> fits = fits_of(population(), *opened.engine);
  ASSERT_EQ(fits.size(), 2u);
  EXPECT_EQ(fits[0].subject, SubjectId(1));
  EXPECT_EQ(fits[1].subject, SubjectId(3));
  EXPECT_GT(fits[0].bits, shipped().thresholds.automatic);
}

}  // namespace
}  // namespace trellis::matching
