#include <filesystem>
#include <memory>

#include <gmock/gmock.h>

#include "hub/mapping/check.hpp"
#include "tests/support/result_matchers.hpp"

// Every mapping of the repository, found by itself: loaded, its samples run, its README looked for.
namespace trellis::mapping {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string mappings = TRELLIS_SOURCE_DIR "/mappings";

std::string lines(const std::vector<Error>& findings) {
  std::string text;
  for (const auto& finding : findings) text += to_string(finding) + "\n";
  return text;
}

std::shared_ptr<const model::Catalogue> catalogue() {
  static const auto loaded = [] {
    std::vector<Error> findings;
    auto read = load_catalogue(mappings, findings);
    EXPECT_TRUE(read.ok()) << lines(findings);
    return read.ok() ? std::make_shared<const model::Catalogue>(std::move(*read)) : nullptr;
  }();
  return loaded;
}

TEST(Catalogue, OfTheRepositoryHasNoFindings) {
  std::vector<Error> findings;
  EXPECT_THAT(load_catalogue(mappings, findings), testing::IsOk());
  EXPECT_THAT(lines(findings), IsEmpty());
}

TEST(Catalogue, HoldsAKindForEveryDomain) {
  ASSERT_TRUE(catalogue());
  std::set<std::string> domains;
  for (const auto& kind : catalogue()->kind_names()) domains.insert(kind.substr(0, kind.find('.')));
  for (const char* domain : {"person", "education", "social_care", "health", "youth_justice",
                             "police", "youth_work", "housing", "hub"}) {
    EXPECT_THAT(domains, ::testing::Contains(domain));
  }
}

TEST(Catalogue, PutsOffendingUnderLawEnforcementAndSealsVictimsAndAdoption) {
  ASSERT_TRUE(catalogue());
  EXPECT_EQ(catalogue()->kind("youth_justice.offence")->regime, model::Regime::law_enforcement);
  EXPECT_EQ(catalogue()->kind("social_care.adoption")->sensitivity, model::Sensitivity::sealed);
  EXPECT_EQ(catalogue()->kind("youth_justice.victim")->sensitivity, model::Sensitivity::sealed);
  EXPECT_EQ(catalogue()->kind("social_care.assessment_factor")->assertion,
            model::Assertion::professional_opinion);
}

class EveryMapping : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryMapping, LoadsAndGivesWhatItsSamplesExpect) {
  ASSERT_TRUE(catalogue());
  const auto check = check_mapping(GetParam(), catalogue());
  EXPECT_THAT(lines(check.findings), IsEmpty());
  EXPECT_THAT(check.samples, ::testing::Not(IsEmpty()));
  for (const auto& sample : check.samples) {
    EXPECT_THAT(sample.differences, IsEmpty()) << sample.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Mappings, EveryMapping, ::testing::ValuesIn(mapping_folders(mappings)),
                         [](const auto& folder) {
                           std::string name =
                               std::filesystem::path(folder.param).filename().string();
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });
// What the language can do that no shipped mapping needs yet.
INSTANTIATE_TEST_SUITE_P(
    Language, EveryMapping,
    ::testing::ValuesIn(mapping_folders(TRELLIS_SOURCE_DIR "/tests/mappings/language")),
    [](const auto& folder) { return std::filesystem::path(folder.param).filename().string(); });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryMapping);

TEST(Mappings, AreFound) { EXPECT_THAT(mapping_folders(mappings), ::testing::Not(IsEmpty())); }

}  // namespace
}  // namespace trellis::mapping
