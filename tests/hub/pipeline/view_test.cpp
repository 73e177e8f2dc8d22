#include "hub/pipeline/view.hpp"

#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

using ::testing::IsEmpty;
using ::testing::SizeIs;
using trellis::testing::IsOk;

namespace trellis::pipeline {
namespace {

const std::string header = "id,given,family,born,nhs,suspended,opened,same_as\n";

class Seeing : public ::testing::Test {
 protected:
  Seeing() {
    world.import("schools", header + "S2,Ben,Ellis,2011-11-30,9990000026,2026-02-20,,\n");
    world.import("youth-justice", header + "Y8,Ben,Ellis,2011-11-30,9990000026,,2026-01-10,\n");
  }
  View see(const sharing::Asker& asker, Date today) {
    auto view = see_as(*world.records, *world.protections, world.subjects_of("schools", "S2"),
                       *world.policy, asker, std::nullopt, today);
    EXPECT_THAT(view, IsOk());
    return view.ok() ? *view : View{};
  }
  World world;
  const Date third_of_march = *Date::of(2026, 3, 3);
  const sharing::Asker worker{"youth_justice_worker", "yjs", "youth_justice"};
};

TEST_F(Seeing, GivesEverythingToTheHubsOperators) {
  auto all = see_all(*world.records, world.subjects_of("schools", "S2"), std::nullopt);
  ASSERT_THAT(all, IsOk());
  EXPECT_THAT(all->organisations, ::testing::ElementsAre("schools", "yjs"));
}

TEST_F(Seeing, GivesOwnRecordsAndWhatTheAgreementNamesAndNothingElse) {
  const View view = see(worker, third_of_march);
  for (const Line& line : view.lines) {
    if (line.from.organisation != "schools") continue;
    EXPECT_EQ(line.from.observation.kind, "education.suspension");
    EXPECT_EQ(line.basis, "schools-to-yjs exclusions");
  }
  EXPECT_THAT(view.organisations, ::testing::ElementsAre("schools", "yjs"));
}

TEST_F(Seeing, GivesNothingOfOthersWithoutAnAgreement) {
  const View school = see({"school_lead", "schools", "youth_justice"}, third_of_march);
  EXPECT_THAT(school.organisations, ::testing::ElementsAre("schools"));
  EXPECT_THAT(see({"school_lead", "yjs", "youth_justice"}, third_of_march).lines, IsEmpty());
  EXPECT_THAT(see({"nobody", "nowhere", "anything"}, third_of_march).lines, IsEmpty());
}

TEST_F(Seeing, StopsTheDayAfterTheAgreementEnds) {
  EXPECT_THAT(see(worker, *Date::of(2026, 12, 31)).organisations, SizeIs(2));
  EXPECT_THAT(see(worker, *Date::of(2027, 1, 1)).organisations, ::testing::ElementsAre("yjs"));
}

TEST_F(Seeing, StopsForAnotherPurpose) {
  EXPECT_THAT(see({worker.role, worker.organisation, "research"}, third_of_march).organisations,
              ::testing::ElementsAre("yjs"));
}

}  // namespace
}  // namespace trellis::pipeline
