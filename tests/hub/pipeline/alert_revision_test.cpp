#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/formats/json.hpp"
#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::pipeline {
namespace {

using alerts::Standing;
using queue::DeliveryState;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using trellis::testing::IsOk;

const std::string columns = "id,given,family,born,nhs,suspended,sessions,opened\n";
const std::string open_case = "Y8,Ben,Ellis,2011-11-30,9990000026,,,2026-01-10\n";

std::string school_row(const std::string& suspended, const std::string& sessions) {
  return "S2,Ben,Ellis,2011-11-30,9990000026," + suspended + "," + sessions + ",\n";
}

// Ben was suspended, and the youth justice service that works with him has been told.
class AlertRevision : public ::testing::Test {
 protected:
  AlertRevision() {
    world.import("youth-justice", columns + open_case);
    EXPECT_EQ(school(school_row("2026-02-20", "4")).alerts, 1u);
  }
  ImportReport school(const std::string& rows) {
    return world.import("schools", columns + rows + "S9,Ada,Morgan,2012-04-09,9990000018,,,\n");
  }
  // The message of the next delivery, which then counts as gone out.
  formats::Json sent() {
    auto claimed = world.outbox->claim(world.clock.now());
    if (!claimed.ok() || !*claimed) return {};
    EXPECT_THAT(world.outbox->delivered((*claimed)->id, world.clock.now()), IsOk());
    return *formats::Json::parse((*claimed)->bytes);
  }
  alerts::Alert alert(std::int64_t id = 1) { return *world.alert_store->show(AlertId(id)); }
  std::int64_t count(DeliveryState state) { return *world.outbox->count(state); }

