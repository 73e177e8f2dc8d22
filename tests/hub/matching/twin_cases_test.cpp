#include <algorithm>

#include "tests/hub/matching/meeting.hpp"

// The cases in which twins are taken for one another, or kept apart.
namespace trellis::matching {

TEST(Twins, OfOneSexAreTwoChildren) {
  const Features twin =
      a_child("jacob", "brackenbury").born("2014-05-17").boy().living_at("AB1 2CD", "3 elm road");
  EXPECT_EQ(decision(oliver(), twin), Decision::new_child);
  EXPECT_EQ(meet(oliver(), twin).comparison.likeness, Likeness::twin);
}

TEST(Twins, OfTwoSexesAreTwoChildren) {
  const Features twin =
      a_child("amelia", "brackenbury").born("2014-05-17").girl().living_at("AB1 2CD", "3 elm road");
  EXPECT_EQ(decision(oliver(), twin), Decision::new_child);
}

TEST(Twins, WithOneInitialAreTwoChildren) {
  const Features twin =
      a_child("oscar", "brackenbury").born("2014-05-17").boy().living_at("AB1 2CD", "3 elm road");
  EXPECT_EQ(decision(oliver(), twin), Decision::new_child);
}

TEST(Twins, AreNotJoinedByAnInitialAlone) {
  const Features twin =
      a_child("o", "brackenbury").born("2014-05-17").boy().living_at("AB1 2CD", "3 elm road");
  EXPECT_EQ(decision(oliver(), twin), Decision::ask_a_person);
}

TEST(Twins, OfWhomOneHasTheOthersNameAsAMiddleOneAreForAPerson) {
  const auto marta = [](std::string middle) {
    return a_child("marta", "brackenbury", std::move(middle))
        .born("2014-05-17")
        .girl()
        .living_at("AB1 2CD", "3 elm road");
  };
  const Features other =
      a_child("freya", "brackenbury").born("2014-05-17").girl().living_at("AB1 2CD", "3 elm road");
  EXPECT_EQ(decision(marta("freya"), other), Decision::ask_a_person);
  EXPECT_EQ(meet(marta("freya"), other).comparison.likeness, Likeness::same_child);
  EXPECT_NE(meet(marta("freya"), other).comparison.because.find("middle"), std::string::npos);
}

TEST(Twins, WithNamesThatAreAlikeAreNotJoined) {
  const Features ella =
      a_child("ella", "brackenbury").born("2014-05-17").girl().living_at("AB1 2CD", "3 elm road");
  const Features bella =
      a_child("bella", "brackenbury").born("2014-05-17").girl().living_at("AB1 2CD", "3 elm road");
  EXPECT_NE(decision(ella, bella), Decision::same_child);
}

TEST(Twins, WithTwoNamesThatManyHaveAreNotJoinedThroughASlipInTheBirthDate) {
  const auto opened = testing::shipped_engine();
  for (int id = 10; id < 30; ++id) {
    const Features other = a_child(id % 2 == 0 ? "torvan" : "torven", "moss")
                               .born("20" + std::to_string(id) + "-03-02");
    opened.engine->remember(SubjectId(id), ChildId(id), other);
  }
  const auto twin = [](const char* given, const char* born) -> Features {
    return a_child(given, "brackenbury").born(born).girl().living_at("AB1 2CD", "3 elm road");
  };
  const Features torvan = twin("torvan", "2014-05-17");
  for (const char* born : {"2014-05-17", "2013-05-17", "2014-05-18"}) {
    const Comparison comparison = opened.engine->compare(torvan, twin("torven", born));
    EXPECT_EQ(comparison.likeness, Likeness::twin) << born;
    EXPECT_LT(comparison.bits, 9) << born;
  }
}

TEST(Twins, BornOnBothSidesOfMidnightAreTwoChildren) {
  const Features twin =
      a_child("jacob", "brackenbury").born("2014-05-18").boy().living_at("AB1 2CD", "3 elm road");
  EXPECT_EQ(decision(oliver(), twin), Decision::new_child);
}

TEST(Twins, WithOneNumberCopiedAreForAPerson) {
  const Features twin = a_child("jacob", "brackenbury")
                            .born("2014-05-17")
                            .boy()
                            .living_at("AB1 2CD")
                            .nhs("9990000018");
  const Features known = oliver().nhs("9990000018");
  EXPECT_EQ(decision(known, twin), Decision::ask_a_person);
  EXPECT_EQ(meet(known, twin).comparison.likeness, Likeness::twin);
  EXPECT_NE(meet(known, twin).comparison.because.find("copied"), std::string::npos);
}

namespace {

SubjectBuilder at_home(std::string given, std::string family, std::string middle = {}) {
  return a_child(std::move(given), std::move(family), std::move(middle))
      .born("2012-11-03")
      .boy()
      .living_at("AB1 2CD", "3 elm road");
}

}  // namespace

TEST(Twins, WhoseGivenNamesShareAPartAreTwoChildren) {
  EXPECT_EQ(decision(at_home("yusuf karim", "malik"), at_home("yusuf tariq", "malik")),
            Decision::new_child);
  EXPECT_EQ(decision(at_home("karim yusuf", "malik"), at_home("tariq yusuf", "malik")),
            Decision::new_child);
  EXPECT_EQ(decision(at_home("rose may", "hart"), at_home("rose ann", "hart")),
            Decision::new_child);
  EXPECT_EQ(decision(at_home("yusuf karim", "malik"), at_home("yusuf", "malik", "tariq")),
            Decision::new_child);
  EXPECT_EQ(decision(at_home("yusufkarim", "malik"), at_home("yusuf", "malik", "tariq")),
            Decision::new_child);
}

TEST(Twins, WhoseGivenNameIsToldInPartAreForAPerson) {
  EXPECT_EQ(decision(at_home("yusuf karim", "malik"), at_home("yusuf", "malik")),
            Decision::ask_a_person);
  EXPECT_EQ(decision(at_home("yusuf karim", "malik"), at_home("karim", "malik")),
            Decision::ask_a_person);
}

TEST(Twins, WhoDifferInTheMiddleNameAreForAPerson) {
  const auto twin = [](const char* middle) { return at_home("yusuf", "malik", middle); };
  EXPECT_EQ(decision(twin("karim"), twin("tariq")), Decision::ask_a_person);
  EXPECT_EQ(decision(twin("karim").nhs("9990000018"), twin("tariq").nhs("9990000018")),
            Decision::ask_a_person);
  EXPECT_EQ(decision(twin("karim"), twin("k")), Decision::same_child);
  EXPECT_EQ(decision(twin("karim"), twin("")), Decision::same_child);
  EXPECT_EQ(decision(twin("karim"), at_home("yusuf karim", "malik")), Decision::same_child);
}

TEST(Twins, OfWhomTheHospitalSaysWhoCameFirstAreForAPerson) {
  const auto born = [](unsigned order) -> Features {
    Features features = at_home("ilse", "hart");
    features.birth_order = order;
    return features;
  };
  EXPECT_EQ(decision(born(1), born(2)), Decision::ask_a_person);
  EXPECT_EQ(decision(born(2), born(2)), Decision::same_child);
  EXPECT_EQ(decision(born(0), born(2)), Decision::same_child);
}

TEST(Triplets, AreThreeChildren) {
  testing::Registry registry;
  const auto triplet = [](const char* given) {
    return a_child(given, "brackenbury")
        .born("2014-05-17")
        .girl()
        .living_at("AB1 2CD", "3 elm road")
        .parent("jo brackenbury");
  };
  registry.settle(1, triplet("amelia"));
  registry.settle(2, triplet("freya"));
  registry.settle(3, triplet("matilda"));
  EXPECT_NE(registry.child(1), registry.child(2));
  EXPECT_NE(registry.child(1), registry.child(3));
  EXPECT_NE(registry.child(2), registry.child(3));
  EXPECT_TRUE(registry.identity.questions().proposals(ProposalState::open)->empty());
}

}  // namespace trellis::matching
