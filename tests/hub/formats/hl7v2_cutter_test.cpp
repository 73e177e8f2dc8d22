#include "tests/hub/formats/cutting.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::formats {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::SaysWhy;
using ::testing::StartsWith;

constexpr const char* settings = R"({"format":"hl7v2","key":["MSH.3.1","MSH.4.1","MSH.10"]})";

std::string message(const std::string& id, const std::string& rest = "PID|1||9990000018\r") {
  return "MSH|^~\\&|PAS^x|RX1|||20240101||ADT^A01|" + id + "|P|2.4\r" + rest;
}

std::vector<std::string> leaves_of(const std::string& text) {
  const auto tree = Tree::parse(hl7v2_type, text);
  EXPECT_THAT(tree, IsOk());
  std::vector<std::string> leaves;
  if (!tree.ok()) return leaves;
  for (const auto& node : Path::compile("//*[not(*)]")->nodes(tree->root())) {
    leaves.push_back(node.path() + "=" + node.text());
  }
  return leaves;
}

TEST(Hl7v2Tree, NamesPartsByPosition) {
  EXPECT_THAT(leaves_of("MSH|^~\\&|A^B\rPID|1||X^^Y&Z~W||\r"),
              ElementsAre("MSH.1=|", "MSH.2=^~\\&", "MSH.3.1=A", "MSH.3.2=B", "PID.1.1=1",
                          "PID.3[1].1=X", "PID.3[1].3=Y", "PID.3[1].3.2=Z", "PID.3[2].1=W"));
  const auto tree = Tree::parse(hl7v2_type, "MSH|^~\\&|A\rPID|||X\r");
  EXPECT_EQ(Path::compile("/message/PID/PID.3/PID.3.1")->text(tree->root()), "X");
  EXPECT_EQ(Path::compile("PID/PID.3")->text(tree->root()), "X");
}

TEST(Hl7v2Tree, SaysWhereEachPartStood) {
  const auto tree = Tree::parse(hl7v2_type, "MSH|^~\\&|A\r\nNK1|1\nNK1|2|Ann^B~C\r");
  ASSERT_THAT(tree, IsOk());
  const auto place = [&](const char* path) {
    return tree->place(Path::compile(path)->first(tree->root()));
  };

  EXPECT_EQ(place("NK1[2]/NK1.2[2]/NK1.2.1"), (Place{"", 3, 13, "NK1[2].2[2].1"}));
  EXPECT_EQ(place("NK1[2]/NK1.2/NK1.2.2"), (Place{"", 3, 11, "NK1[2].2[1].2"}));
  EXPECT_EQ(place("MSH/MSH.3/MSH.3.1"), (Place{"", 1, 10, "MSH.3.1"}));
  EXPECT_EQ(place("NK1[1]").path, "NK1[1]");
}

TEST(Hl7v2Tree, ReplacesEscapesAndKeepsUnknownOnes) {
  EXPECT_THAT(leaves_of("MSH|^~\\&|x\rNTE|a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\rNTE|\\X41C3A9\\\\.br\\|"
                        "\\Z9\\ \\H\\x\\N\\ a\\b|\\X00\\\\XE9\\|\"\"\r"),
              ElementsAre("MSH.1=|", "MSH.2=^~\\&", "MSH.3.1=x", "NTE[1].1.1=a|b^c&d~e\\f",
                          "NTE[2].1.1=Aé\n", "NTE[2].2.1=\\Z9\\ x a\\b",
                          "NTE[2].3.1=\\X00\\\\XE9\\", "NTE[2].4.1=\"\""));
}

TEST(Hl7v2Tree, TakesItsSeparatorsFromTheMessage) {
  EXPECT_THAT(leaves_of("MSH#*+?%#A*B\rPID#1+2#x%y\r"),
              ElementsAre("MSH.1=#", "MSH.2=*+?%", "MSH.3.1=A", "MSH.3.2=B", "PID.1[1].1=1",
                          "PID.1[2].1=2", "PID.2.1=x", "PID.2.1.2=y"));
}

