#include "hub/matching/engine/enrolments.hpp"

#include <gmock/gmock.h>

namespace trellis::matching {
namespace {

using model::Observation;
using ::testing::ElementsAre;
using Enrolment = Features::Enrolment;

Observation observation(std::string kind, std::string_view from,
                        std::vector<std::pair<std::string, std::string>> fields) {
  Observation made;
  made.kind = std::move(kind);
  made.valid_from = *Date::parse(from);
  for (auto& [name, text] : fields) made.fields.push_back({name, {text, {}, {}, {}, {}}});
  return made;
}

Date day(const char* text) { return *Date::parse(text); }

TEST(Enrolments, AreThoseWithASchoolAndADay) {
  const std::vector<Observation> told = {
      observation("education.enrolment", "2024-09-02",
                  {{"entry_date", "2023-09-04"}, {"establishment", " Elm Primary "}}),
      observation("education.enrolment", "2022-09-05",
                  {{"urn", "100001"}, {"establishment", "Oak"}, {"leaving_date", "2023-07-21"}}),
      observation("education.enrolment", "2021", {{"urn", "100001"}}),  // no day
      observation("education.enrolment", "2021-09-06", {})};            // no school
  EXPECT_THAT(enrolments_of(told),
              ElementsAre(Enrolment{"elm primary", day("2023-09-04"), {}},
                          Enrolment{"urn 100001", day("2022-09-05"), day("2023-07-21")}));
}

TEST(Enrolments, ThatWereToldAsOpenEndWhereThatIsToldLater) {
  const auto enrolled = [](const char* left) {
    return observation("education.enrolment", "2022-09-05",
                       {{"urn", "100001"}, {"leaving_date", left}});
  };
  const Enrolment ended{"urn 100001", day("2022-09-05"), day("2023-07-21")};
  EXPECT_THAT(enrolments_of(std::vector{enrolled(""), enrolled("2023-07-21")}), ElementsAre(ended));
  EXPECT_THAT(enrolments_of(std::vector{enrolled("2023-07-21"), enrolled("")}), ElementsAre(ended));
}

TEST(Enrolments, ThatNobodyEndedAreKnownUntilTheLastAttendance) {
  const auto enrolled = [](const char* left) {
    return observation("education.enrolment", "2022-09-05",
                       {{"establishment", "Elm"}, {"leaving_date", left}});
  };
  const auto attended = [](const char* school, const char* until) {
    Observation made =
        observation("education.attendance_summary", until, {{"establishment", school}});
    std::swap(made.valid_from, made.valid_to);
    return made;
  };
  const auto until = [](const char* end) { return Enrolment{"elm", day("2022-09-05"), day(end)}; };
  const Observation spring = attended("Elm", "2023-04-26"), summer = attended("elm ", "2023-07-21");
  const Observation before = attended("Elm", "2022-07-21"), there = attended("Oak", "2023-12-20");
  EXPECT_THAT(enrolments_of(std::vector{summer, enrolled(""), before, spring, there}),
              ElementsAre(until("2023-07-21")));
  EXPECT_THAT(enrolments_of(std::vector{enrolled("2023-02-10"), summer}),
              ElementsAre(until("2023-02-10")));
}

TEST(Enrolments, OfVeryManyAreTheLatest) {
  std::vector<Observation> told;
  for (int year = 1901; year <= 2020; ++year)
    told.push_back(observation("education.enrolment", std::to_string(year) + "-09-02",
                               {{"laestab", "9014000"}}));
  const auto enrolments = enrolments_of(told);
  ASSERT_EQ(enrolments.size(), 100u);
  EXPECT_EQ(enrolments.front().from, day("1921-09-02"));
}

TEST(Enrolments, WithNamesOfOneConnectionAreApartFromThoseOfAnother) {
  Features features;
  features.enrolments = {{"elm primary", day("2023-09-04"), {}},
                         {"urn 100001", day("2023-09-04"), {}}};
  Features other = features;
  keep_local_names_apart(features, ConnectionId(1));
  keep_local_names_apart(other, ConnectionId(2));
  EXPECT_NE(features.enrolments[0], other.enrolments[0]);
  EXPECT_EQ(features.enrolments[1], other.enrolments[1]);
}

TEST(Features, KnowOfEnrolments) {
  const std::vector<Observation> told = {
      observation("education.enrolment", "2023-09-04", {{"urn", "100001"}})};
  EXPECT_THAT(features_of(told).enrolments,
              ElementsAre(Enrolment{"urn 100001", day("2023-09-04"), {}}));
}

}  // namespace
}  // namespace trellis::matching
