#include "hub/sharing/agreement.hpp"

#include "tests/hub/sharing/world.hpp"

namespace trellis::sharing {
namespace {

using testing::an_agreement;
using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Agreement, IsLiveFromItsFirstDayToItsLast) {
  const Agreement agreement = an_agreement();

  EXPECT_FALSE(is_live(agreement, day("2025-12-31")));
  EXPECT_TRUE(is_live(agreement, day("2026-01-01")));
  EXPECT_TRUE(is_live(agreement, day("2026-12-31")));
  EXPECT_FALSE(is_live(agreement, day("2027-01-01")));
}

TEST(Agreement, SaysWhyItIsNotLive) {
  Agreement agreement = an_agreement();

  EXPECT_EQ(why_not_live(agreement, testing::today), "");
  EXPECT_EQ(why_not_live(agreement, day("2025-12-31")), "begins on 2026-01-01");
  EXPECT_EQ(why_not_live(agreement, day("2027-01-01")), "ended on 2026-12-31");
  agreement.status = Agreement::Status::draft;
  EXPECT_EQ(why_not_live(agreement, testing::today), "is a draft");
  agreement.status = Agreement::Status::suspended;
  EXPECT_EQ(why_not_live(agreement, testing::today), "is suspended");
}

TEST(Agreement, WithoutAFirstDayIsNeverLive) {
  Agreement agreement = an_agreement();
  agreement.start = Date();

  EXPECT_FALSE(is_live(agreement, testing::today));
}

TEST(Agreement, WithoutALastDayGoesOn) {
  Agreement agreement = an_agreement();
  agreement.end = Date();

  EXPECT_TRUE(is_live(agreement, day("2099-01-01")));
}

TEST(Agreement, NeedsTheSignatureOfEveryParty) {
  for (const std::size_t missing : {0u, 1u}) {
    Agreement agreement = an_agreement();
    const std::string party = agreement.signatures[missing].organisation;
    agreement.signatures.erase(agreement.signatures.begin() + static_cast<std::ptrdiff_t>(missing));

    EXPECT_FALSE(is_live(agreement, testing::today));
    EXPECT_EQ(why_not_live(agreement, testing::today), "is not signed by " + party);
  }
}

TEST(Agreement, IsNotSignedBeforeTheDayOfTheSignature) {
  Agreement agreement = an_agreement();
  agreement.signatures[0].signed_on = day("2026-03-01");

  EXPECT_FALSE(is_live(agreement, day("2026-02-28")));
  EXPECT_TRUE(is_live(agreement, day("2026-03-01")));
}

TEST(Agreement, WarnsOfAnOverdueReviewFromTheDayAfter) {
  const Agreement agreement = an_agreement();

  EXPECT_THAT(warnings(agreement, day("2026-09-30")), IsEmpty());
  EXPECT_THAT(warnings(agreement, day("2026-10-01")), ElementsAre(HasSubstr("2026-09-30")));
  EXPECT_TRUE(is_live(agreement, day("2026-10-01")));
}

TEST(Agreement, WarnsSixtyDaysBeforeItsEnd) {
  Agreement agreement = an_agreement();
  agreement.review = Date();

  EXPECT_THAT(warnings(agreement, day("2026-10-31")), IsEmpty());
  EXPECT_THAT(warnings(agreement, day("2026-11-01")), ElementsAre(HasSubstr("2026-12-31")));
}

TEST(Agreement, NamesEachPartyOnce) {
  Agreement agreement = an_agreement();
  agreement.recipients.push_back({"schools", {"school_lead"}});

  EXPECT_THAT(agreement.parties(), ElementsAre("schools", "yjs"));
}

}  // namespace
}  // namespace trellis::sharing
