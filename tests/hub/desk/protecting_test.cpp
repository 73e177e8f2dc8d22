#include "hub/desk/protecting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/desk/alert_sight.hpp"
#include "hub/desk/deliveries.hpp"
#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using trellis::testing::IsError;
using trellis::testing::IsOk;
using trellis::testing::IsOkAnd;
using trellis::testing::SaysWhy;

namespace trellis::desk {
namespace {

using model::RestrictionScope;
using sharing::Protection;

const std::string school_rows = "id,given,family,born,nhs,suspended,street,postcode\n";
const std::string service_rows = "id,given,family,born,nhs,opened\n";
const std::string ada = "Ada,Moss,2011-03-02,9990000018,";
const Decided jo{"jo", "fleeing violence", "team manager"};

class ReviewByWorld final : public AlertReview {
 public:
  explicit ReviewByWorld(pipeline::World& world) : world_(world) {}
  Status review(ChildId child, const std::vector<SubjectId>& subjects) override {
    auto raised = world_.desk->review(child, subjects);
    return raised.ok() ? done() : Status(raised.error());
  }

 private:
  pipeline::World& world_;
};

class SenderFake final : public Sender {
 public:
  Status send(const queue::Delivery& delivery) override {
    sent.push_back(delivery.key);
    return done();
  }
  std::vector<std::string> sent;
};

class ProtectingTest : public ::testing::Test {
 protected:
  ProtectingTest() {
    world.import("youth-justice", service_rows + "Y1," + ada + "2026-01-10\n");
    world.import("schools", school_rows + "S1," + ada + "2026-02-20,12 Elm Road,NB1 2AB\n");
  }
  ChildId child() { return world.child_of("schools", "S1"); }
  Protection protection() {
    world.protections->forget();
    return *world.protections->of(world.subjects_of("schools", "S1"), Date::of(world.clock.now()));
  }
  std::vector<alerts::Alert> raised() { return *world.alert_store->list({}); }
  Result<Sent> send() {
    Deliveries deliveries({*world.outbox, *world.alert_store, *world.journal, *world.records,
                           sender, sight, world.clock});
    return deliveries.send_due();
  }

