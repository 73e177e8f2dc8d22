#include "hub/app/commands/inputs.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/app/commands/input_age.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::app {
namespace {

using ::testing::ElementsAre;

struct Named {
  std::string name, stamp, series;
};

TEST(InputAge, IsReadFromTheName) {
  for (const Named& each :
       {Named{"2026-01-08.csv", "20260108", ".csv"},
        Named{"pupils_20260108.csv", "20260108", "pupils.csv"},
        Named{"pupils 08.01.2026.csv", "20260108", "pupils.csv"},
        Named{"pupils-08012026.csv", "20260108", "pupils.csv"},
        Named{"20260108_0230_pupils.csv", "202601080230", "pupils.csv"},
        Named{"pupils_2026-01-08T02-30.zip", "202601080230", "pupils.zip"},
        Named{"pupils_20260108023005.xml", "20260108023005", "pupils.xml"},
        Named{"returns_2025-04-01_to_2026-03-31.xml", "20260331", "returns_to.xml"},
        Named{"2026_spring.zip", "", "2026_spring.zip"},
        Named{"school_3014001.csv", "", "school_3014001.csv"},
        Named{"2026-13-40.csv", "", "2026-13-40.csv"}, Named{"20261399.csv", "", "20261399.csv"}}) {
    const auto age = age_by_name(each.name);
    EXPECT_EQ(age.stamp, each.stamp) << each.name;
    EXPECT_EQ(age.series, each.series) << each.name;
  }
}

class Inputs : public ::testing::Test {
 protected:
  std::vector<std::string> names(Extent extent) {
    Connection connection;
    connection.input_folder = folder.file("in");
    auto inputs = inputs_of(connection, extent);
    EXPECT_THAT(inputs, testing::IsOk());
    std::vector<std::string> all;
    for (const Input& input : *inputs) {
      std::string text = input.name();
      for (const std::string& file : input.files) text += " " + file;
      all.push_back(text);
    }
    return all;
  }
  void put(const std::string& name) { folder.write("in/" + name, "x"); }
  testing::TemporaryFolder folder;
};

TEST_F(Inputs, AreOneSetWhereNoNameComesAgain) {
  put("contacts_2026-01-08.csv");
  put("people_2026-01-08.csv");
  EXPECT_THAT(names(Extent::full_extract), ElementsAre("in"));
}

TEST_F(Inputs, OfTwoExtractsAreTwoInOrderOfTheirDates) {
  put("01-02-2026.csv");
  put("31-01-2026.csv");
  EXPECT_THAT(names(Extent::full_extract), ElementsAre("31-01-2026.csv", "01-02-2026.csv"));
  EXPECT_THAT(names(Extent::feed), ElementsAre("in"));
}

TEST_F(Inputs, OfTwoSetsAreASetForEachDateWithWhatHasNone) {
  for (const char* date : {"20260101", "20260108"})
    for (const char* table : {"people_", "contacts_"}) put(std::string(table) + date + ".csv");
  put("places.csv");
  EXPECT_THAT(names(Extent::full_extract),
              ElementsAre("in 20260101 contacts_20260101.csv people_20260101.csv places.csv",
                          "in 20260108 contacts_20260108.csv people_20260108.csv places.csv"));
}

TEST_F(Inputs, OfOneDayAreToldApartByTheirTimes) {
  put("people_20260108_1400.csv");
  put("people_20260108_0200.csv");
  EXPECT_THAT(names(Extent::full_extract),
              ElementsAre("people_20260108_0200.csv", "people_20260108_1400.csv"));
}

TEST_F(Inputs, AreFoldersAndZipsByTheirDates) {
  put("08-02-2026/people.csv");
  put("09-01-2026/people.csv");
  put("2026-01-20.zip");
  EXPECT_THAT(names(Extent::full_extract),
              ElementsAre("09-01-2026", "2026-01-20.zip", "08-02-2026"));
}

TEST_F(Inputs, OpenTheirOwnFilesOnly) {
  put("people_20260101.csv");
  put("people_20260108.csv");
  put("places.csv");
  Connection connection;
  connection.input_folder = folder.file("in");
  auto inputs = inputs_of(connection, Extent::full_extract);
  ASSERT_THAT(inputs, testing::IsOk());
  auto payload = inputs->back().open();
  ASSERT_THAT(payload, testing::IsOk());
  EXPECT_EQ(payload->streams().size(), 2u);
  EXPECT_EQ(payload->streams()[0].name, "people_20260108.csv");
}

}  // namespace
}  // namespace trellis::app
