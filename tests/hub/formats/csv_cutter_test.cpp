#include "tests/hub/formats/cutting.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::formats {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::SaysWhy;
using ::testing::StartsWith;

constexpr const char* settings = R"({"format":"csv","key":["id"]})";

TEST(CsvCutter, GivesEachRowTheHeaderAndItsOwnBytes) {
  const auto sink =
      cut_text("id,name\r\n1,\"O\"\"Brien, Ann\"\r\n\r\n2,\"two\nlines\"\r\n3,", settings);

  EXPECT_THAT(sink.bytes(), ElementsAre("id,name\n1,\"O\"\"Brien, Ann\"",
                                        "id,name\n2,\"two\nlines\"", "id,name\n3,"));
  EXPECT_THAT(sink.keys(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
  EXPECT_EQ(sink.records[1].origins[1].place, (Place{"in", 4, 1, {}}));
  EXPECT_EQ(sink.records[2].origins[1].place, (Place{"in", 6, 1, {}}));
}

TEST(CsvCutter, MakesRecordsThatATreeCanRead) {
  const auto sink = cut_text(
      "id;Date of birth;note\n1;2015-03-02;\"a;b\"\n",
      R"({"format":"csv","delimiter":";","key":"id","columns":{"born":["/^date of b/"]}})");

  ASSERT_EQ(sink.records.size(), 1u);
  const auto& record = sink.records[0];
  const auto tree = Tree::parse(record.media_type, record.bytes, record.origins);
  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(Path::compile("born")->text(tree->root()), "2015-03-02");
  EXPECT_EQ(Path::compile("/row/note")->text(tree->root()), "a;b");
  EXPECT_EQ(tree->place(Path::compile("note")->first(tree->root())),
            (Place{"in", 2, 14, "/row/note"}));
}

TEST(CsvCutter, GivesHeadersTheNamesOfTheSettings) {
  const auto sink =
      cut_text("FORENAME , first  name,Fore_Name2,other\na,b,c,d\n",
               R"({"format":"csv","columns":{"given_name":["Forename"],"second":["First  name"],
                                 "third":["/^fore.?name[0-9]/"]}})");

  EXPECT_THAT(sink.bytes(), ElementsAre("given_name,second,third,other\na,b,c,d"));
}

TEST(CsvCutter, JoinsKeyColumnsInTheirOrder) {
  const auto sink = cut_text("a,b,c\n1, x ,3\n4,,\n", R"({"format":"csv","key":["C","B"]})");

  EXPECT_THAT(sink.keys(), ElementsAre("3/x", ""));
}

TEST(CsvCutter, GoesOnBehindEachKindOfBadRow) {
  const auto sink = cut_text(
      std::string("id,name\n1,a\n2\n3,b,c\n4,x\"y\n5,\"x\" y\n6,\xE9\n7,a") + '\0' + "b\n8,ok\n",
      R"({"format":"csv","key":["id"],"columns":{"name":["Name"]}})");

  EXPECT_THAT(sink.keys(), ElementsAre("1", "8"));
  EXPECT_THAT(
      sink.complaints(),
      ElementsAre(AllOf(StartsWith("3:2 column 2 (name)"), HasSubstr("1 cells")),
                  AllOf(StartsWith("4:5 column 3"), HasSubstr("3 cells")),
                  AllOf(StartsWith("5:4 column 2 (name)"), HasSubstr("quote inside")),
                  AllOf(StartsWith("6:6 column 2 (name)"), HasSubstr("after the closing quote")),
                  AllOf(StartsWith("7:3 column 2 (name)"), HasSubstr("encoding")),
                  AllOf(StartsWith("8:4 column 2 (name)"), HasSubstr("NUL"))));
  EXPECT_EQ(sink.pieces[0].bytes, "2");
}

TEST(CsvCutter, HoldsOnlyTheRowWhoseQuoteIsNeverClosed) {
  const auto sink = cut_text("id,name\n1,\"open\n2,b\n3,c\n", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("2", "3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("2:3"), HasSubstr("never closed"))));
}

TEST(CsvCutter, TakesEmptyCellsBehindTheLastColumnForNothing) {
  const auto sink = cut_text("id,name,, \n1,Ada,,\n2,Ben\n3,Cy,,,\"\",\n4,Di,,x\n", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "2", "3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("5:6 column 3"), HasSubstr("4 cells"),
                                                   HasSubstr("a comma inside a value"))));
  for (const auto& record : sink.records)
    EXPECT_THAT(Tree::parse(record.media_type, record.bytes, record.origins), IsOk());
}

