#include "hub/desk/alert_sight.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/desk/deliveries.hpp"
#include "hub/desk/follow_up.hpp"
#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using trellis::testing::IsError;
using trellis::testing::IsOk;
using trellis::testing::IsOkAnd;
using trellis::testing::SaysWhy;

namespace trellis::desk {
namespace {

class SenderFake final : public Sender {
 public:
  Status send(const queue::Delivery& delivery) override {
    if (answer.ok()) sent.push_back(delivery.key);
    return answer;
  }
  queue::Reached reached() const override { return queue::Reached::surely_not; }
  Status answer = done();
  std::vector<std::string> sent;
};

// Ben was suspended, and the service that works with him was told; then it is found that the
// school's Ben is another boy.
class AlertSightTest : public ::testing::Test {
 protected:
  AlertSightTest() {
    const std::string ben = "Ben,Ellis,2011-11-30,9990000026,";
    world.import("youth-justice", "id,given,family,born,nhs,opened\nY8," + ben + "2026-01-10\n");
    world.import("schools",
                 "id,given,family,born,nhs,suspended,sessions\nS2," + ben + "2026-02-20,4\n");
    told_of = world.child_of("youth-justice", "Y8");
  }
  SubjectId subject(const char* connection, const char* key) {
    return **world.records->find_subject(
        *world.records->connection(connection, pipeline::World::organisation_of(connection)), key);
  }
  void part() {
    ASSERT_THAT(world.records->begin(), IsOk());
    const auto parted = world.identity->decisions().never_link(
        subject("schools", "S2"), subject("youth-justice", "Y8"), {"sam", "two boys"});
    ASSERT_THAT(parted, IsOk());
    ASSERT_THAT(follow_up(*world.desk, world.identity->children(), parted->moves), IsOk());
    ASSERT_THAT(world.records->commit(), IsOk());
    ASSERT_NE(world.child_of("schools", "S2"), world.child_of("youth-justice", "Y8"));
  }
  // On one of the subjects, wherever it belongs.
  pipeline::RestrictionId restrict_it(SubjectId subject) {
    pipeline::Restriction one;
    one.subject = subject;
    one.made_by = "jo";
    one.statement.scope = model::RestrictionScope::whole_record;
    return *world.restrictions->add(one);
  }
  alerts::Alert alert() { return *world.alert_store->show(AlertId(1)); }
  Sent send() {
    Deliveries deliveries({*world.outbox, *world.alert_store, *world.journal, *world.records,
                           sender, sight, world.clock});
    return *deliveries.send_due();
  }

  pipeline::World world;
  AlertSight sight{
      {*world.records, *world.protections, *world.links, *world.policy, world.rules, world.clock}};
  SenderFake sender;
  ChildId told_of;
};

TEST_F(AlertSightTest, ShowsNothingThatItsRecipientMayNotReadOfTheChildItBelongsToByNow) {
  EXPECT_THAT(sight.content(alert()), IsOk());
  EXPECT_THAT(sight.is_parted(alert()), IsOkAnd(false));
  part();
  EXPECT_EQ(alert().alert.raised.child, told_of);
  EXPECT_THAT(sight.is_parted(alert()), IsOkAnd(true));
  EXPECT_THAT(sight.content(alert()), IsError(Fault::forbidden));
  EXPECT_THAT(sight.content(alert()), SaysWhy("may not be read any more"));
}

TEST_F(AlertSightTest, IsJudgedByTheRestrictionsOfBothChildren) {
  const auto before = restrict_it(subject("youth-justice", "Y8"));
  restrict_it(subject("schools", "S2"));
  part();
  world.protections->forget();
  EXPECT_THAT(sight.content(alert()), IsError(Fault::forbidden));
  ASSERT_THAT(world.restrictions->end(before, {world.clock.now(), "jo", "it ended", "manager"}),
              IsOk());
  world.protections->forget();
  EXPECT_THAT(sight.content(alert()), IsError(Fault::forbidden));
  EXPECT_THAT(sight.content(alert()), Not(SaysWhy("restricted")));
}

TEST_F(AlertSightTest, LetsTheWithdrawalReachWhoWasTold) {
  EXPECT_EQ(send().delivered, 1u);
  restrict_it(subject("schools", "S2"));
  part();
  EXPECT_EQ(send().delivered, 1u) << "it says nothing of the child that is restricted";
  EXPECT_THAT(sender.sent, ElementsAre("alert-1", "alert-1-1"));
}

TEST_F(AlertSightTest, WithdrawsWithoutAWordWhatWasNeverHandedOut) {
  sender.answer = Error{Fault::unavailable, "the folder cannot be written"};
  EXPECT_EQ(send().failed, 1u);
  part();
  sender.answer = done();
  world.clock.advance(std::chrono::hours(1));
  EXPECT_EQ(send().delivered, 0u);
  EXPECT_THAT(sender.sent, IsEmpty());
}

}  // namespace
}  // namespace trellis::desk