  World world;
};

TEST_F(AlertRevision, TellsTheRecipientOfACorrectedValueAndOfTheWayBack) {
  ASSERT_EQ(sent()["title"].string(), "Suspended from school");

  EXPECT_EQ(school(school_row("2026-02-20", "6")).alerts_revised, 1u);
  EXPECT_EQ(alert().standing, Standing::corrected);
  const formats::Json correction = sent();
  EXPECT_EQ(correction["alert"].string(), "1");
  EXPECT_EQ(correction["number"].string(), "1");
  EXPECT_EQ(correction["standing"].string(), "corrected");
  EXPECT_EQ(correction["title"].string(), "Corrected: Suspended from school");
  EXPECT_EQ(correction["source_key"].string(), "Y8");
  EXPECT_THAT(correction["details"].string(), HasSubstr("Sessions: 6"));

  EXPECT_EQ(school(school_row("2026-02-20", "4")).alerts_revised, 1u);
  EXPECT_EQ(sent()["number"].string(), "2");
  EXPECT_EQ(school(school_row("2026-02-20", "4")).alerts_revised, 0u);
}

TEST_F(AlertRevision, WithdrawsWhatItsSourceNoLongerSaysOrReports) {
  sent();
  EXPECT_EQ(school(school_row("", "")).alerts_revised, 1u);
  EXPECT_EQ(alert().standing, Standing::withdrawn);
  const formats::Json first = sent();
  EXPECT_THAT(first["title"].string(), StartsWith("Withdrawn: "));
  EXPECT_EQ(first["details"].string(), "");
  EXPECT_EQ(first["source_key"].string(), "Y8");

  EXPECT_EQ(school(school_row("2026-02-20", "4")).alerts_revised, 1u);
  EXPECT_EQ(alert().standing, Standing::stands);
  EXPECT_THAT(sent()["title"].string(), StartsWith("Stands again: "));

  EXPECT_EQ(school("").balance.no_longer_reported, 1u);
  EXPECT_EQ(alert().standing, Standing::withdrawn);
  EXPECT_THAT(sent()["title"].string(), StartsWith("Withdrawn: "));

  EXPECT_EQ(school(school_row("2026-02-20", "4")).alerts_revised, 1u);
  EXPECT_EQ(alert().standing, Standing::stands);
  EXPECT_EQ(alert().revision, 4);
}

TEST_F(AlertRevision, NeverSendsAsTrueWhatWasWithdrawnBeforeItWentOut) {
  school(school_row("", ""));
  EXPECT_EQ(count(DeliveryState::waiting), 0);
  EXPECT_EQ(count(DeliveryState::withdrawn), 1);
  EXPECT_EQ(alert().standing, Standing::withdrawn);
  EXPECT_TRUE(sent()["title"].string().empty());

  school(school_row("2026-02-20", "5"));
  const formats::Json first = sent();
  EXPECT_EQ(first["title"].string(), "Suspended from school") << "nobody was told before";
  EXPECT_THAT(first["details"].string(), HasSubstr("Sessions: 5"));
}

TEST_F(AlertRevision, SendsWhatIsTrueNowWhereTheFirstStillWaits) {
  school(school_row("2026-02-20", "6"));
  EXPECT_EQ(count(DeliveryState::waiting), 1);
  const formats::Json only = sent();
  EXPECT_EQ(only["title"].string(), "Suspended from school");
  EXPECT_THAT(only["details"].string(), HasSubstr("Sessions: 6"));
}

TEST_F(AlertRevision, RaisesAnotherAlertForAnotherDayAndWithdrawsTheFirst) {
  sent();
  const ImportReport report = school(school_row("2026-02-24", "4"));
  EXPECT_EQ(report.alerts, 1u);
  EXPECT_EQ(report.alerts_revised, 1u);
  EXPECT_EQ(alert(1).standing, Standing::withdrawn);
  EXPECT_EQ(alert(2).standing, Standing::stands);
}

TEST_F(AlertRevision, TakesNothingBackThatOnlyGrewOld) {
  sent();
  world.clock.advance(std::chrono::hours(24 * 90));
  EXPECT_EQ(school(school_row("2026-02-20", "4")).alerts_revised, 0u);
  world.import("youth-justice", columns + "Y8,Ben,Ellis,2011-11-30,9990000026,,,\n");
  EXPECT_EQ(alert().standing, Standing::stands);
}

TEST_F(AlertRevision, TellsWhoWasToldThatTheRecordConcernsAnotherChild) {
  sent();
  world.import("youth-justice", columns + open_case + "Y9,Tom,Ellis,2011-11-30,,,,2026-01-10\n");
  const auto school_subject =
      *world.records->find_subject(*world.records->connection("schools", "schools"), "S2");
  const auto own_subject =
      *world.records->find_subject(*world.records->connection("youth-justice", "yjs"), "Y8");
  ASSERT_THAT(world.records->begin(), IsOk());
  const auto parted = world.identity->decisions().never_link(*school_subject, *own_subject,
                                                             {"sam", "two boys of one name"});
  ASSERT_THAT(parted, IsOk());
  for (const auto& [connection, key] : {std::pair("schools", "S2"), {"youth-justice", "Y8"}}) {
    const ChildId child = world.child_of(connection, key);
    ASSERT_THAT(world.desk->review(child, *world.identity->children().subjects_of(child)), IsOk());
  }
  ASSERT_THAT(world.records->commit(), IsOk());

  EXPECT_EQ(alert().standing, Standing::withdrawn);
  EXPECT_THAT(alert().because, HasSubstr("another child"));
  const formats::Json withdrawal = sent();
  EXPECT_EQ(withdrawal["source_key"].string(), "Y8");
  EXPECT_THAT(withdrawal["title"].string(), StartsWith("Withdrawn: "));
  EXPECT_THAT(withdrawal["sentence"].string(), HasSubstr("another child"));
}

TEST_F(AlertRevision, OpensAnAcknowledgedAlertAgain) {
  sent();
  ASSERT_THAT(world.alert_store->acknowledge(AlertId(1), "kim", "called", world.clock.now()),
              IsOk());
  EXPECT_THAT(*world.alert_store->list({}), IsEmpty());
  world.clock.advance(std::chrono::minutes(1));
  school(school_row("2026-02-20", "6"));
  EXPECT_THAT(*world.alert_store->list({}), SizeIs(1));
  world.clock.advance(std::chrono::minutes(1));
  EXPECT_THAT(world.alert_store->acknowledge(AlertId(1), "kim", "seen", world.clock.now()), IsOk());
  EXPECT_THAT(*world.alert_store->list({}), IsEmpty());
}

}  // namespace
}  // namespace trellis::pipeline