TEST(Hl7v2Tree, ToleratesADoubledBackslash) {
  EXPECT_THAT(leaves_of("MSH|^~\\\\&|A&B\rZZ9|\\T\\\r"),
              ElementsAre("MSH.1=|", "MSH.2=^~\\\\&", "MSH.3.1=A", "MSH.3.1.2=B", "ZZ9.1.1=&"));
}

TEST(Hl7v2Tree, MakesNothingOfEmptyFields) {
  EXPECT_THAT(
      leaves_of("MSH|^~\\&|A\rPID|" + std::string(1'000'000, '|') + "x\rZPD\rPV1|||^^^|~~|&&\r"),
      ElementsAre("MSH.1=|", "MSH.2=^~\\&", "MSH.3.1=A", "PID.1000001.1=x", "ZPD=", "PV1="));
}

TEST(Hl7v2Tree, NamesTheSegmentThatIsWrong) {
  const auto why = [](const std::string& text) { return Tree::parse(hl7v2_type, text); };
  EXPECT_THAT(why("PID|1\r"), SaysWhy("segment 1 is not MSH"));
  EXPECT_THAT(why("MSH|^~\\&|A\rPID|1\rsome text\r"), SaysWhy("segment 3"));
  EXPECT_EQ(why("MSH|^~\\&|A\rPID|1\rsome text\r").error().place.line, 3u);
  EXPECT_THAT(why("MSH|^~\\&|A\rpid|1\r"), SaysWhy("segment 2"));
  EXPECT_THAT(why("MSH"), SaysWhy("too short"));
  EXPECT_THAT(why("MSH|\r"), SaysWhy("too short"));
  EXPECT_THAT(why("MSH||x|\r"), SaysWhy("MSH-2 is empty"));
  EXPECT_THAT(why("MSH|^^\\&|A\r"), SaysWhy("twice"));
  EXPECT_THAT(why("MSH|^~\\||A\r"), IsOk());
  EXPECT_THAT(why("MSHA^~\\&A\r"), SaysWhy("letter"));
  EXPECT_THAT(why("MSH|^~\\&|A\rMSH|^~\\&|B\r"), SaysWhy("another MSH"));
  EXPECT_THAT(Tree::parse(hl7v2_type, "MSH|^~\\&|12345\r", {}, {.field_bytes = 4}),
              SaysWhy("4 bytes"));
}

std::string text_at(const std::string& text, const char* path) {
  const auto tree = Tree::parse(hl7v2_type, text);
  EXPECT_THAT(tree, IsOk());
  return tree.ok() ? Path::compile(path)->text(tree->root()) : std::string();
}

std::vector<std::string> remarks_at(const std::string& text, const char* path) {
  const auto tree = Tree::parse(hl7v2_type, text);
  EXPECT_THAT(tree, IsOk());
  std::vector<std::string> rules;
  if (!tree.ok()) return rules;
  for (const Remark& remark : tree->remarks(Path::compile(path)->first(tree->root())))
    rules.push_back(remark.rule);
  return rules;
}

TEST(Hl7v2Tree, GluesNoSubcomponentsTogether) {
  const std::string text =
      "MSH|^~\\&|A\rPID|||7^^^NHS&2.16.840.1.113883.2.1.4.1&ISO||von Roon&von&Roon^Ida~&&Roon^Ida"
      "~Roon&van Dam^Ida\r";

  EXPECT_EQ(text_at(text, "PID/PID.3/PID.3.4"), "NHS");
  EXPECT_EQ(text_at(text, "count(PID/PID.3[PID.3.4 = 'NHS'])"), "1");
  EXPECT_EQ(text_at(text, "PID/PID.5[1]/PID.5.1"), "von Roon");
  EXPECT_EQ(text_at(text, "PID/PID.5[1]/PID.5.1.3"), "Roon");
  EXPECT_EQ(text_at(text, "PID/PID.5[2]/PID.5.1"), "Roon");
  EXPECT_THAT(remarks_at(text, "PID/PID.3/PID.3.4"), IsEmpty());
  EXPECT_THAT(remarks_at(text, "PID/PID.5[1]/PID.5.1"), IsEmpty());
  EXPECT_THAT(remarks_at(text, "PID/PID.5[3]/PID.5.1"), ElementsAre("unread-part"));
}

