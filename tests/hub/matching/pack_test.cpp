#include <random>

#include <gtest/gtest.h>

#include "hub/matching/engine/engine.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using testing::a_child;
using testing::IsError;
using testing::IsOkAnd;

Features a_full_child() {
  Features features = a_child("ada", "moss", "mary ann")
                          .also_called("addie", "moss hill")
                          .born("2015-03-02")
                          .born("2015-03")
                          .born("2015")
                          .girl()
                          .living_at("AB1 2CD", "3 elm road")
                          .nhs("9990000018")
                          .phone("7700900123")
                          .parent("jo moss");
  features.multiple_birth = true;
  features.enrolments = {{"urn 100001", *Date::parse("2023-09-04"), {}},
                         {"urn 100002", *Date::parse("2020-09-07"), *Date::parse("2023-07-21")}};
  return features;
}

}  // namespace

TEST(PackedFeatures, ComeBackAsTheyWere) {
  EXPECT_THAT(unpack(pack(a_full_child())), IsOkAnd(a_full_child()));
  EXPECT_THAT(unpack(pack(Features{})), IsOkAnd(Features{}));
  Features second = a_full_child();
  second.birth_order = 2;
  EXPECT_THAT(unpack(pack(second)), IsOkAnd(second));
  const Features sealed = a_child("ada", "moss").sealed();
  EXPECT_THAT(unpack(pack(sealed)), IsOkAnd(sealed));
}

TEST(PackedFeatures, AreRefusedWhereTheyWereCutAnywhere) {
  const std::string packed = pack(a_full_child());
  for (std::size_t length = 0; length < packed.size(); ++length)
    EXPECT_THAT(unpack(std::string_view(packed).substr(0, length)), IsError(Fault::invalid))
        << length;
  EXPECT_THAT(unpack(packed + "x"), IsError(Fault::invalid));
}

// So that a hub that is updated does not place all its subjects anew.
TEST(PackedFeatures, WithoutEnrolmentsAreTheFirstVersions) {
  EXPECT_EQ(pack(a_child("ada", "moss"))[0], 1);
  EXPECT_EQ(pack(a_full_child())[0], 2);
}

TEST(PackedFeatures, OfAnotherVersionAreRefused) {
  std::string packed = pack(a_full_child());
  packed[0] = 4;
  EXPECT_THAT(unpack(packed), IsError(Fault::invalid));
}

TEST(PackedFeatures, SurviveDamage) {
  const std::string packed = pack(a_full_child());
  std::mt19937 random(7);
  for (int round = 0; round < 5000; ++round) {
    std::string damaged = packed;
    for (int i = 0; i < 3; ++i) damaged[random() % damaged.size()] = static_cast<char>(random());
    const auto features = unpack(damaged);
    if (features.ok()) {
      EXPECT_THAT(unpack(pack(*features)), IsOkAnd(*features));
    }
  }
}

}  // namespace trellis::matching