  pipeline::World world;
  ReviewByWorld review{world};
  Protecting protecting{{*world.records, *world.protections, *world.links, *world.identity,
                         *world.journal, review, world.clock}};
  AlertSight sight{
      {*world.records, *world.protections, *world.links, *world.policy, world.rules, world.clock}};
  SenderFake sender;
};

TEST_F(ProtectingTest, HoldsAtOnceForEverySubjectAndStandsInTheJournal) {
  const auto made = protecting.protect(child(), {RestrictionScope::location, false, {}}, jo);
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(*made, SizeIs(2));
  EXPECT_EQ(protection(), (Protection{.location = true}));

  const auto entry = world.journal_entries().front().entry;
  EXPECT_EQ(entry.action, audit::Action::decision);
  EXPECT_EQ(entry.child, child());
  EXPECT_THAT(entry.details, HasSubstr("team manager"));
}

TEST_F(ProtectingTest, EndsOnItsLastDayOrWhereAPersonEndsIt) {
  const Date today = Date::of(world.clock.now());
  ASSERT_THAT(protecting.protect(child(), {RestrictionScope::whole_record, false, today}, jo),
              IsOk());
  EXPECT_TRUE(protection().whole_record);
  world.clock.advance(std::chrono::hours(24));
  EXPECT_EQ(protection(), Protection());

  ASSERT_THAT(protecting.protect(child(), {RestrictionScope::whole_record, false, {}}, jo), IsOk());
  EXPECT_THAT(*protecting.unprotect(child(), std::nullopt, jo), SizeIs(2));
  EXPECT_EQ(protection(), Protection());
}

TEST_F(ProtectingTest, EndsWhatASourceToldToo) {
  world.import("care", "id,given,family,born,nhs,scope\nC1," + ada + "location\n");
  ASSERT_TRUE(protection().location);
  ASSERT_THAT(protecting.unprotect(child(), std::nullopt, jo), IsOk());
  EXPECT_EQ(protection(), Protection());
}

TEST_F(ProtectingTest, IsRefusedWithoutReasonAuthorityOrSense) {
  const Protecting::Order order{RestrictionScope::location, false, {}};
  EXPECT_THAT(protecting.protect(child(), order, {"jo", " ", "manager"}), IsError(Fault::invalid));
  EXPECT_THAT(protecting.protect(child(), order, {"jo", "why", ""}), IsError(Fault::invalid));
  EXPECT_THAT(protecting.protect(child(), {order.scope, false, *Date::of(2026, 3, 1)}, jo),
              IsError(Fault::invalid));
  EXPECT_THAT(protecting.protect(ChildId(99), order, jo), IsError(Fault::not_found));
  EXPECT_THAT(protecting.protect(child(), {RestrictionScope::adoption_seal, false, {}}, jo),
              SaysWhy("has several"));
  EXPECT_THAT(protecting.unprotect(child(), std::nullopt, jo), SaysWhy("nothing protects"));
  EXPECT_EQ(world.rows_in("restriction"), 0);
}

TEST_F(ProtectingTest, KnowsHowManyOthersLiveWhereTheChildDoes) {
  EXPECT_THAT(protecting.others_at_the_address(child()), IsOkAnd(0u));
  world.import("schools", school_rows + "S1," + ada + "2026-02-20,12 Elm Road,NB1 2AB\n" +
                              "S2,Cal,Moss,2013-05-06,,2026-02-20,12 Elm Road,NB1 2AB\n" +
                              "S3,Eve,Ash,2012-07-08,,2026-02-20,14 Elm Road,NB1 2AB\n" +
                              "S4,Fay,Oak,2012-09-10,,2026-02-20,12 Elm Road,NB9 9ZZ\n");
  EXPECT_THAT(protecting.others_at_the_address(child()), IsOkAnd(1u));
}

TEST_F(ProtectingTest, SealsAChildOfOneRecordAndLetsItJoinAgainOnceThatEnds) {
  world.import("care", "id,given,family,born,nhs\nC2,Ben,Fern,2012-05-02,9990000026\n");
  const ChildId ben = world.child_of("care", "C2");
  ASSERT_THAT(protecting.protect(ben, {RestrictionScope::adoption_seal, false, {}}, jo), IsOk());
  world.import("schools",
               school_rows + "S1," + ada + "2026-02-20,,\nS2,Ben,Fern,2012-05-02,9990000026,,,\n");
  EXPECT_NE(world.child_of("schools", "S2"), ben);

  ASSERT_THAT(protecting.unprotect(ben, std::nullopt, jo), IsOk());
  EXPECT_EQ(world.child_of("schools", "S2"), world.child_of("care", "C2"));
}

TEST_F(ProtectingTest, HoldsWhatWaitsToBeSentAndLetsItGoOnceItEnds) {
  ASSERT_THAT(raised(), SizeIs(1));
  ASSERT_THAT(protecting.protect(child(), {RestrictionScope::whole_record, false, {}}, jo), IsOk());
  EXPECT_THAT(sight.content(raised().front()), IsError(Fault::forbidden));
  EXPECT_EQ(send()->refused, 1u);
  EXPECT_THAT(sender.sent, IsEmpty());
  const auto held = world.outbox->list(queue::DeliveryState::held, {}, 10);
  ASSERT_THAT(*held, SizeIs(1));
  EXPECT_THAT(held->front().reason, HasSubstr("the whole record is restricted"));

  ASSERT_THAT(protecting.unprotect(child(), std::nullopt, jo), IsOk());
  EXPECT_THAT(sight.content(raised().front()), IsOk());
  ASSERT_THAT(world.outbox->release(held->front().id, world.clock.now()), IsOk());
  EXPECT_EQ(send()->delivered, 1u);
}

TEST_F(ProtectingTest, LetsAnAlertGoOutThatTellsNoPlaceWhereOnlyTheLocationIsRestricted) {
  ASSERT_THAT(protecting.protect(child(), {RestrictionScope::location, false, {}}, jo), IsOk());
  EXPECT_EQ(send()->delivered, 1u);
}

TEST_F(ProtectingTest, RaisesWhatItHidOnceItEnds) {
  world.import("youth-justice", service_rows + "Y1," + ada +
                                    "2026-01-10\nY2,Ben,Fern,2012-05-02,9990000026,2026-01-10\n");
  ASSERT_THAT(protecting.protect(world.child_of("youth-justice", "Y2"),
                                 {RestrictionScope::whole_record, false, {}}, jo),
              IsOk());
  world.import("schools", school_rows + "S1," + ada +
                              "2026-02-20,,\nS2,Ben,Fern,2012-05-02,9990000026,2026-02-20,,\n");
  EXPECT_THAT(raised(), SizeIs(1));
  ASSERT_THAT(protecting.unprotect(world.child_of("schools", "S2"), std::nullopt, jo), IsOk());
  EXPECT_THAT(raised(), SizeIs(2));
}

TEST_F(ProtectingTest, SaysWhichAgreementEnded) {
  world.clock.advance(std::chrono::hours(24 * 400));
  const auto content = sight.content(raised().front());
  EXPECT_THAT(content, IsError(Fault::forbidden));
  EXPECT_THAT(content, SaysWhy("schools-to-yjs"));
  EXPECT_EQ(send()->refused, 1u);
}

}  // namespace
}  // namespace trellis::desk
