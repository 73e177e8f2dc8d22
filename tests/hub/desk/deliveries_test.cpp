#include "hub/desk/deliveries.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/alerts_fake.hpp"
#include "tests/support/journal_fake.hpp"
#include "tests/support/outbox_fake.hpp"
#include "tests/support/records_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::desk {
namespace {

using namespace trellis::testing;
using queue::DeliveryState;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ClockFake final : public Clock {
 public:
  Instant now() const override { return time; }
  Instant time = std::chrono::sys_days(std::chrono::year(2026) / 3 / 2);
};

class SenderFake final : public Sender {
 public:
  Status send(const queue::Delivery& delivery) override {
    if (answer.ok()) keys.push_back(delivery.key);
    return answer;
  }
  Status answer = done();
  std::vector<std::string> keys;
};

class ClearanceFake final : public Clearance {
 public:
  Status check(const alerts::Alert&) override { return answer; }
  Status answer = done();
};

class DeliveriesTest : public ::testing::Test {
 protected:
  // An alert for the youth justice service, with its delivery.
  AlertId an_alert() {
    alerts::NewAlert alert;
    alert.raised.key = "rule:1";
    alert.raised.rule = "suspended";
    alert.raised.child = ChildId(7);
    alert.raised.organisation = "northwick-yjs";
    alert.raised.role = "case-manager";
    alert.content.agreement = "schools-to-yjs";
    const AlertId id = **alerts.raise(alert, clock.now());
    const std::string key = "alert-" + to_string(id);
    EXPECT_THAT(outbox.put({ConnectionId(2), id, key, "application/json", "{}"}, clock.now()),
                IsOkAnd(true));
    return id;
  }

  ClockFake clock;
  OutboxFake outbox;
  AlertsFake alerts;
  JournalFake journal;
  RecordsFake records;
  SenderFake sender;
  ClearanceFake clearance;
  Deliveries deliveries{{outbox, alerts, journal, records, sender, clearance, clock}};
};

TEST_F(DeliveriesTest, AreSentOnceAndStandInTheJournalUnderTheirAgreement) {
  const AlertId alert = an_alert();

  const auto sent = deliveries.send_due();
  ASSERT_THAT(sent, IsOk());
  EXPECT_EQ(sent->delivered, 1u);
  EXPECT_EQ(deliveries.send_due()->delivered, 0u);

  EXPECT_THAT(sender.keys, SizeIs(1));
  ASSERT_THAT(journal.written(), SizeIs(1));
  const audit::Entry& entry = journal.written().front().entry;
  EXPECT_EQ(entry.action, audit::Action::disclosure);
  EXPECT_EQ(entry.organisation, "northwick-yjs");
  EXPECT_EQ(entry.role, "case-manager");
  EXPECT_EQ(entry.agreement, "schools-to-yjs");
  EXPECT_EQ(entry.child, ChildId(7));
  EXPECT_EQ(entry.purpose, "alert " + to_string(alert));
  EXPECT_THAT(entry.details, HasSubstr("alert-" + to_string(alert)));
  EXPECT_EQ(records.committed, 1);
}

TEST_F(DeliveriesTest, ThatMayNotGoOutAnyMoreAreHeldWithTheReasonAndNeverSent) {
  an_alert();
  clearance.answer = Error{Fault::forbidden, "agreement schools-to-yjs ended on 2026-03-01"};

  const auto sent = deliveries.send_due();

  EXPECT_EQ(sent->refused, 1u);
  EXPECT_THAT(sender.keys, IsEmpty());
  EXPECT_THAT(journal.written(), IsEmpty());
  const auto held = outbox.list(DeliveryState::held, {}, 10);
  ASSERT_THAT(*held, SizeIs(1));
  EXPECT_THAT(held->front().reason, HasSubstr("ended on 2026-03-01"));
}

TEST_F(DeliveriesTest, WaitWhereTheCheckOrTheSendingFails) {
  an_alert();
  clearance.answer = Error{Fault::unavailable, "the disk is full"};
  EXPECT_EQ(deliveries.send_due()->failed, 1u);
  clearance.answer = done();
  sender.answer = Error{Fault::unavailable, "the folder cannot be written"};
  clock.time += std::chrono::hours(1);
  EXPECT_EQ(deliveries.send_due()->failed, 1u);

  EXPECT_THAT(journal.written(), IsEmpty());
  const auto waiting = outbox.list(DeliveryState::waiting, {}, 10);
  ASSERT_THAT(*waiting, SizeIs(1));
  EXPECT_EQ(waiting->front().attempts, 2);
  EXPECT_EQ(waiting->front().reason, "the folder cannot be written");
}

}  // namespace
}  // namespace trellis::desk