TEST(CsvCutter, GivesAdviceThatFitsAShortRowAndAnotherDelimiter) {
  EXPECT_THAT(cut_text("id,name\n1\n", settings).complaints(),
              ElementsAre(AllOf(HasSubstr("cut off"), HasSubstr("line break"))));
  EXPECT_THAT(cut_text("id;name\n1;a;b\n", R"({"format":"csv","delimiter":";"})").complaints(),
              ElementsAre(HasSubstr("a semicolon inside a value")));
}

TEST(CsvCutter, HoldsAHeaderThatStandsAgain) {
  const auto sink = cut_text("id,Name,born\n1,Ada,x\nID, name ,born,\n2,Ben,y\n", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "2"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("3:1"), HasSubstr("second header row stands here"))));
}

TEST(CsvCutter, HoldsTheRowsUnderAnotherHeader) {
  const auto sink = cut_text(
      "id,given,family\n1,Ada,Moss\nid,family,given\n2,Moss,Ben\n3,Moss,Cy\n"
      "id,given,family\n4,Di,Moss\nid,given,school\n5,Eve,East\n",
      settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "4"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(HasSubstr("whose columns are others"), HasSubstr("header of line 3"),
                          HasSubstr("header of line 3"), HasSubstr("equal to the first"),
                          HasSubstr("whose columns are others"), HasSubstr("header of line 8")));
}

TEST(CsvCutter, TakesAValueThatIsAColumnsNameForAValue) {
  const auto sink = cut_text("id,name\n1,Name\nname,x\n", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "name"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
}

TEST(CsvCutter, TakesRowsOfNothingForBlankLines) {
  const auto sink = cut_text(
      ",,\nid,name,born\n1,Ada,\n,,\n  "
      ",\t,\n\"\",\"\",\"\"\n\xC2\xA0,\xE2\x80\x8B,\n2,Ben,\n,,\n\x1A",
      settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "2"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
}

TEST(CsvCutter, ReadsTheRowsBehindAQuoteThatAnotherRowSeemsToClose) {
  const auto sink = cut_text(
      "id,name,road\n1,\"Ada,1 Row\n2,Ben,\"2 Row, Town\"\n3,Cy,\"3 Row, Town\"\n4,Di,4 Row\n",
      settings);

  EXPECT_THAT(sink.keys(), ElementsAre("2", "3", "4"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("2:3 column 2"), HasSubstr("does not close it"))));
  EXPECT_EQ(sink.pieces[0].bytes, "1,\"Ada,1 Row");
}

TEST(CsvCutter, HoldsEachLineOfACellThatSwallowedRows) {
  const auto sink = cut_text(
      "id,name,note\n1,Ada,\"likes swimming\n2,Ben,moved in May\n3,Cy,likes chess\"\n4,Di,ok\n",
      settings);

  EXPECT_THAT(sink.keys(), ElementsAre("4"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("2:7 column 3"), HasSubstr("opens a quote")),
                          AllOf(StartsWith("3:1"), HasSubstr("line 2 opens")),
                          AllOf(StartsWith("4:1"), HasSubstr("line 2 opens"))));
  EXPECT_EQ(sink.pieces[1].bytes, "2,Ben,moved in May");
}

TEST(CsvCutter, ReadsWhatIsBehindAQuoteThatTookACellTooMany) {
  const auto sink = cut_text("id,name,note\n1,\"Ada,x\n2,Ben,\"\n3,Cy,ok\n", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(StartsWith("2:3"), StartsWith("3:7")));
}

TEST(CsvCutter, ReadsCellsOfSeveralLinesThatAreNoRows) {
  const auto sink = cut_text(
      "id,name,note\n1,Ada,\"Flat 2, Mill House,\nNorthbridge\"\n2,Ben,\"said that, after all,\nit "
      "was fine\"\n",
      settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "2"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
}

TEST(CsvCutter, ReadsHeadersAndKeysWithoutWhatNobodySees) {
  const auto sink =
      cut_text("\"Pupil\nID\",Sur\u00ADname\u00A0,\u200BDOB\n\u200B7\u00A01,Ash,x\n",
               R"({"format":"csv","key":["pupil  id"],"required":["Surname","DOB"]})");

  EXPECT_THAT(sink.keys(), ElementsAre("7 1"));
  EXPECT_THAT(sink.bytes(), ElementsAre("Pupil ID,Surname,DOB\n\u200B7\u00A01,Ash,x"));
}

TEST(CsvCutter, HoldsARowWhoseKeyASpreadsheetRounded) {
  const auto sink = cut_text("id,name\n9.99E+09,Ash\n1E5,Birch\n\"7,1e+11\",Cedar\n", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1E5"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("2:1"), HasSubstr("rounded")),
                                             AllOf(StartsWith("4:1"), HasSubstr("rounded"))));
}

