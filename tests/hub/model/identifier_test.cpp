#include "hub/model/identifier.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <gmock/gmock.h>

#include "hub/base/text.hpp"
#include "hub/base/time.hpp"
#include "tests/hub/model/vectors.hpp"
#include "tests/support/shared.hpp"

namespace trellis::model {
namespace {

using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using trellis::testing::read_vectors;
using trellis::testing::Vector;

constexpr int this_year = 2026;

Checked check(std::string_view kind, std::string_view text) {
  return check_identifier(kind, text, this_year);
}

TEST(Identifier, FollowsEveryVectorOfThisProject) {
  const auto vectors =
      read_vectors(std::string(TRELLIS_SOURCE_DIR) + "/tests/hub/model/identifier_vectors.csv");
  ASSERT_GE(vectors.size(), 100u);

  std::set<std::string> kinds;
  for (const Vector& vector : vectors) {
    SCOPED_TRACE("line " + std::to_string(vector.line) + " " + vector.kind);
    kinds.insert(vector.kind);
    const Checked checked = check(vector.kind, vector.input);
    EXPECT_EQ(to_string(checked.verdict), vector.verdict);
    EXPECT_EQ(checked.canonical, vector.canonical);
  }
  EXPECT_THAT(kinds, IsSupersetOf(identifier_kinds()));
}

// Foreign vectors know valid and invalid only: a placeholder counts as valid there, with a warning.
bool is_filler(const Vector& vector) {
  constexpr std::array<std::string_view, 7> fillers = {
      "9999999999", "0000000000", "1111111111", "3333333333", "XXXXXXX", "ZZ99 3VZ", "01/01/1900"};
  return std::find(fillers.begin(), fillers.end(), vector.input) != fillers.end();
}

// The ways of writing a date that the samples' sources have.
Date date_as_sources_write_it(std::string_view text) {
  for (const std::string_view pattern :
       {"YYYY-MM-DD", "DD/MM/YYYY", "YYYYMMDD", "YYYYMMDD*", "YYYY-Mon-DD*", "YYYY-MM", "YYYY"}) {
    const auto date = parse_date(text, pattern);
    if (date.ok()) return *date;
  }
  return {};
}

void expect_date(const Vector& vector) {
  const std::string expected = vector.canonical.substr(0, vector.canonical.find(' '));
  EXPECT_EQ(date_as_sources_write_it(vector.input).text(), expected);
}

void expect_identifier(const Vector& vector) {
  const Checked checked = check(vector.kind, vector.input);
  const bool is_right = vector.verdict == "valid" || !vector.canonical.empty();
  if (!is_right) {
    EXPECT_THAT(checked.verdict,
                ::testing::AnyOf(Verdict::bad_shape, Verdict::bad_check, Verdict::unknown_range));
    return;
  }
  EXPECT_EQ(checked.verdict, is_filler(vector) ? Verdict::placeholder : Verdict::valid);
  if (!vector.canonical.empty()) {
    EXPECT_EQ(checked.canonical, vector.canonical);
  }
  EXPECT_TRUE(!is_filler(vector) || !checked.note.empty());
}

TEST(Identifier, FollowsEveryForeignVector) {
  const auto shared = trellis::testing::shared_folder();
  if (!shared) GTEST_SKIP() << trellis::testing::no_shared;

  const auto vectors = read_vectors(*shared + "/reference/identifiers-test-vectors.csv");

  ASSERT_EQ(vectors.size(), 169u);
  for (const Vector& vector : vectors) {
    SCOPED_TRACE("line " + std::to_string(vector.line) + " " + vector.kind);
    vector.kind == "date" ? expect_date(vector) : expect_identifier(vector);
  }
}

TEST(Identifier, TrimsWhatStandsAround) {
  EXPECT_EQ(check("nhs_number", " \t9990000018\xC2\xA0\r\n").canonical, "9990000018");
  EXPECT_EQ(check("local_id", "  C-17 a ").canonical, "C-17 a");
}

TEST(Identifier, KeepsTheTrimmedTextWhereTheShapeIsWrong) {
  const Checked checked = check("nhs_number", "  999 000 001x ");

  EXPECT_EQ(checked.verdict, Verdict::bad_shape);
  EXPECT_EQ(checked.canonical, "999 000 001x");
}

TEST(Identifier, RefusesAKindItDoesNotKnow) {
  EXPECT_EQ(check("shoe_size", "7").verdict, Verdict::bad_shape);
  EXPECT_FALSE(identifies_nationally("shoe_size"));
}

TEST(Identifier, SurvivesHostileText) {
  const std::string long_text(100'000, '9');
  const std::string with_null("99900\0 0018", 11);
  for (const std::string& kind : identifier_kinds()) {
    SCOPED_TRACE(kind);
    EXPECT_NE(check(kind, long_text).verdict, Verdict::valid);
    EXPECT_NE(check(kind, with_null).verdict, Verdict::valid);
    EXPECT_EQ(check(kind, "").verdict, Verdict::bad_shape);
    EXPECT_EQ(check(kind, " \xC2\xA0 ").verdict, Verdict::bad_shape);
    EXPECT_NE(check(kind, "\xFF\xFE\xC3").verdict, Verdict::valid);
  }
}

TEST(Identifier, MatchesRecordsOnlyOnWhatOnePersonHoldsEverywhere) {
  for (const std::string_view kind :
       {"nhs_number", "upn", "uln", "pnc_id", "cro", "asn", "crn", "noms_number"})
    EXPECT_TRUE(identifies_nationally(kind)) << kind;
  for (const std::string_view kind :
       {"la_child_id", "hospital_number", "local_id", "ptiurn", "sw_id", "gmp_gmc_number",
        "postcode", "uprn", "usrn", "laestab", "urn_school", "ods_code", "la_code"})
    EXPECT_FALSE(identifies_nationally(kind)) << kind;
}

TEST(Identifier, HasAWordForPeopleAndSaysWhetherItIsAPlaces) {
  for (const std::string& kind : identifier_kinds()) {
    EXPECT_TRUE(identifier_label(kind) != kind || kind == "postcode") << kind;
    EXPECT_FALSE(identifies_place(kind) && identifies_nationally(kind)) << kind;
  }
  EXPECT_EQ(identifier_label("nhs_number"), "NHS number");
  EXPECT_EQ(identifier_label("library_card"), "library_card");
  EXPECT_TRUE(identifies_place("urn_school"));
  EXPECT_TRUE(is_of_each_pupil("upn"));
  EXPECT_FALSE(is_of_each_pupil("uln"));
}

// Made here, so that no number that somebody may hold stands in a file.
Checked check_lowest_from(std::string_view first_digits) {
  std::string digits(first_digits);
  digits.resize(10, '0');
  Checked checked;
  for (int tail = 0; tail < 100; ++tail) {
    digits[8] = static_cast<char>('0' + tail / 10);
    digits[9] = static_cast<char>('0' + tail % 10);
    checked = check("nhs_number", digits);
    if (checked.verdict != Verdict::bad_check) return checked;
  }
  return checked;
}

TEST(NhsNumber, AcceptsTheRangesOfEnglandAndWalesWithoutAWord) {
  for (const std::string_view range : {"4", "49", "6", "69", "7", "79"}) {
    EXPECT_EQ(check_lowest_from(range).verdict, Verdict::valid) << range;
    EXPECT_THAT(check_lowest_from(range).note, IsEmpty()) << range;
  }
}

TEST(NhsNumber, WarnsOfNumbersFromElsewhere) {
  for (const std::string_view range : {"0101", "3112", "32", "39", "90", "999001"}) {
    EXPECT_EQ(check_lowest_from(range).verdict, Verdict::valid) << range;
    EXPECT_THAT(check_lowest_from(range).note, Not(IsEmpty())) << range;
  }
}

TEST(NhsNumber, DoubtsRangesThatWereNeverGivenOut) {
  for (const std::string_view range : {"001", "0100", "3113", "319", "5", "59", "8", "89"})
    EXPECT_EQ(check_lowest_from(range).verdict, Verdict::unknown_range) << range;
}

TEST(NhsNumber, RefusesEveryOtherCheckDigit) {
  int valid = 0;
  for (char digit = '0'; digit <= '9'; ++digit)
    valid += check("nhs_number", std::string("999000002") + digit).verdict == Verdict::valid;
  EXPECT_EQ(valid, 1);
}

TEST(PncId, TakesATwoDigitYearAboveThisOneAsTheLastCentury) {
  EXPECT_EQ(check_identifier("pnc_id", "26/0000001W", 2026).canonical, "2026/0000001W");
  EXPECT_EQ(check_identifier("pnc_id", "26/0000001W", 2025).canonical, "1926/0000001W");
}

TEST(PncId, DoubtsAYearToCome) {
  EXPECT_EQ(check_identifier("pnc_id", "2026/0000001W", 2025).verdict, Verdict::unknown_range);
}

TEST(Identifier, IsDecidedByWhatCanBeSeen) {
  EXPECT_EQ(check("nhs_number", "999\u00A0000\u20110018\u200B").canonical, "9990000018");
  EXPECT_EQ(check("postcode", "nb1\u00A02ab\uFEFF").canonical, "NB1 2AB");
  EXPECT_EQ(check("local_id", "\u200E4\u00AD2").canonical, "42");
}

TEST(Identifier, ThatIsAWordForNoneIsAPlaceholder) {
  for (const char* kind : {"hospital_number", "local_id", "la_child_id", "ods_code"})
    EXPECT_EQ(check(kind, "NULL").verdict, Verdict::placeholder) << kind;
  EXPECT_EQ(check("hospital_number", "N/A").verdict, Verdict::placeholder);
  EXPECT_EQ(check("nhs_number", "N/A").verdict, Verdict::bad_shape);
}

TEST(Identifier, ThatASpreadsheetRoundedIsNone) {
  for (const char* kind : {"nhs_number", "hospital_number", "local_id", "la_child_id"})
    EXPECT_EQ(check(kind, "9.99E+09").verdict, Verdict::bad_shape) << kind;
}

}  // namespace
}  // namespace trellis::model