TEST(Hl7v2Tree, KeepsOrTellsAnAmpersandThatNobodyEscaped) {
  const std::string text = "MSH|^~\\&|A\rPID|Reed & Daughters|Flat 2& 3|B&Q\r";

  EXPECT_EQ(text_at(text, "PID/PID.1/PID.1.1"), "Reed & Daughters");
  EXPECT_EQ(text_at(text, "PID/PID.2/PID.2.1"), "Flat 2& 3");
  EXPECT_EQ(text_at(text, "PID/PID.3/PID.3.1"), "B");
  EXPECT_THAT(remarks_at(text, "PID/PID.1/PID.1.1"), IsEmpty());
  EXPECT_THAT(remarks_at(text, "PID/PID.3/PID.3.1"), ElementsAre("unread-part"));
}

TEST(Hl7v2Tree, TakesFormattingOutAndTellsWhatItCannotResolve) {
  const std::string text =
      "MSH|^~\\&|A\rPID|\\H\\Okafor\\N\\|1\\.sp2\\2\\.in+4\\3|Ren\\XE9\\|A\\X0\\B|C\\D|\\X1B\\[31m|"
      "\\P\\\\XC3A9\\\r";

  EXPECT_EQ(text_at(text, "PID/PID.1/PID.1.1"), "Okafor");
  EXPECT_EQ(text_at(text, "PID/PID.2/PID.2.1"), "1\n23");
  EXPECT_EQ(text_at(text, "PID/PID.7/PID.7.1"), "#é");
  EXPECT_THAT(remarks_at(text, "PID/PID.7/PID.7.1"), IsEmpty());
  for (const char* kept :
       {"PID/PID.3/PID.3.1", "PID/PID.4/PID.4.1", "PID/PID.5/PID.5.1", "PID/PID.6/PID.6.1"}) {
    EXPECT_THAT(remarks_at(text, kept), ElementsAre("unknown-escape")) << kept;
    EXPECT_THAT(text_at(text, kept), HasSubstr("\\")) << kept;
  }
}

TEST(Hl7v2Tree, ReadsALoneLineFeedAsTextWhereReturnsEndSegments) {
  const std::string address = "PID|||1||Abel^Bo|||3 LOW ROAD\nREAR FLAT^^Town\rPV1|1|I\r";

  EXPECT_EQ(text_at("MSH|^~\\&|A\r" + address, "PID/PID.8/PID.8.1"), "3 LOW ROAD\nREAR FLAT");
  EXPECT_EQ(text_at("MSH|^~\\&|A\r" + address, "PV1/PV1.2"), "I");
  EXPECT_EQ(text_at("MSH|^~\\&|A\r\n" + address, "PID/PID.8/PID.8.3"), "Town");
  EXPECT_EQ(text_at("MSH|^~\\&|A\rNTE|say\nNB1|x\rPV1|7\r", "NTE/NTE.2"), "x");
  EXPECT_EQ(text_at("MSH|^~\\&|A\nPID|1\nPV1|7\n", "PV1/PV1.1"), "7");
}