TEST(CsvCutter, ObeysALineThatNamesTheDelimiterAndSaysWhereItDiffers) {
  EXPECT_THAT(cut_text("sep=,\r\nid,name\r\n1,Ash\r\n", settings).keys(), ElementsAre("1"));
  const auto sink = cut_text("sep=;\nid;name\n1;Ash\n", settings);
  EXPECT_THAT(sink.records, IsEmpty());
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("1:1"), HasSubstr("delimiter"))));
}

TEST(CsvCutter, HoldsARowOfUtf8UnderTheNameOfAnotherEncoding) {
  const auto sink = cut_text("id,name\n1,Zo\xEB\n2,Zo\u00EB\n3,\x93JOS\xC9\x92S\x94\n",
                             R"({"format":"csv","key":"id","encoding":"windows-1252"})");

  EXPECT_THAT(sink.keys(), ElementsAre("1", "3"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("3:5 column 2"), HasSubstr("this is UTF-8"))));
}

TEST(CsvCutter, ResumesBehindAQuoteThatIsOpenForTooLong) {
  std::string text = "id,name\n1,\"open\n";
  for (int i = 2; i < 40; ++i) text += std::to_string(i) + ",name\n";
  const auto sink = cut_text(text + "40,\"end\"\n", settings, {.field_bytes = 100});

  EXPECT_EQ(sink.records.size(), 39u);
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("2:3"), HasSubstr("within 100 bytes"))));
}

TEST(CsvCutter, PassesOverACellThatIsTooLong) {
  const auto sink = cut_text(
      "id,name\n1," + std::string(300, 'x') + "\n2,b\n3,\"" + std::string(300, 'y') + "\"\n4,c\n",
      settings, {.field_bytes = 100});

  EXPECT_THAT(sink.keys(), ElementsAre("2", "4"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("2:3 column 2"), HasSubstr("100 bytes")),
                          AllOf(StartsWith("4:3 column 2"), HasSubstr("100 bytes"))));
}

TEST(CsvCutter, HoldsNothingOfAnEndlessCell) {
  for (const char* quote : {"", "\""}) {
    RepeatedSource source("id,name\n1," + std::string(quote), std::string(65'536, 'x'), 700,
                          std::string(quote) + "\n2,b\n");
    CountingSink sink;
    const auto before = resident_megabytes();

    ASSERT_THAT(cut_one(source, settings, sink), IsOk());

    EXPECT_EQ(sink.records, 1u);
    EXPECT_EQ(sink.pieces, 1u);
    EXPECT_LT(resident_megabytes(), before + 20);
  }
}

TEST(CsvCutter, RefusesTooManyColumns) {
  const auto sink = cut_text("a,b\n1,2\n" + std::string(50, ',') + "x\n3,4\n",
                             R"({"format":"csv"})", {.columns = 10});

  EXPECT_EQ(sink.records.size(), 2u);
  EXPECT_THAT(sink.complaints(), ElementsAre(HasSubstr("10 cells")));
}

TEST(CsvCutter, TellsWhatIsWrongWithAHeader) {
  const auto only = [](const std::string& text,
                       std::string_view with = R"({"format":"csv","required":["dob"],
      "columns":{"dob":["Date of birth","DOB"],"sex":["Gender"]}})") {
    const auto sink = cut_text(text, with);
    EXPECT_THAT(sink.records, IsEmpty()) << text;
    return sink.pieces.size() == 1 ? sink.complaints()[0]
                                   : std::to_string(sink.pieces.size()) + " pieces";
  };
  EXPECT_THAT(only(""), AllOf(StartsWith("1:1"), HasSubstr("empty")));
  EXPECT_THAT(only("\n\r\n"), HasSubstr("empty"));
  EXPECT_THAT(
      only("a,b\n1,2\n"),
      AllOf(StartsWith("1:1"), HasSubstr("\"dob\" (it may also be called Date of birth, DOB)")));
  EXPECT_THAT(only("dob,Date of Birth\n1,2\n"),
              AllOf(StartsWith("1:5"), HasSubstr("columns 1 and 2 both mean dob")));
  EXPECT_THAT(only("dob,x,X\n1,2,3\n"), AllOf(StartsWith("1:7"), HasSubstr("columns 2 and 3")));
  EXPECT_THAT(only("dob,,x\n1,2,3\n"), HasSubstr("column 2 has no name"));
  EXPECT_THAT(only("dob,Pupil ID,Pupil_ID\n1,2,3\n"), HasSubstr("the same in a mapping's paths"));
  EXPECT_THAT(only("dob;x\n1;2\n"), HasSubstr("delimiter"));
  EXPECT_THAT(only("dob,\"x\n1,2\n"), HasSubstr("never closed"));
  EXPECT_THAT(only("dob,\xE9\n1,2\n"), HasSubstr("encoding"));
  EXPECT_THAT(only("a\n1\n", R"({"format":"csv","key":["id"]})"), HasSubstr("\"id\""));
}

