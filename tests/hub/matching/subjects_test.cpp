#include "hub/matching/engine/subjects.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/names.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using testing::a_child;

const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";

class SubjectsTest : public ::testing::Test {
 protected:
  std::uint32_t put(int id, const Features& features) {
    subjects.put(SubjectId(id), ChildId(id), subjects.encode(features), std::nullopt);
    return *subjects.place_of(SubjectId(id));
  }

  const Model model = *read_model_file(folder + "default.json");
  const NameLists lists = testing::shipped_names();
  Subjects subjects{model, lists};
};

}  // namespace

TEST_F(SubjectsTest, FindTheirNeighboursAnewOnceNamesWeighLess) {
  const Features one = a_child("torvan", "brackenbury").born("2014-05-17");
  const std::uint32_t first = put(1, one), second = put(2, one);
  ASSERT_EQ(subjects.neighbours_of(first).size(), 1u);
  ASSERT_EQ(subjects.neighbours_of(first)[0].place, second);

  for (int id = 3; id < 1200; ++id)
    put(id, a_child("torvan", "brackenbury").born("1990-01-" + std::to_string(10 + id % 20)));
  ASSERT_TRUE(subjects.words().have_doubled());
  subjects.settle_name_shares();
  EXPECT_THAT(subjects.neighbours_of(first), ::testing::IsEmpty());
}

TEST_F(SubjectsTest, TellEveryNeighbourOfANewcomerHoweverManyTheyAre) {
  // Each has a postcode or a telephone of its own to be found by; the newcomer has them all.
  constexpr int many = 360;
  Features newcomer = a_child("torvan", "brackenbury").born("2014-05-17");
  std::vector<std::uint32_t> places;
  for (int i = 1; i <= many; ++i) {
    Features one = a_child("torvan", "brackenbury").born("2014-05-17");
    if (i % 2 == 0)
      one.postcodes = {"XX" + std::to_string(i % 90) + " " + std::to_string(i / 90) + "AB"};
    else
      one.phones = {std::to_string(7700900000 + i)};
    newcomer.postcodes.insert(newcomer.postcodes.end(), one.postcodes.begin(), one.postcodes.end());
    newcomer.phones.insert(newcomer.phones.end(), one.phones.begin(), one.phones.end());
    places.push_back(put(i, one));
    subjects.neighbours_of(places.back());
  }
  const std::uint32_t place = put(many + 1, newcomer);
  const auto told = std::count_if(places.begin(), places.end(), [&](std::uint32_t each) {
    const auto known = subjects.neighbours_of(each);
    return std::any_of(known.begin(), known.end(),
                       [&](const auto& other) { return other.place == place; });
  });
  EXPECT_EQ(told, many);
}

}  // namespace trellis::matching