TEST(Hl7v2Cutter, SplitsAtEachMessageHeader) {
  const auto sink = cut_text(
      "FHS|^~\\&|x\rBHS|^~\\&\r" + message("1") + message("2") + "BTS|2\rFTS|1\r", settings);

  EXPECT_THAT(sink.bytes(), ElementsAre(message("1"), message("2")));
  EXPECT_THAT(sink.keys(), ElementsAre("PAS/RX1/1", "PAS/RX1/2"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
  EXPECT_EQ(sink.records[1].media_type, hl7v2_type);
}

TEST(Hl7v2Cutter, TellsAFileThatIsNotWhole) {
  const std::string two = message("1") + message("2");
  const auto told = [&](const std::string& before, const std::string& after) {
    const auto sink = cut_text(before + two + after, settings);
    EXPECT_EQ(sink.bytes().size(), 2u);
    return sink.complaints();
  };
  const std::string file = "FHS|^~\\&|x\r", batch = "BHS|^~\\&\r";
  EXPECT_THAT(told(file + batch, "BTS|3|x\rFTS|1\r"),
              ElementsAre(HasSubstr("BTS-1 says 3 messages, and 2 were found")));
  EXPECT_THAT(told(file + batch, "BTS|2\rFTS|2\r"),
              ElementsAre(HasSubstr("FTS-1 says 2 batches, and 1 were found")));
  EXPECT_THAT(told(file + batch, "BTS|2\r"), ElementsAre(HasSubstr("no FTS")));
  EXPECT_THAT(told(file + batch, ""), ElementsAre(HasSubstr("no BTS")));
  EXPECT_THAT(told(batch, ""), ElementsAre(HasSubstr("no BTS")));
  for (const char* end : {"BTS\rFTS\r", "BTS||x\rFTS|\r", "BTS|2\rFTS|1|x\r"})
    EXPECT_THAT(told(file + batch, end), IsEmpty()) << end;
  EXPECT_THAT(told("", ""), IsEmpty());
  for (const char* end : {"FTS|1\r", "FTS|2\r"}) EXPECT_THAT(told(file, end), IsEmpty()) << end;
}

TEST(Hl7v2Cutter, KeepsTheLineThatBeganWhatHasNoEnd) {
  const auto first = cut_text("FHS|^~\\&|x\rBHS|^~\\&|y\r" + message("1"), settings);
  ASSERT_EQ(first.pieces.size(), 1u);
  EXPECT_EQ(first.pieces[0].bytes, "BHS|^~\\&|y");
  const auto again = cut_text(first.pieces[0].bytes, settings);
  EXPECT_THAT(again.complaints(), Contains(HasSubstr("no BTS")));
}

TEST(Hl7v2Cutter, AcceptsEveryLineEndAndFrame) {
  const auto sink =
      cut_text("\x0BMSH|^~\\&|A|B||||||1\r\nPID|1\nPV1|2\r\n\n\x1C\r\x0BMSH|^~\\&|A|B||||||2\x1C\r",
               settings);

  EXPECT_THAT(sink.bytes(),
              ElementsAre("MSH|^~\\&|A|B||||||1\rPID|1\rPV1|2\r", "MSH|^~\\&|A|B||||||2\r"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
  const auto tree = Tree::parse(hl7v2_type, sink.records[0].bytes, sink.records[0].origins);
  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->place(Path::compile("PV1/PV1.1")->first(tree->root())),
            (Place{"in", 3, 5, "PV1.1"}));
}

TEST(Hl7v2Cutter, HasNoKeyWhereItsLastPartIsMissing) {
  EXPECT_THAT(cut_text(message(""), settings).keys(), ElementsAre(""));
  EXPECT_THAT(cut_text("MSH|^~\\&||||||||7\r", settings).keys(), ElementsAre("//7"));
  EXPECT_THAT(cut_text(message("1"), R"({"format":"hl7v2","key":["PID.3.1"]})").keys(),
              ElementsAre("9990000018"));
}

TEST(Hl7v2Cutter, GoesOnBehindWhatIsNoMessage) {
  const auto sink = cut_text("stray text\rPID|1\r" + message("1") +
                                 "\x0B"
                                 "PID|lost\r\x1C\r" +
                                 message("2", "PID|1\rbroken line\r") + "MSH|^^\r" + message("3"),
                             settings);

  EXPECT_THAT(sink.keys(), ElementsAre("PAS/RX1/1", "PAS/RX1/3"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("1:1"), HasSubstr("segment 1 is not MSH")),
                          AllOf(StartsWith("5:"), HasSubstr("segment 1")),
                          AllOf(StartsWith("9:1"), HasSubstr("segment 3")),
                          AllOf(StartsWith("10:1"), HasSubstr("twice"))));
}

TEST(Hl7v2Cutter, TellsNulBytesWrongBytesAndEmptyFiles) {
  EXPECT_THAT(cut_text("", settings).complaints(), ElementsAre(HasSubstr("empty")));
  EXPECT_THAT(cut_text("\r\n", settings).complaints(), ElementsAre(HasSubstr("empty")));
  EXPECT_THAT(cut_text(message("1", std::string("PID|\0|\r", 7)), settings).complaints(),
              ElementsAre(AllOf(StartsWith("2:5"), HasSubstr("NUL"))));
  EXPECT_THAT(cut_text(message("1", "PID|\xE9\r"), settings).complaints(),
              ElementsAre(AllOf(StartsWith("2:5"), HasSubstr("encoding"))));
  EXPECT_THAT(
      cut_text(message("\xE9"), R"({"format":"hl7v2","key":["MSH.10"],"encoding":"iso-8859-1"})")
          .keys(),
      ElementsAre("é"));
}

TEST(Hl7v2Cutter, FindsTheNextMessageBehindALineFeedAlone) {
  const auto sink =
      cut_text("MSH|^~\\&|A|B||||||1\rPID|1\nMSH|^~\\&|A|B||||||2\rPID|2\nBTS|2\n", settings);

  EXPECT_THAT(sink.bytes(),
              ElementsAre("MSH|^~\\&|A|B||||||1\rPID|1\r", "MSH|^~\\&|A|B||||||2\rPID|2\r"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
}

TEST(Hl7v2Cutter, KeepsTextThatLooksLikeABatchOrASegment) {
  const std::string text = "NTE|1||Seen at nine.\nBTS crew called\nMSH was not sent\nPV1|no\r";
  const auto sink = cut_text(message("1", text + "PV1|1|I\r") + message("2"), settings);

  EXPECT_THAT(sink.keys(), ElementsAre("PAS/RX1/1", "PAS/RX1/2"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
  EXPECT_EQ(text_at(sink.records[0].bytes, "PV1/PV1.2"), "I");
}

TEST(Hl7v2Cutter, HoldsWhatMayBeTextWhereLineFeedsEndSegments) {
  const auto sink =
      cut_text("MSH|^~\\&|A|B||||||1\nPID|1||4||||||3 ROW\nNB1|2AB\nMSH|^~\\&|A|B||||||2\nZPI|1\n",
               settings);

  EXPECT_THAT(sink.keys(), ElementsAre("A/B/2"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("3:1"), HasSubstr("segment 3"))));
}

TEST(Hl7v2Cutter, LosesNothingToWhatOnlyFillsTheFile) {
  const auto sink = cut_text(message("1") + "   \r\t\r\x1A\r\xEF\xBB\xBF" +
                                 message("2", "  PID|1||9990000026 \r") + " \x1A",
                             settings);

  EXPECT_THAT(sink.bytes(), ElementsAre(message("1"), message("2", "PID|1||9990000026 \r")));
  EXPECT_THAT(sink.complaints(), IsEmpty());
  EXPECT_THAT(cut_text(" \r\n\x1A", settings).complaints(), ElementsAre(HasSubstr("empty")));
}

std::string in_set(const std::string& set, const std::string& rest) {
  return "MSH|^~\\&|PAS|RX1|||||ADT|7|P|2.4||||||" + set + "\r" + rest;
}

TEST(Hl7v2Cutter, ReadsEachMessageInTheSetThatItNames) {
  const auto sink = cut_text(in_set("UNICODE UTF-8", "PID|1||é\r") +
                                 in_set("8859/1~ISO IR87", "PID|1||\xE9\\XEF\\\r") +
                                 in_set("ASCII", "PID|1||\x80\r") + in_set("", "PID|1||\x80\r"),
                             R"({"format":"hl7v2","encoding":"windows-1252"})");

  std::vector<std::string> texts;
  for (const auto& record : sink.records)
    texts.push_back(text_at(record.bytes, "PID/PID.3/PID.3.1"));
  EXPECT_THAT(texts, ElementsAre("é", "éï", "€", "€"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
}

TEST(Hl7v2Cutter, HoldsAMessageWhoseBytesAreNotOfItsSet) {
  const std::string single = R"({"format":"hl7v2","encoding":"iso-8859-1"})";
  EXPECT_THAT(cut_text(in_set("UNICODE", "PID|1||a\xE9\r"), single).complaints(),
              ElementsAre(AllOf(StartsWith("2:9"), HasSubstr("MSH-18 says"))));
  EXPECT_THAT(cut_text(in_set("8859/1", "PID|1||aéb\r"), settings).complaints(),
              ElementsAre(AllOf(StartsWith("2:9"), HasSubstr("this is UTF-8, but MSH-18"))));
  EXPECT_THAT(cut_text(in_set("", "PID|1||aéb\r"), single).complaints(),
              ElementsAre(HasSubstr("this is UTF-8, but the setting \"encoding\"")));
  EXPECT_THAT(cut_text(in_set("", "PID|1||a\xE9\r"), settings).complaints(),
              ElementsAre(HasSubstr("set \"encoding\"")));
  EXPECT_THAT(cut_text(in_set("8859/7", "PID|1||a\xE1\r"), single).complaints(),
              ElementsAre(AllOf(HasSubstr("does not read"), HasSubstr("UNICODE UTF-8"))));
  EXPECT_THAT(cut_text(in_set("8859/7", "PID|1||plain\r"), single).complaints(), IsEmpty());
}

TEST(Hl7v2Cutter, CutsAMessageAboutSeveralPatientsIntoOneForEach) {
  const auto sink = cut_text(
      message("1", "EVN||2024\rARV||A|LOC\rPID|1||41\rPD1|a\rMRG|51\rPID|2||42\rPV1|2|I\rMRG|52\r"),
      settings);

  const std::string shared = message("1", "EVN||2024\rARV||A|LOC\r");
  EXPECT_THAT(sink.keys(), ElementsAre("PAS/RX1/1/1", "PAS/RX1/1/2"));
  EXPECT_THAT(sink.bytes(), ElementsAre(shared + "PID|1||41\rPD1|a\rMRG|51\r",
                                        shared + "PID|2||42\rPV1|2|I\rMRG|52\r"));
  ASSERT_EQ(sink.records.size(), 2u);
  const auto tree = Tree::parse(hl7v2_type, sink.records[1].bytes, sink.records[1].origins);
  EXPECT_EQ(tree->place(Path::compile("MRG")->first(tree->root())).line, 9u);
}

TEST(Hl7v2Cutter, HoldsAMessageWhereNobodyKnowsWhoseASegmentIs) {
  EXPECT_THAT(cut_text(message("1", "PV1|1\rPID|1||41\rPID|2||42\r"), settings).complaints(),
              ElementsAre(AllOf(StartsWith("2:1"), HasSubstr("(PV1) stands before"))));
  EXPECT_THAT(cut_text(message("1", "PID|1||41\rPID|2||42\rPV1|1\rPV1|2\r"), settings).complaints(),
              ElementsAre(AllOf(StartsWith("5:1"), HasSubstr("second of its kind"))));
}

TEST(Hl7v2Cutter, HoldsOnlyThePatientWhoseSegmentIsWrong) {
  const auto sink = cut_text(message("1", "PID|1||41\rno segment\rPID|2||42\r"), settings);

  EXPECT_THAT(sink.keys(), ElementsAre("PAS/RX1/1/2"));
  EXPECT_THAT(sink.complaints(), ElementsAre(StartsWith("3:1")));
}

TEST(Hl7v2Cutter, PassesOverAMessageThatIsTooBig) {
  const auto sink =
      cut_text(message("1") + message("2", "OBX|" + std::string(500, 'x') + "\r") + message("3"),
               settings, {.record_bytes = 200});

  EXPECT_THAT(sink.keys(), ElementsAre("PAS/RX1/1", "PAS/RX1/3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("3:1"), HasSubstr("200 bytes"))));
}

TEST(Hl7v2Cutter, HoldsNothingOfAnEndlessSegment) {
  RepeatedSource source("MSH|^~\\&|A|B||||||1\rOBX|", std::string(65'536, 'x'), 700,
                        "\r" + message("2"));
  CountingSink sink;
  const auto before = resident_megabytes();

  ASSERT_THAT(cut_one(source, settings, sink), IsOk());

  EXPECT_EQ(sink.records, 1u);
  EXPECT_EQ(sink.pieces, 1u);
  EXPECT_LT(resident_megabytes(), before + 60);
}

TEST(Hl7v2Cutter, NamesWrongSettings) {
  TextSource source("");
  KeepingSink sink;
  EXPECT_THAT(cut_one(source, R"({"format":"hl7v2","keys":["MSH.10"]})", sink),
              SaysWhy("did you mean \"key\"?"));
  EXPECT_THAT(cut_one(source, R"({"format":"hl7v2","key":["MSH/10"]})", sink), SaysWhy("MSH.10"));
}

}  // namespace
}  // namespace trellis::formats
