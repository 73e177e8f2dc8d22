#include "hub/pipeline/poorer_records.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

namespace trellis::pipeline {
namespace {

Incoming a_record(const std::string& key) {
  Incoming record;
  record.key = key;
  return record;
}

TEST(PoorerRecords, LoseAKindThatIsNotSaidAnyMore) {
  EXPECT_THAT(PoorerRecords::lost("person.name\nperson.birth\n", "person.name\n"),
              ElementsAre("person.birth"));
  EXPECT_THAT(PoorerRecords::lost("person.name\nperson.name\n", "person.name\n"), IsEmpty());
  EXPECT_THAT(PoorerRecords::lost("person.name\n", "person.name\nperson.birth\n"), IsEmpty());
  EXPECT_THAT(PoorerRecords::lost("person.restriction\n", ""), IsEmpty())
      << "leaving it out ends nothing";
}

TEST(PoorerRecords, AreDoubtedWhereMoreThanAFifthLoseOneKind) {
  PoorerRecords records;
  for (int i = 0; i < 20; ++i) records.count("person.name\nperson.birth\n");
  for (int i = 0; i < 5; ++i) records.add({a_record(std::to_string(i)), {}, {"person.birth"}});
  EXPECT_THAT(records.doubts(0.2), IsEmpty());
  records.add({a_record("6"), {}, {"person.birth"}});
  EXPECT_THAT(records.doubts(0.2),
              ElementsAre("6 of 26 records that said person.birth say it no more"));

  records.add({a_record("7"), {}, {"person.name"}});
  const auto accepted = records.accepted(0.2);
  ASSERT_THAT(accepted, SizeIs(1));
  EXPECT_EQ(accepted.front().record.key, "7");
  EXPECT_EQ(records.waiting(), 6u);
}

TEST(PoorerRecords, OneAloneIsTheUsualComingAndGoing) {
  PoorerRecords records;
  records.add({a_record("1"), {}, {"person.birth"}});
  EXPECT_THAT(records.doubts(0.2), IsEmpty());
  EXPECT_THAT(records.accepted(0.2), SizeIs(1));
}

class SaysLess : public ::testing::Test {
 protected:
  static std::string rows(const std::string& column, const std::vector<std::string>& suspended) {
    std::string all = "id,given,family,born,nhs," + column + "\n";
    for (std::size_t i = 0; i < suspended.size(); ++i)
      all += "S" + std::to_string(i) + ",Given" + std::to_string(i) + ",Family,2011-03-0" +
             std::to_string(i + 1) + ",," + suspended[i] + "\n";
    return all;
  }
  const std::vector<std::string> all_suspended = std::vector<std::string>(6, "2026-02-20");
  World world;
};

TEST_F(SaysLess, WhatManySayNoMoreWaitsAndNothingIsTakenBack) {
  world.import("schools", rows("suspended", all_suspended));
  const ImportReport again = world.import("schools", rows("suspendd", all_suspended));
  EXPECT_TRUE(again.is_doubted);
  EXPECT_EQ(again.balance.received, 6u);
  EXPECT_EQ(again.balance.held, 6u);
  EXPECT_EQ(again.balance.stored, 0u);
  EXPECT_THAT(again.note, HasSubstr("6 of 6 records that said education.suspension"));
  EXPECT_THAT(again.note, HasSubstr("imports confirm " + to_string(again.import)));
  queue::HeldFilter waiting;
  waiting.state = queue::HeldState::waiting;
  const auto held = world.quarantine->list(waiting, {{}, 10});
  ASSERT_THAT(*held, SizeIs(6));
  EXPECT_EQ(held->front().rule, queue::says_less);
  EXPECT_THAT(held->front().reason, HasSubstr("it says no more: education.suspension"));

  const ImportReport mended = world.import("schools", rows("suspended", all_suspended));
  EXPECT_EQ(mended.balance.unchanged, 6u);
  EXPECT_THAT(*world.quarantine->list(waiting, {{}, 10}), IsEmpty()) << "what waited is replaced";
}

TEST_F(SaysLess, WhatFewSayNoMoreIsSo) {
  world.import("schools", rows("suspended", all_suspended));
  std::vector<std::string> one_less = all_suspended;
  one_less[3].clear();
  const ImportReport again = world.import("schools", rows("suspended", one_less));
  EXPECT_FALSE(again.is_doubted);
  EXPECT_EQ(again.balance.received, 6u);
  EXPECT_EQ(again.balance.held, 0u);
  EXPECT_EQ(again.balance.stored, 1u);
  EXPECT_EQ(again.balance.unchanged, 5u);
  queue::HeldFilter waiting;
  waiting.state = queue::HeldState::waiting;
  EXPECT_THAT(*world.quarantine->list(waiting, {{}, 10}), IsEmpty());
}

TEST_F(SaysLess, WhatAPersonSkippedIsTakenUpOnceFewSayLess) {
  world.import("schools", rows("suspended", all_suspended));
  world.import("schools", rows("suspendd", all_suspended));
  queue::HeldFilter waiting;
  waiting.state = queue::HeldState::waiting;
  const auto held = world.quarantine->list(waiting, {{}, 10});
  ASSERT_THAT(*held, SizeIs(6));
  EXPECT_THAT(world.quarantine->close(held->front().id, queue::HeldState::skipped, "sam", "odd",
                                      world.clock.now()),
              trellis::testing::IsOk());

  world.may_vanish = 1;
  const auto again = world.try_import("schools", rows("suspendd", all_suspended));
  ASSERT_THAT(again, trellis::testing::IsOk());
  EXPECT_EQ(again->failure, "");
  EXPECT_EQ(again->balance.stored, 6u);
  EXPECT_EQ(again->balance.held, 0u);
}

}  // namespace
}  // namespace trellis::pipeline
