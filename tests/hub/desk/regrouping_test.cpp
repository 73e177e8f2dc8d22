#include "hub/desk/regrouping.hpp"

#include <gmock/gmock.h>

namespace trellis::desk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Subjects by id, each with the child where it stands.
matching::Population standing(const std::vector<int>& children) {
  matching::Population population;
  for (std::size_t i = 0; i < children.size(); ++i)
    population.members.push_back(
        {{SubjectId(static_cast<int>(i) + 1), ConnectionId(1)}, ChildId(children[i]), {}});
  return population;
}

matching::Placed placed(const std::vector<std::pair<int, int>>& links) {
  matching::Placed placed;
  for (const auto& [a, b] : links) placed.links.emplace_back(SubjectId(a), SubjectId(b));
  return placed;
}

TEST(Regrouping, IsNoneWhereAllStandsAsItShould) {
  EXPECT_THAT(regroupings(standing({1, 1, 2}), placed({{1, 2}})), IsEmpty());
}

TEST(Regrouping, JoinsIntoTheElderChild) {
  const auto changes = regroupings(standing({1, 2, 3}), placed({{1, 3}}));
  ASSERT_EQ(changes.size(), 1u);
  ASSERT_EQ(changes[0].groups.size(), 1u);
  EXPECT_EQ(changes[0].groups[0].home, ChildId(1));
  EXPECT_THAT(changes[0].groups[0].subjects, ElementsAre(SubjectId(1), SubjectId(3)));
  EXPECT_EQ(changes[0].members.size(), 2u);
}

TEST(Regrouping, LeavesAChildToThoseWhoHaveMostOfIt) {
  const auto changes = regroupings(standing({1, 1, 1}), placed({{2, 3}}));
  ASSERT_EQ(changes.size(), 1u);
  ASSERT_EQ(changes[0].groups.size(), 2u);
  EXPECT_TRUE(changes[0].groups[0].home.none()) << "it leaves for a child of its own";
  EXPECT_EQ(changes[0].groups[1].home, ChildId(1));
}

TEST(Regrouping, PlansThoseTogetherWhoExchangeSubjects) {
  const auto changes = regroupings(standing({1, 1, 2, 2, 5}), placed({{1, 3}, {2, 4}}));
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0].members.size(), 4u);
  ASSERT_EQ(changes[0].groups.size(), 2u);
  EXPECT_NE(changes[0].groups[0].home, changes[0].groups[1].home);
}

}  // namespace
}  // namespace trellis::desk
