#include "hub/formats/inert_cell.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace trellis::formats {
namespace {

TEST(InertCell, MarksWhatASpreadsheetWouldRun) {
  EXPECT_EQ(inert_cell("=1+1"), "'=1+1");
  EXPECT_EQ(inert_cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(inert_cell("+cmd"), "'+cmd");
  EXPECT_EQ(inert_cell("-2+3"), "'-2+3");
  EXPECT_EQ(inert_cell("＝1+1"), "'＝1+1");
  EXPECT_EQ(inert_cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
}

TEST(InertCell, LooksBehindBlanksQuotesAndLineEnds) {
  for (const std::string text : {"  =1", "\u00A0=1", "\u200B=1", "'=1"})
    EXPECT_EQ(inert_cell(text), "'" + text);
  EXPECT_EQ(inert_cell("\"=1"), "\"'\"\"=1\"");
  EXPECT_EQ(inert_cell("\t=1"), "\"'\t=1\"");
  EXPECT_EQ(inert_cell("\n=1"), "\"'\n=1\"");
}

TEST(InertCell, LeavesNumbersNamesAndDashes) {
  for (const char* text :
       {"-12.50", "+44 7700 900123", "-3 %", "-", "", "O'Brien", "Anne-Marie", "'t Hart", "2026"})
    EXPECT_EQ(inert_cell(text), text);
  EXPECT_EQ(inert_cell("1,5"), "\"1,5\"");
}

TEST(InertCell, IsReadBackAsWhatItWas) {
  for (const char* text : {"=1", "'=1", "''=1", "plain", "'t Hart", "-4", "-4a"})
    EXPECT_EQ(without_mark(inert_cell(text)), text);
}

}  // namespace
}  // namespace trellis::formats
