#include "hub/matching/subjects.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using testing::a_child;

const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";

TEST(Subjects, FindTheirNeighboursAnewOnceNamesWeighLess) {
  const Model model = *read_model_file(folder + "default.json");
  const Nicknames nicknames = *Nicknames::read_file(folder + "nicknames.csv");
  Subjects subjects(model, nicknames);
  const auto put = [&](int id, const Features& features) {
    subjects.put(SubjectId(id), ChildId(id), subjects.encode(features), std::nullopt);
    return *subjects.place_of(SubjectId(id));
  };
  const Features one = a_child("torvan", "brackenbury").born("2014-05-17");
  const std::uint32_t first = put(1, one), second = put(2, one);
  ASSERT_EQ(subjects.neighbours_of(first).size(), 1u);
  ASSERT_EQ(subjects.neighbours_of(first)[0].place, second);

  for (int id = 3; id < 1200; ++id)  // the thousandth settles the shares
    put(id, a_child("torvan", "brackenbury").born("1990-01-" + std::to_string(10 + id % 20)));
  EXPECT_THAT(subjects.neighbours_of(first), ::testing::IsEmpty());
}

}  // namespace
}  // namespace trellis::matching
