#include "hub/desk/owed_reviews.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using trellis::testing::IsOk;
using trellis::testing::IsOkAnd;

namespace trellis::desk {
namespace {

const std::string ben = "Ben,Ellis,2011-11-30,9990000026,";

class OwedReviewsTest : public ::testing::Test {
 protected:
  OwedReviewsTest() {
    world.change_mapping("schools", "\"sessions\": \"sessions\"",
                         "\"sessions\": \"sessions\", \"establishment\": \"at\"");
    world.import("youth-justice", "id,given,family,born,nhs,opened\nY8," + ben + "2026-01-10\n");
  }
  void school(const std::string& suspension) {
    world.import("schools",
                 "id,given,family,born,nhs,suspended,sessions,at\nS2," + ben + suspension + "\n");
  }
  // Until the end of today.
  void restrict_child(model::RestrictionScope scope) {
    pipeline::Restriction one;
    one.subject = world.subjects_of("youth-justice", "Y8").front();
    one.made_by = "jo";
    one.statement.scope = scope;
    one.statement.until = Date::of(world.clock.now());
    ASSERT_THAT(world.restrictions->add(one), IsOk());
    world.protections->forget();
  }
  void set_agreement(sharing::Agreement::Status status) {
    std::vector<sharing::Agreement> agreements = world.policy->agreements();
    agreements.front().status = status;
    *world.policy = sharing::Policy(world.policy->parties(), agreements, world.catalogue);
  }
  void next_day() { world.clock.advance(std::chrono::hours(24)); }
  pipeline::Reviewed review() { return *owed().review(*world.desk); }
  OwedReviews owed() {
    return OwedReviews({*world.records, *world.protections, *world.alert_store, *world.links,
                        *world.policy, world.clock});
  }
  std::vector<alerts::Alert> raised() { return *world.alert_store->list({}); }
  std::vector<std::pair<std::string, std::string>> told() {
    return raised().front().alert.content.fields;
  }

  pipeline::World world;
};

TEST_F(OwedReviewsTest, RaiseWhatCameWhileARestrictionHeldOnceItsLastDayIsOver) {
  restrict_child(model::RestrictionScope::whole_record);
  school("2026-02-20,4,Oak School");
  EXPECT_THAT(raised(), IsEmpty());
  EXPECT_THAT(owed().any(), IsOkAnd(true));
  EXPECT_EQ(review().raised, 0u);
  EXPECT_THAT(owed().any(), IsOkAnd(false)) << "nothing changed since";

  next_day();
  EXPECT_THAT(owed().any(), IsOkAnd(true));
  EXPECT_EQ(review().raised, 1u);
  EXPECT_THAT(told(), Contains(Pair("Sessions", "4")));
  next_day();
  EXPECT_THAT(owed().any(), IsOkAnd(false)) << "nothing is kept back any more";
}

TEST_F(OwedReviewsTest, RaiseWhatCameWhileTheAgreementWasSuspended) {
  set_agreement(sharing::Agreement::Status::suspended);
  school("2026-02-20,4,Oak School");
  EXPECT_EQ(review().raised, 0u);
  set_agreement(sharing::Agreement::Status::live);
  EXPECT_EQ(review().raised, 1u);
  EXPECT_EQ(review().raised, 0u);
}

TEST_F(OwedReviewsTest, TellWhatAnAlertWasCorrectedToMeanwhile) {
  school("2026-02-20,4,Oak School");
  restrict_child(model::RestrictionScope::whole_record);
  school("2026-02-20,6,Oak School");
  ASSERT_THAT(told(), IsEmpty());

  next_day();
  EXPECT_EQ(review().revised, 1u);
  EXPECT_THAT(told(), Contains(Pair("Sessions", "6")));
  EXPECT_THAT(raised(), SizeIs(1));
  EXPECT_EQ(review().revised, 0u);
}

TEST_F(OwedReviewsTest, TellThePlaceThatAnAlertWasRaisedWithout) {
  restrict_child(model::RestrictionScope::location);
  school("2026-02-20,4,Oak School");
  ASSERT_THAT(raised(), SizeIs(1));
  ASSERT_THAT(told(), Not(Contains(Pair("School", "Oak School"))));

  next_day();
  EXPECT_EQ(review().revised, 1u);
  EXPECT_THAT(told(), Contains(Pair("School", "Oak School")));
  EXPECT_EQ(raised().front().because, "More of it is shared now.");
}

TEST_F(OwedReviewsTest, ComeWithTheNextImportOfTheChildToo) {
  restrict_child(model::RestrictionScope::location);
  school("2026-02-20,4,Oak School");
  next_day();
  world.import("youth-justice", "id,given,family,born,nhs,opened\nY8," + ben + "2026-01-11\n");
  EXPECT_THAT(told(), Contains(Pair("School", "Oak School")));
}

TEST_F(OwedReviewsTest, TellNothingAnewWhereNothingWasKeptBack) {
  school("2026-02-20,4,Oak School");
  std::vector<sharing::Agreement> agreements = world.policy->agreements();
  agreements.front().clauses.front().level = model::Level::summary;
  *world.policy = sharing::Policy(world.policy->parties(), agreements, world.catalogue);
  next_day();
  EXPECT_THAT(owed().any(), IsOkAnd(false));
}

}  // namespace
}  // namespace trellis::desk
