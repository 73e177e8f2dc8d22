#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/comparison/similarity.hpp"
#include "hub/linkage/levels.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;

NameLevel given_level(const std::string& a, const std::string& b, int times) {
  Encoder encoder({{}, {{"first", Is::given_name, {}, {}}, {"last", Is::family_name, {}, {}}}},
                  testing::shipped_words());
  EXPECT_THAT(encoder.start_table({"first", "last"}), IsOk());
  encoder.add({a, "Byron"});
  encoder.add({b, "Byron"});
  for (int i = 0; i < times; ++i) encoder.add({i % 2 == 0 ? a : b, "Okoro"});
  const Records records = *encoder.take();
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  return static_cast<NameLevel>(level_in(Comparer(records, lists).compare(0, 1), 0));
}

TEST(LinkLevels, ASlipIsNotANameThatManyHave) {
  EXPECT_EQ(given_level("Ellyn", "Emlyn", 0), NameLevel::one_edit);
  EXPECT_EQ(given_level("Ellyn", "Emlyn", 40), NameLevel::look_alike);
  EXPECT_EQ(given_level("Nevon", "Nevian", 40), NameLevel::sounds_alike);
  EXPECT_EQ(given_level("William", "Will", 40), NameLevel::nickname);
}

TEST(LinkLevels, ANewbornCalledAfterTheMotherHasNoNameYet) {
  for (const char* unnamed : {"Baby of Marta", "BABY", "Infant Of Marta Okoro", "Twin 1"})
    EXPECT_EQ(given_level(unnamed, "Marta", 0), NameLevel::missing) << unnamed;
  EXPECT_EQ(given_level("Of Marta", "Marta", 0), NameLevel::part) << "only of those unnamed";
}

TEST(LinkLevels, AMiddleInitialMayBeTheNameThatAChildIsCalledBy) {
  EXPECT_EQ(given_level("Alanna F", "Florence", 0), NameLevel::initial);
  EXPECT_EQ(given_level("Florence", "Alanna F", 0), NameLevel::initial);
  EXPECT_EQ(given_level("Alanna F", "Grace", 0), NameLevel::different);
  EXPECT_EQ(given_level("Alanna F", "Florence F", 0), NameLevel::initial);
  EXPECT_EQ(given_level("Alanna Florence", "Florence", 0), NameLevel::part);
}

TEST(LinkLevels, NamesOfSeveralPartsAgreeOnlyWhereOneSideHasNothingLeft) {
  EXPECT_EQ(given_level("Yusuf Karim", "Yusuf", 0), NameLevel::part);
  EXPECT_EQ(given_level("Yusuf Karim", "Karim Yusuf", 0), NameLevel::same);
  EXPECT_EQ(given_level("Yusuf Karim", "Yusufkarim", 0), NameLevel::same);
  EXPECT_EQ(given_level("Yusuf Karim", "Yusuf Tariq", 0), NameLevel::different);
  EXPECT_EQ(given_level("Yusufkarim", "Yusuf Tariq", 0), NameLevel::different);
  EXPECT_EQ(given_level("Tariq Yusuf", "Karim Yusuf", 0), NameLevel::different);
  EXPECT_EQ(given_level("Jasleen Kaur", "Manvir Kaur", 0), NameLevel::different);
}

NameLevel family_level(const std::string& a, const std::string& b) {
  Encoder encoder({{}, {{"last", Is::family_name, {}, {}}}}, testing::shipped_words());
  EXPECT_THAT(encoder.start_table({"last"}), IsOk());
  encoder.add({a});
  encoder.add({b});
  const Records records = *encoder.take();
  const comparison::NameLists lists = testing::shipped_names();
  return static_cast<NameLevel>(level_in(Comparer(records, lists).compare(0, 1), 0));
}

TEST(LinkLevels, ParticlesAndCommunitiesAreNoAgreement) {
  EXPECT_GE(family_level("van Houten", "van Rijn"), NameLevel::same_initial);
  EXPECT_EQ(family_level("van der Rijn", "Vanderrijn"), NameLevel::same);
  EXPECT_EQ(family_level("van Rijn", "Rijn"), NameLevel::part);
  for (const auto& [one, other] : {std::pair{"van Dam", "van Leer"}, {"bin Aziz", "bin Omar"}})
    EXPECT_EQ(family_level(one, other), NameLevel::different) << one << ", " << other;
  EXPECT_GE(family_level("Singh Virk", "Singh Sandhu"), NameLevel::same_initial);
  EXPECT_EQ(family_level("Singh", "Singh"), NameLevel::missing);
  EXPECT_EQ(family_level("Moss Hart", "Moss Vane"), NameLevel::different);
  EXPECT_EQ(family_level("Moss Hart", "Hart Moss"), NameLevel::part);
}

TEST(LinkLevels, TwoValidNhsNumbersConflict) {
  Encoder encoder({{}, {{"nhs", Is::nhs_number, {}, {}}}}, testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"nhs"}), IsOk());
  for (const char* number : {"9990000018", "9990000026", "9990000019", ""}) encoder.add({number});
  const Records records = *encoder.take();
  const comparison::NameLists lists = testing::names_with("name,forms\nwilliam,bill will\n");
  const Comparer comparer(records, lists);
  const auto level = [&](std::uint32_t a, std::uint32_t b) {
    return static_cast<TextLevel>(level_in(comparer.compare(a, b), 0));
  };
  EXPECT_EQ(level(0, 1), TextLevel::conflicting);
  EXPECT_EQ(level(0, 2), TextLevel::one_edit);
  EXPECT_EQ(level(0, 3), TextLevel::missing);
  EXPECT_EQ(level(0, 0), TextLevel::same);
  EXPECT_NE(comparer.valid_number(0), 0u);
  EXPECT_EQ(comparer.valid_number(2), 0u);
}

TEST(LinkLevels, PostcodesAreOneEditApartAsOtherTextsAre) {
  const std::vector<std::string> postcodes = {
      "ab12cd", "ab12c",   "ab12d",  "ba12cd", "ab12dc", "b12cd",      "ab1cd",     "abx12cd",
      "ab12c3", "ab12cd3", "ab21cd", "cd12ab", "a",      "b",          "ab",        "ba",
      "abcd12", "abcd123", "bacd12", "12abcd", "abc12d", "ab12cdefgh", "ab12cdefg", "ab12cdefhg"};
  Encoder encoder({{}, {{"postcode", Is::postcode, {}, {}}}}, testing::shipped_words());
  ASSERT_THAT(encoder.start_table({"postcode"}), IsOk());
  for (const std::string& postcode : postcodes) encoder.add({postcode});
  const Records records = *encoder.take();
  const Comparer comparer(records, comparison::NameLists());
  for (std::uint32_t a = 0; a < postcodes.size(); ++a)
    for (std::uint32_t b = 0; b < postcodes.size(); ++b)
      EXPECT_EQ(level_in(comparer.compare(a, b), 0) == static_cast<unsigned>(TextLevel::one_edit),
                comparison::one_edit_apart(postcodes[a], postcodes[b]))
          << postcodes[a] << " " << postcodes[b];
}

}  // namespace
}  // namespace trellis::linkage
