#include "hub/matching/identity/explanations.hpp"

#include <gmock/gmock.h>

#include "hub/matching/identity/identity.hpp"
#include "hub/matching/identity/seals.hpp"
#include "tests/hub/matching/ada_and_leo.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using namespace testing;
using ::testing::IsEmpty;

}  // namespace

TEST(Identity, ExplainsAPairWithItsLock) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, leo());
  ASSERT_THAT(registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward),
              IsOk());
  const auto comparison = registry.identity.comparisons().compare(SubjectId(2), SubjectId(1));
  ASSERT_THAT(comparison, IsOk());
  EXPECT_TRUE(comparison->forbidden);
  EXPECT_NE(comparison->because.find("never"), std::string::npos);
  EXPECT_THAT(registry.identity.explanations().explain(SubjectId(1), SubjectId(9)),
              IsError(Fault::not_found));
}

TEST(Identity, ExplainsWhoElseIsInQuestionAndWhatWouldDecide) {
  Registry registry;
  const auto twin = [](const char* given) {
    return a_child(given, "moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road");
  };
  registry.settle(1, twin("ada"));
  registry.settle(2, twin("ivy"));
  registry.settle(3, twin("a"));
  const auto explained = registry.identity.explanations().explain(SubjectId(3), SubjectId(2));
  ASSERT_THAT(explained, IsOk());
  EXPECT_EQ(explained->child_of_other, registry.child(2));
  EXPECT_EQ(explained->why.outcome, Outcome::two_children);
  EXPECT_THAT(explained->why.keys, ::testing::Contains("address and birth date"));
  ASSERT_EQ(explained->rivals.size(), 1u);
  EXPECT_EQ(explained->rivals[0].subject, SubjectId(3));
  EXPECT_EQ(explained->rivals[0].rival.closest, SubjectId(1));
  EXPECT_FALSE(explained->rivals[0].margin.has_value());  // a twin is not in question
  EXPECT_GT(explained->rivals[0].rival.comparison.bits, explained->why.comparison.bits);
  const auto other_way = registry.identity.explanations().explain(SubjectId(2), SubjectId(3));
  EXPECT_EQ(other_way->why.comparison.bits, explained->why.comparison.bits);
  EXPECT_EQ(other_way->why.keys.size(), explained->why.keys.size());

  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(3), SubjectId(2), steward), IsOk());
  const auto locked = registry.identity.explanations().explain(SubjectId(3), SubjectId(2));
  EXPECT_EQ(locked->why.outcome, Outcome::one_child);
  EXPECT_TRUE(locked->why.alternatives.empty());
  EXPECT_EQ(locked->child_of_one, locked->child_of_other);
}

TEST(Identity, ExplainsWhatHoldsAChildTogether) {
  Registry registry;
  registry.settle(1, ada().nhs("9990000018"));
  registry.settle(2, ada());
  registry.settle(3, a_child("ada", "moss").born("2015-03-02").nhs("9990000018"));
  registry.settle(4, a_child("a", "moss").born("2015-03-02").living_at("AB1 2CD"));
  ASSERT_EQ(registry.child(3), registry.child(1));
  const auto explained = registry.identity.explanations().explain_child_of(SubjectId(3));
  ASSERT_THAT(explained, IsOk());
  EXPECT_EQ(explained->child, registry.child(1));
  ASSERT_EQ(explained->members.size(), 3u);
  EXPECT_GT(explained->members[0].mean, explained->members[2].mean);
  EXPECT_EQ(explained->weakest->one, SubjectId(2));
  EXPECT_EQ(explained->weakest->other, SubjectId(3));
  EXPECT_GT(explained->strongest->bits, explained->weakest->bits);
  const auto alone = registry.identity.explanations().explain_child_of(SubjectId(4));
  EXPECT_FALSE(alone->weakest.has_value());
  ASSERT_TRUE(alone->nearest.has_value());
  EXPECT_EQ(alone->nearest->rival.child, registry.child(1));
}

TEST(Identity, ExplainsAPairAsTheHubTreatsIt) {
  Registry registry;
  registry.settle(1, ada().nhs("9990000018"));
  const Settled asked = registry.settle(2, ada().nhs("9990000026"));
  ASSERT_EQ(asked.proposals.size(), 1u);
  EXPECT_EQ(registry.identity.explanations().explain(SubjectId(1), SubjectId(2))->why.outcome,
            Outcome::question);

  registry.settle(3, leo(), 7);
  const Settled of_one_source =
      registry.settle(4, a_child("leo", "hartwright").born("2011-12-24").boy(), 7);
  ASSERT_EQ(of_one_source.proposals.size(), 1u);
  const auto twice = registry.identity.explanations().explain(SubjectId(3), SubjectId(4));
  EXPECT_GE(twice->why.comparison.bits, 9);
  EXPECT_EQ(twice->why.outcome, Outcome::question);
  for (const Alternative& each : twice->why.alternatives)
    if (each.outcome == Outcome::one_child) {
      EXPECT_GE(twice->why.comparison.bits + each.bits, 16);
    }
}

TEST(Identity, HoldsARivalAgainstTheOtherChildOnOneScale) {
  Registry registry;
  for (int subject : {1, 2}) registry.settle(subject, ada().nhs("9990000018"));
  ASSERT_THAT(registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward),
              IsOk());
  registry.settle(3, ada().nhs("9990000018"));
  const auto pair = registry.identity.explanations().explain(SubjectId(3), SubjectId(1));
  ASSERT_THAT(pair, IsOk());
  const auto own = std::find_if(pair->rivals.begin(), pair->rivals.end(),
                                [](const auto& each) { return each.subject == SubjectId(3); });
  ASSERT_NE(own, pair->rivals.end());
  EXPECT_NEAR(own->margin.value(), 0, 1e-9);
}

TEST(Identity, TellsWhoWasSaidToBeOneInAChild) {
  Registry registry;
  registry.settle(1, ada());
  registry.settle(2, leo());
  ASSERT_THAT(registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward), IsOk());
  const auto explained = registry.identity.explanations().explain_child_of(SubjectId(2));
  ASSERT_EQ(explained->said.size(), 1u);
  EXPECT_EQ(explained->said[0].lock, Lock::must_link);
  EXPECT_LT(explained->said[0].bits, 0);
}

}  // namespace trellis::matching
