#include "hub/matching/stays.hpp"

#include <gmock/gmock.h>

namespace trellis::matching {
namespace {

using model::Observation;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Stay = Features::Stay;

Observation observation(std::string kind, std::string_view from,
                        std::vector<std::pair<std::string, std::string>> fields) {
  Observation made;
  made.kind = std::move(kind);
  made.valid_from = *Date::parse(from);
  for (auto& [name, text] : fields) made.fields.push_back({name, {text, {}, {}, {}, {}}});
  return made;
}

Observation admission(std::string_view from, const char* visit, const char* ward_class = "I") {
  return observation("health.admission", from,
                     {{"ods_code", "RXX01"}, {"visit_id", visit}, {"class", ward_class}});
}

Observation discharge(std::string_view from, const char* visit) {
  return observation("health.discharge", from, {{"ods_code", "RXX02"}, {"visit_id", visit}});
}

Date day(const char* text) { return *Date::parse(text); }

TEST(Stays, AreEnrolmentsAtASchool) {
  const std::vector<Observation> told = {
      observation("education.enrolment", "2024-09-02",
                  {{"entry_date", "2023-09-04"}, {"establishment", " Elm Primary "}}),
      observation("education.enrolment", "2022-09-05",
                  {{"urn", "100001"}, {"establishment", "Oak"}, {"leaving_date", "2023-07-21"}}),
      observation("education.enrolment", "2021", {{"urn", "100001"}}),  // no day
      observation("education.enrolment", "2021-09-06", {})};            // no school
  EXPECT_THAT(
      stays_of(told),
      ElementsAre(Stay{Stay::In::roll, "elm primary", day("2023-09-04"), {}},
                  Stay{Stay::In::roll, "urn 100001", day("2022-09-05"), day("2023-07-21")}));
}

TEST(Stays, ThatWereToldAsOpenEndWhereThatIsToldLater) {
  const auto enrolled = [](const char* left) {
    return observation("education.enrolment", "2022-09-05",
                       {{"urn", "100001"}, {"leaving_date", left}});
  };
  const Stay ended{Stay::In::roll, "urn 100001", day("2022-09-05"), day("2023-07-21")};
  EXPECT_THAT(stays_of(std::vector{enrolled(""), enrolled("2023-07-21")}), ElementsAre(ended));
  EXPECT_THAT(stays_of(std::vector{enrolled("2023-07-21"), enrolled("")}), ElementsAre(ended));
}

TEST(Stays, InHospitalAreThoseThatEndedAndWereNotTakenBack) {
  const Stay stay{Stay::In::ward, "rxx", day("2026-02-02"), day("2026-02-05")};
  EXPECT_THAT(stays_of(std::vector{admission("2026-02-02", "V1"), discharge("2026-02-05", "V1")}),
              ElementsAre(stay));
  EXPECT_THAT(stays_of(std::vector{admission("2026-02-02", "V1"), discharge("2026-02-05", "V2")}),
              IsEmpty());
  EXPECT_THAT(
      stays_of(std::vector{admission("2026-02-02", "V1", "E"), discharge("2026-02-05", "V1")}),
      IsEmpty());
  EXPECT_THAT(
      stays_of(std::vector{admission("2026-02-02", "V1"), discharge("2026-02-05", "V1"),
                           observation("health.cancellation", "2026-02-06", {{"visit_id", "V1"}})}),
      IsEmpty());
}

}  // namespace
}  // namespace trellis::matching
