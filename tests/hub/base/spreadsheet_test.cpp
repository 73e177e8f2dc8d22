#include "hub/base/spreadsheet.hpp"

#include <gtest/gtest.h>

namespace trellis::text {
namespace {

TEST(RoundedNumber, IsWhatASpreadsheetShowsOfALongOne) {
  for (const char* rounded :
       {"9.99E+09", "1E+11", "1,23E+15", "-4.5e+12", "12.E+3", "1.2e11", "1.0E9", "1.5e-7"})
    EXPECT_TRUE(is_rounded_number(rounded)) << rounded;
  for (const char* other :
       {"", "9990000018", "1E5", "E+5", "1.5", "1E+", "1E+5x", "A1E+05", "1e-5"})
    EXPECT_FALSE(is_rounded_number(other)) << other;
}

TEST(RoundedNumber, IsFoundInAKeyOfSeveralParts) {
  EXPECT_TRUE(has_rounded_part("east/9.99E+09/2"));
  EXPECT_TRUE(has_rounded_part("9.99E+09"));
  EXPECT_FALSE(has_rounded_part("east/999/2"));
  EXPECT_FALSE(has_rounded_part(""));
}

TEST(SpreadsheetError, IsNoValue) {
  for (const char* error : {"#REF!", "#n/a", "#DIV/0!", "#########"})
    EXPECT_TRUE(is_spreadsheet_error(error)) << error;
  for (const char* other : {"", "#", "#12", "REF!", "# N/A", "#REF"})
    EXPECT_FALSE(is_spreadsheet_error(other)) << other;
}

TEST(WordForNone, IsWrittenWhereThereIsNoValue) {
  for (const char* none : {"N/A", "n/a ", "NULL", "-", "--", "?", "Not known"})
    EXPECT_TRUE(is_word_for_none(none)) << none;
  for (const char* other : {"", "Nan Lane", "12", "A-1", "None Such House"})
    EXPECT_FALSE(is_word_for_none(other)) << other;
}

TEST(PlaceholderKey, IsNobodysNumber) {
  for (const char* nobodys :
       {"UNKNOWN",   "0",      "000",  "NK",         "N/A",    "test",
        "NONE",      "999999", "tbc",  "9999999999", "123456", "1234567890",
        ".",         "-",      "NULL", "UNK",        "nil",    "ROYAL/UNKNOWN",
        "ROYAL/N/A", "ROYAL/0"})
    EXPECT_TRUE(is_placeholder_key(nobodys)) << nobodys;
  for (const char* somebodys : {"", "1", "111", "1234", "10", "601", "ROYAL/601", "UNK/601",
                                "TEST/601", "N1", "123457", "a1", "message/ROYAL/1//"})
    EXPECT_FALSE(is_placeholder_key(somebodys)) << somebodys;
}

}  // namespace
}  // namespace trellis::text
