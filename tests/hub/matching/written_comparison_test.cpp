#include <gmock/gmock.h>

#include "hub/matching/identity/ports.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::matching {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using trellis::testing::IsError;
using trellis::testing::IsOk;

// As hubs of the first versions stored it.
std::string by_words(const std::string& because, const std::string& evidence) {
  return R"({"bits":7.5,"likeness":"same child","forbidden":false,"because":")" + because +
         R"(","evidence":[)" + evidence + "]}";
}
std::string finding(const std::string& field, const std::string& level) {
  return R"({"field":")" + field + R"(","level":")" + level + R"(","bits":2})";
}

TEST(WrittenComparison, ComesBackAsItWas) {
  Comparison comparison;
  comparison.bits = -3.25;
  comparison.likeness = Likeness::twin;
  comparison.forbidden = true;
  comparison.rule(Ruling::two_numbers);
  comparison.evidence = {
      {"given name", "equal", 6.9, 121, Topic::given_name, {Trait::given_name}},
      {"NHS \"number\"", "conflict", -15, 0, Topic::identifier, {Trait::identifier}, "nhs_number"}};

  const auto read = read_comparison(write(comparison));

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->bits, -3.25);
  EXPECT_EQ(read->likeness, Likeness::twin);
  EXPECT_TRUE(read->forbidden);
  EXPECT_EQ(read->ruling, Ruling::two_numbers);
  EXPECT_EQ(read->because, comparison.because);
  ASSERT_EQ(read->evidence.size(), 2u);
  EXPECT_EQ(read->evidence[0].level, "equal");
  EXPECT_EQ(read->evidence[0].one_in, 121);
  EXPECT_EQ(read->evidence[0].topic, Topic::given_name);
  EXPECT_THAT(read->evidence[0].compares, ElementsAre(Trait::given_name));
  EXPECT_EQ(read->evidence[1].field, "NHS \"number\"");
  EXPECT_EQ(read->evidence[1].one_in, 0);
  EXPECT_EQ(read->evidence[1].identifier, "nhs_number");
}

TEST(WrittenComparison, IsReadAsItWasWrittenByWordsAlone) {
  const auto read =
      read_comparison(by_words("one lock says one child, another says never",
                               finding("given name", "known by the middle name") + "," +
                                   finding("household", "postcode equal, same parent") + "," +
                                   finding("unique pupil number", "equal")));

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->ruling, Ruling::locks_disagree);
  ASSERT_EQ(read->evidence.size(), 3u);
  EXPECT_THAT(read->evidence[0].compares, ElementsAre(Trait::given_name, Trait::middle_name));
  EXPECT_EQ(read->evidence[1].topic, Topic::household);
  EXPECT_THAT(read->evidence[1].compares, ElementsAre(Trait::postcode, Trait::parent));
  EXPECT_EQ(read->evidence[2].identifier, "upn");
}

TEST(WrittenComparison, OfWordsThatNobodyKnowsTellsNothing) {
  const auto read = read_comparison(by_words(
      "it is so",
      finding("shoe size", "equal") + "," + finding("household", "postcode equal, same doctor")));

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->ruling, Ruling::not_known);
  ASSERT_EQ(read->evidence.size(), 2u);
  for (const Evidence& each : read->evidence) {
    EXPECT_EQ(each.topic, Topic::not_known);
    EXPECT_THAT(each.compares, IsEmpty());
  }
}

TEST(WrittenComparison, IsNotReadWhereAnotherVersionWroteIt) {
  const std::string rest =
      R"("bits":1,"likeness":"twin","forbidden":false,"because":"","ruling":"none","evidence":[)";
  EXPECT_THAT(read_comparison(R"({"version":2,)" + rest + "]}"), IsOk());
  EXPECT_THAT(read_comparison(R"({"version":3,)" + rest + "]}"), IsError(Fault::invalid));
  EXPECT_THAT(read_comparison(R"({"version":2,)" + rest + finding("given name", "equal") + "]}"),
              IsError(Fault::invalid))
      << "it does not say what it compares";
  const std::string unknown =
      R"({"topic":"household","compares":["postcode","doctor"],"field":"household"})";
  EXPECT_THAT(read_comparison(R"({"version":2,)" + rest + unknown + "]}"), IsError(Fault::invalid));
}

TEST(WrittenComparison, IsNotReadWhereItDoesNotSayWhetherAnythingForbids) {
  EXPECT_THAT(read_comparison(R"({"bits":1,"likeness":"twin"})"), IsError(Fault::invalid));
  EXPECT_THAT(read_comparison("{}"), IsError(Fault::invalid));
  EXPECT_THAT(read_comparison("not json"), IsError(Fault::invalid));
}

}  // namespace
}  // namespace trellis::matching
