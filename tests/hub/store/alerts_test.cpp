#include "hub/store/alerts.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::testing {
namespace {

using alerts::Alert;
using alerts::AlertFilter;
using alerts::NewAlert;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::SizeIs;

Date day(std::string_view iso) { return *Date::parse(iso); }

NewAlert an_alert(std::string key = "suspension:1") {
  NewAlert alert;
  alert.raised = {"suspension",
                  std::move(key),
                  ChildId(7),
                  0,
                  "yjs",
                  "yj_worker",
                  "youth_justice",
                  alerts::Severity::urgent,
                  day("2026-06-01"),
                  day("2026-06-17"),
                  {}};
  alert.provider = "schools";
  alert.connection = "schools-1";
  alert.kind = "education.suspension";
  alert.content = {"Suspended",
                   "Suspended on 2026-06-01.",
                   {{"Category", "SUSP"}, {"Reason", "\"é\", 'x'"}},
                   model::Level::detail,
                   "schools-to-yjs",
                   "3"};
  return alert;
}

struct Stored {
  std::unique_ptr<store::Database> database = a_database();
  std::unique_ptr<alerts::AlertStore> alerts = store::make_alert_store(*database);

  std::vector<std::string> keys(const AlertFilter& filter = {}) {
    std::vector<std::string> all;
    for (const auto found = alerts->list(filter); const Alert& alert : *found)
      all.push_back(alert.alert.raised.key);
    return all;
  }
};

TEST(StoredAlerts, GivesBackAllThatWasRaised) {
  Stored stored;
  const auto id = stored.alerts->raise(an_alert(), second(10));
  ASSERT_THAT(id, IsOk());
  ASSERT_TRUE(id->has_value());
  const auto alert = stored.alerts->show(**id);

  ASSERT_THAT(alert, IsOk());
  const NewAlert wanted = an_alert();
  EXPECT_EQ(alert->alert.raised.key, wanted.raised.key);
  EXPECT_EQ(alert->alert.raised.rule, "suspension");
  EXPECT_EQ(alert->alert.raised.child, ChildId(7));
  EXPECT_EQ(alert->alert.raised.organisation, "yjs");
  EXPECT_EQ(alert->alert.raised.role, "yj_worker");
  EXPECT_EQ(alert->alert.raised.purpose, "youth_justice");
  EXPECT_EQ(alert->alert.raised.severity, alerts::Severity::urgent);
  EXPECT_EQ(alert->alert.raised.happened, day("2026-06-01"));
  EXPECT_EQ(alert->alert.raised.due, day("2026-06-17"));
  EXPECT_TRUE(alert->alert.raised.ages_out.none());
  EXPECT_EQ(alert->alert.provider, "schools");
  EXPECT_EQ(alert->alert.connection, "schools-1");
  EXPECT_EQ(alert->alert.kind, "education.suspension");
  EXPECT_EQ(alert->alert.content.title, wanted.content.title);
  EXPECT_EQ(alert->alert.content.sentence, wanted.content.sentence);
  EXPECT_EQ(alert->alert.content.fields, wanted.content.fields);
  EXPECT_EQ(alert->alert.content.level, model::Level::detail);
  EXPECT_EQ(alert->alert.content.agreement, "schools-to-yjs");
  EXPECT_EQ(alert->alert.content.clause, "3");
  EXPECT_EQ(alert->raised_at, second(10));
  EXPECT_FALSE(alert->acknowledged.has_value());
}

TEST(StoredAlerts, RaisesAKeyOnce) {
  Stored stored;

  EXPECT_TRUE(stored.alerts->raise(an_alert(), second(1))->has_value());
  EXPECT_FALSE(stored.alerts->raise(an_alert(), second(2))->has_value());
  EXPECT_THAT(stored.keys(), SizeIs(1));
}

TEST(StoredAlerts, AnAnsweredAlertIsNotRaisedAgain) {
  Stored stored;
  const AlertId id = **stored.alerts->raise(an_alert(), second(1));
  ASSERT_THAT(stored.alerts->acknowledge(id, "jo", "rang the school", second(2)), IsOk());

  EXPECT_FALSE(stored.alerts->raise(an_alert(), second(3))->has_value());
  EXPECT_THAT(stored.keys(), IsEmpty());
}

TEST(StoredAlerts, FollowTheirRecordToAnotherChild) {
  Stored stored;
  const AlertId id = **stored.alerts->raise(an_alert(), second(1));
  NewAlert moved = an_alert();
  moved.raised.child = ChildId(8);
  ASSERT_FALSE(stored.alerts->raise(moved, second(2))->has_value());

  EXPECT_EQ(stored.alerts->show(id)->alert.raised.child, ChildId(8));
}

TEST(StoredAlerts, ListsByRecipientChildAndPage) {
  Stored stored;
  NewAlert other = an_alert("b");
  other.raised.organisation = "care";
  other.raised.role = "social_worker";
  other.raised.child = ChildId(9);
  const AlertId first = **stored.alerts->raise(an_alert("a"), second(1));
  ASSERT_THAT(stored.alerts->raise(other, second(1)), IsOk());
  AlertFilter filter;

  EXPECT_THAT(stored.keys(), ElementsAre("a", "b"));
  filter.organisation = "care";
  EXPECT_THAT(stored.keys(filter), ElementsAre("b"));
  filter.role = "yj_worker";
  EXPECT_THAT(stored.keys(filter), IsEmpty());
  filter = {};
  filter.child = ChildId(7);
  EXPECT_THAT(stored.keys(filter), ElementsAre("a"));
  filter = {};
  filter.limit = 1;
  EXPECT_THAT(stored.keys(filter), ElementsAre("a"));
  filter.after = first;
  EXPECT_THAT(stored.keys(filter), ElementsAre("b"));
}

TEST(StoredAlerts, LeaveTheListTheDayAfterTheyAgeOut) {
  Stored stored;
  NewAlert aging = an_alert("aging");
  aging.raised.ages_out = day("2026-08-30");
  ASSERT_THAT(stored.alerts->raise(aging, second(1)), IsOk());
  ASSERT_THAT(stored.alerts->raise(an_alert("lasting"), second(1)), IsOk());
  AlertFilter filter;

  filter.today = day("2026-08-30");
  EXPECT_THAT(stored.keys(filter), ElementsAre("aging", "lasting"));
  filter.today = day("2026-08-31");
  EXPECT_THAT(stored.keys(filter), ElementsAre("lasting"));
  filter.today = {};
  EXPECT_THAT(stored.keys(filter), ElementsAre("aging", "lasting"));
}

TEST(StoredAlerts, AreAcknowledgedOnceByOnePerson) {
  Stored stored;
  const AlertId id = **stored.alerts->raise(an_alert(), second(1));
  EXPECT_THAT(stored.alerts->acknowledge(id, "", "", second(2)), IsError(Fault::invalid));
  EXPECT_THAT(stored.alerts->acknowledge(id, "jo", "rang the school", second(2)), IsOk());
  EXPECT_THAT(stored.alerts->acknowledge(id, "sam", "me too", second(3)), IsError(Fault::conflict));

  const auto answered = stored.alerts->show(id)->acknowledged;
  ASSERT_TRUE(answered);
  EXPECT_EQ(answered->who, "jo");
  EXPECT_EQ(answered->note, "rang the school");
  EXPECT_EQ(answered->at, second(2));
  EXPECT_THAT(stored.keys(), IsEmpty());
  AlertFilter all;
  all.open_only = false;
  EXPECT_THAT(stored.keys(all), SizeIs(1));
}

TEST(StoredAlerts, SayWhereThereIsNone) {
  Stored stored;

  EXPECT_THAT(stored.alerts->show(AlertId(5)), IsError(Fault::not_found));
  EXPECT_THAT(stored.alerts->acknowledge(AlertId(5), "jo", "", second(1)),
              IsError(Fault::not_found));
}

TEST(StoredAlerts, AreGoneWithTheTransactionThatRaisedThem) {
  Stored stored;
  {
    const auto transaction = *store::Transaction::begin(*stored.database);
    ASSERT_TRUE(stored.alerts->raise(an_alert(), second(1))->has_value());
  }

  EXPECT_THAT(stored.keys(), IsEmpty());
  EXPECT_TRUE(stored.alerts->raise(an_alert(), second(2))->has_value());
}

TEST(StoredAlerts, OutliveTheProgram) {
  const TemporaryFolder folder;
  {
    auto database = a_database(folder.file("hub.db"));
    ASSERT_THAT(store::make_alert_store(*database)->raise(an_alert(), second(1)), IsOk());
  }
  auto database = a_database(folder.file("hub.db"));

  EXPECT_THAT(*store::make_alert_store(*database)->list({}), SizeIs(1));
}

}  // namespace
}  // namespace trellis::testing