TEST(CsvCutter, NeverRepeatsAHeaderThatNoRuleKnows) {
  const auto sink = cut_text("Ann,Ann\n", R"({"format":"csv"})");

  ASSERT_EQ(sink.pieces.size(), 1u);
  EXPECT_THAT(sink.pieces[0].error.message, ::testing::Not(HasSubstr("Ann")));
}

TEST(CsvCutter, SkipsLinesBeforeTheHeader) {
  const auto sink = cut_text("Report of 2024\n\"unclosed, and more\nid\n1\n",
                             R"({"format":"csv","skip-lines":2,"key":"id"})");

  EXPECT_THAT(sink.keys(), ElementsAre("1"));
  EXPECT_EQ(sink.records[0].origins[1].place.line, 4u);
}

TEST(CsvCutter, ReadsTheEncodingsThatFilesComeIn) {
  const auto key_of = [](const std::string& text, const std::string& encoding) {
    const auto sink =
        cut_text(text, R"({"format":"csv","key":"id","encoding":")" + encoding + "\"}");
    return sink.records.size() == 1 ? sink.records[0].key : "";
  };
  EXPECT_EQ(key_of("id\n\x80\xE9\n", "windows-1252"), "€é");
  EXPECT_EQ(key_of("id\n\xE9\n", "iso-8859-1"), "é");
  EXPECT_EQ(key_of("\xEF\xBB\xBFid\né\n", "auto"), "é");
  using namespace std::string_literals;
  EXPECT_EQ(key_of("\xFF\xFEi\0d\0\n\0\xE9\0\n\0"s, "auto"), "é");
  EXPECT_EQ(key_of("\xFE\xFF\0i\0d\0\n\0\xE9\0\n"s, "auto"), "é");
}

TEST(CsvCutter, LosesOnlyTheRowWithAByteOutsideItsEncoding) {
  const auto sink =
      cut_text("id\na\nb\x81\nc\xE9\n", R"({"format":"csv","key":"id","encoding":"windows-1252"})");

  EXPECT_THAT(sink.keys(), ElementsAre("a", "cé"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("3:2"), HasSubstr("encoding"))));
}

TEST(CsvCutter, AcceptsLoneReturnsAsLineEnds) {
  const auto sink = cut_text("id,b\r1,x\r2,\"y\rz\"\r", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "2"));
  EXPECT_EQ(sink.records[1].origins[1].place.line, 3u);
}

TEST(CsvCutter, NamesWrongSettings) {
  const auto why = [](std::string_view text) {
    TextSource source("a\n1\n");
    KeepingSink sink;
    return cut_one(source, text, sink);
  };
  EXPECT_THAT(why(R"({"format":"csv","delimitter":";"})"), SaysWhy("did you mean \"delimiter\"?"));
  EXPECT_THAT(why(R"({"format":"csv","delimiter":"::"})"), SaysWhy("semicolon"));
  EXPECT_THAT(why(R"({"format":"csv","skip-lines":-1})"), SaysWhy("from 0"));
  EXPECT_THAT(why(R"({"format":"csv","columns":["a"]})"), SaysWhy("object"));
  EXPECT_THAT(why(R"({"format":"csv","columns":{"a":["/(/"]}})"), SaysWhy("regular expression"));
  EXPECT_THAT(why(R"({"format":"csv","key":[1]})"), SaysWhy("list of texts"));
}

TEST(CsvTree, MakesAnElementPerColumnAndKeepsOddNames) {
  const auto tree = Tree::parse(csv_type, "\xEF\xBB\xBFid,Date of birth,1st\r\n7,,x\r\n");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->root().name(), "row");
  ASSERT_EQ(tree->root().children().size(), 3u);
  EXPECT_EQ(tree->root().children()[1].name(), "Date_of_birth");
  EXPECT_EQ(Path::compile("Date_of_birth/@name")->text(tree->root()), "Date of birth");
  EXPECT_EQ(tree->root().children()[2].name(), "_1st");
}

TEST(CsvTree, RefusesWhatIsNotOneRow) {
  EXPECT_THAT(Tree::parse(csv_type, "a,b"), SaysWhy("no row"));
  EXPECT_THAT(Tree::parse(csv_type, "a,b\n1,2\n3,4"), SaysWhy("more than one"));
  EXPECT_THAT(Tree::parse(csv_type, "a,b\n1"), SaysWhy("1 cells"));
  EXPECT_THAT(Tree::parse(csv_type, "a,b\n1,\"2"), SaysWhy("does not close"));
  EXPECT_THAT(Tree::parse(csv_type, "a\n12345", {}, {.field_bytes = 4}), SaysWhy("4 bytes"));
  EXPECT_THAT(Tree::parse(csv_type, "a,b,c\n1,2,3", {}, {.nodes = 3}), SaysWhy("3 elements"));
}

}  // namespace
}  // namespace trellis::formats
