#include <algorithm>
#include <numeric>

#include <gmock/gmock.h>

#include "hub/matching/engine/default_engine.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/subject_builder.hpp"

// Twins stay two children whoever comes to them, and in whatever order.
namespace trellis::matching {
namespace {

using testing::a_child;
using testing::Registry;
using testing::SubjectBuilder;

struct Told {
  Features features;
  int connection = 0;
};

SubjectBuilder khan(std::string middle = {}) {
  return a_child("muhammad", "khan", std::move(middle))
      .born("2012-04-05")
      .boy()
      .living_at("NB7 4QT", "14 kiln row");
}

Features in_order(Features features, unsigned birth_order) {
  features.multiple_birth = true;
  features.birth_order = birth_order;
  return features;
}

// Is a person asked whether one of the one's child is one of the other's?
bool is_asked(Registry& registry, int one, int other) {
  const auto open = registry.identity.questions().proposals(ProposalState::open);
  return std::any_of(open->begin(), open->end(), [&](const Proposal& each) {
    const auto children = std::minmax({*registry.identity.children().child_of(each.a),
                                       *registry.identity.children().child_of(each.b)});
    return children == std::minmax({registry.child(one), registry.child(other)});
  });
}

// The first two are twins; the third could be either.
void expect_two_children(const std::vector<Told>& told) {
  std::vector<int> order(told.size());
  std::iota(order.begin(), order.end(), 0);
  do {
    Registry registry;
    for (const int each : order) {
      const Told& one = told[static_cast<std::size_t>(each)];
      registry.settle(each + 1, one.features, one.connection);
    }
    const auto in = ::testing::PrintToString(order);
    EXPECT_NE(registry.child(1), registry.child(2)) << in;
    EXPECT_TRUE(is_asked(registry, 1, 2)) << in;
    EXPECT_TRUE(registry.child(3) == registry.child(1) || is_asked(registry, 1, 3)) << in;
    EXPECT_TRUE(registry.child(3) == registry.child(2) || is_asked(registry, 2, 3)) << in;
  } while (std::next_permutation(order.begin(), order.end()));
}

}  // namespace

TEST(Twins, OfTheOrderOfBirthStayTwoBesideAThird) {
  expect_two_children({{in_order(khan(), 1), 1}, {in_order(khan(), 2), 1}, {khan(), 2}});
}

TEST(Twins, OfTwoPupilNumbersStayTwoBesideAThird) {
  expect_two_children(
      {{khan().upn("J901000026000"), 1}, {khan().upn("F901000013001"), 1}, {khan(), 2}});
}

TEST(Twins, OfTwoMiddleNamesStayTwoBesideAThird) {
  expect_two_children({{khan("ali"), 1}, {khan("hassan"), 1}, {khan(), 2}});
  expect_two_children({{khan("ali"), 1}, {khan("hassan"), 2}, {khan(), 3}});
}

TEST(Twins, StayTwoBesideSeveralOthers) {
  expect_two_children(
      {{khan("ali"), 1}, {khan("hassan"), 2}, {khan(), 3}, {khan(), 4}, {khan("ali"), 5}});
}

TEST(Twins, AreJoinedByAPersonOnly) {
  Registry registry;
  registry.settle(1, khan("ali"), 1);
  registry.settle(2, khan("hassan"), 2);
  const By steward{"steward", "one child with two middle names"};
  ASSERT_TRUE(registry.identity.decisions().must_link(SubjectId(1), SubjectId(2), steward).ok());
  registry.settle(3, khan(), 3);
  EXPECT_EQ(registry.child(1), registry.child(2));
  EXPECT_EQ(registry.child(1), registry.child(3));
}

TEST(Twins, AThirdThatFitsOneClearlyBetterGoesToIt) {
  Registry registry;
  registry.settle(1, khan("ali").nhs("9990000018"), 1);
  registry.settle(2, khan("hassan").nhs("9990000026"), 2);
  registry.settle(3, khan().nhs("9990000018"), 3);
  EXPECT_EQ(registry.child(1), registry.child(3));
  EXPECT_NE(registry.child(1), registry.child(2));
}

}  // namespace trellis::matching
