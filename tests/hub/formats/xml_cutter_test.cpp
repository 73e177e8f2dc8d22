#include "tests/hub/formats/cutting.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/sanitizer.hpp"

namespace trellis::formats {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsOk;
using testing::SaysWhy;
using ::testing::StartsWith;

constexpr const char* settings =
    R"({"format":"xml","record":"/M/C/Child","context":["/M/H/LA"],"key":"Id"})";

std::string document(const std::string& children) {
  return "<M>\n<H><LA>201</LA><Y>2024</Y></H>\n<C>\n" + children + "</C>\n</M>\n";
}

TEST(XmlCutter, GivesEachRecordItsAncestorsItsContextAndItsOwnBytes) {
  const auto sink = cut_text(
      document("<Child a='1'><Id>x &amp; y</Id></Child>\n<Child><Id>2</Id><!-- c --></Child>\n"),
      settings);

  EXPECT_THAT(
      sink.bytes(),
      ElementsAre("<M><H><LA>201</LA></H><C><Child a='1'><Id>x &amp; y</Id></Child></C></M>",
                  "<M><H><LA>201</LA></H><C><Child><Id>2</Id><!-- c --></Child></C></M>"));
  EXPECT_THAT(sink.keys(), ElementsAre("x & y", "2"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
  EXPECT_EQ(sink.records[0].media_type, xml_type);
}

TEST(XmlCutter, SaysWhereEachPartStood) {
  const auto sink = cut_text(document("  <Child>\n<Id>1</Id></Child>"), settings);

  ASSERT_EQ(sink.records.size(), 1u);
  const auto tree = Tree::parse(xml_type, sink.records[0].bytes, sink.records[0].origins);
  ASSERT_THAT(tree, IsOk());
  const auto place = [&](const char* path) {
    return tree->place(Path::compile(path)->first(tree->root()));
  };
  EXPECT_EQ(place("/M"), (Place{"in", 1, 1, "/M"}));
  EXPECT_EQ(place("/M/H/LA"), (Place{"in", 2, 4, "/M/H/LA"}));
  EXPECT_EQ(place("/M/C/Child"), (Place{"in", 4, 3, "/M/C/Child"}));
  EXPECT_EQ(place("/M/C/Child/Id"), (Place{"in", 5, 1, "/M/C/Child/Id"}));
}

TEST(XmlCutter, TakesItsKeyFromTheContextToo) {
  const auto sink =
      cut_text(document("<Child><Id>7</Id></Child>"),
               R"j({"format":"xml","record":"/M/C/Child","context":["/M/H/LA","/M/H/Y"],
                                 "key":"concat(/M/H/LA,'/',/M/H/Y,'/',Id)"})j");

  EXPECT_THAT(sink.keys(), ElementsAre("201/2024/7"));
  EXPECT_THAT(sink.bytes()[0], StartsWith("<M><H><LA>201</LA><Y>2024</Y></H><C>"));
}

TEST(XmlCutter, KeepsContextOnlyInsideTheElementItBelongsTo) {
  const auto sink = cut_text(
      "<S><School n='1'><Urn>1</Urn><P>a</P></School><School><P>b</P></School><School "
      "n='3'><Urn>3</Urn><P>c</P></School></S>",
      R"({"format":"xml","record":"/S/School/P","context":["/S/School/Urn","/S/School/@n"]})");

  EXPECT_THAT(sink.bytes(), ElementsAre("<S><School n=\"1\"><Urn>1</Urn><P>a</P></School></S>",
                                        "<S><School><P>b</P></School></S>",
                                        "<S><School n=\"3\"><Urn>3</Urn><P>c</P></School></S>"));
}

TEST(XmlCutter, IgnoresPrefixesAndKeepsNamespaces) {
  const auto sink =
      cut_text("<x:M xmlns:x='urn:m'><x:C><x:Child><x:Id>1</x:Id></x:Child></x:C></x:M>", settings);

  EXPECT_THAT(
      sink.bytes(),
      ElementsAre("<x:M xmlns:x=\"urn:m\"><x:C><x:Child><x:Id>1</x:Id></x:Child></x:C></x:M>"));
  EXPECT_THAT(sink.keys(), ElementsAre("1"));
}

TEST(XmlCutter, TakesTheWholeDocumentWithoutARecordPath) {
  const auto sink = cut_text("<?xml version='1.0'?>\n<a><b/></a>\n", R"({"format":"xml"})");

  EXPECT_THAT(sink.bytes(), ElementsAre("<a><b/></a>"));
  EXPECT_EQ(sink.records[0].origins.back().place, (Place{"in", 2, 1, {}}));
}

TEST(XmlCutter, TakesEmptyRecordsAndNestedOnesOfTheSameName) {
  const auto sink =
      cut_text(document("<Child/><Child ><Child><Id>i</Id></Child></Child>"), settings);

  EXPECT_EQ(sink.records.size(), 2u);
  EXPECT_THAT(sink.keys(), ElementsAre("", ""));
}

TEST(XmlCutter, GoesOnBehindABrokenRecord) {
  const auto sink = cut_text(
      document("<Child><Id>1</Id></Child>\n<Child><Id>2</Child>\n<Child><Id>3</Id></Child>\n"),
      settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("5:"), HasSubstr("end tag"))));
  EXPECT_EQ(sink.pieces[0].bytes, "<Child><Id>2</Child>\n");
  EXPECT_EQ(sink.records[1].origins.back().place, (Place{"in", 6, 1, {}}));
}

TEST(XmlCutter, GoesOnBehindRubbishBetweenRecords) {
  const auto sink =
      cut_text(document("<Child><Id>1</Id></Child>\n & <\n<Child><Id>2</Id></Child>\n"), settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "2"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("5:"), HasSubstr("&amp;"))));
}

TEST(XmlCutter, AllowsStrayTextBetweenTheElementsOfARecord) {
  const auto sink = cut_text(document("<Child>stray<Id>1</Id>text</Child>"), settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
}

TEST(XmlCutter, TellsEachWayAFileCanBeWrong) {
  const auto only = [](const std::string& text) {
    const auto sink = cut_text(text, settings);
    return sink.pieces.size() == 1 ? sink.complaints()[0]
                                   : std::to_string(sink.pieces.size()) + " pieces";
  };
  const std::string child = "<Child><Id>1</Id></Child>";
  EXPECT_THAT(only(""), AllOf(StartsWith("1:1"), HasSubstr("empty")));
  EXPECT_THAT(only(" \n"), HasSubstr("empty"));
  EXPECT_THAT(only(document(child) + "text"), HasSubstr("after the end"));
  EXPECT_THAT(only(document(child) + document(child)),
              AllOf(StartsWith("6:1"), HasSubstr("second document")));
  EXPECT_THAT(only("text" + document(child)),
              AllOf(StartsWith("1:5"), HasSubstr("inside one element")));
  EXPECT_THAT(only("<M><C><Child><Id>1"), HasSubstr("inside a record"));
  EXPECT_THAT(only("<M><C>" + child), HasSubstr("cut short"));
  EXPECT_THAT(only("<M><C><Chi"), HasSubstr("ends before"));
  EXPECT_THAT(only(document("<Child>\xE9</Child>")),
              AllOf(StartsWith("4:8"), HasSubstr("encoding")));
  EXPECT_THAT(only(document(std::string("<Child>\0</Child>", 16))),
              AllOf(StartsWith("4:8"), HasSubstr("NUL")));
  EXPECT_THAT(only(document("<Child>\x01</Child>")), HasSubstr("control character"));
  EXPECT_THAT(only(document("<Child a='1' a='2'/>")), HasSubstr("twice"));
  EXPECT_THAT(only(document("<Child>&nbsp;</Child>")), HasSubstr("entity"));
  EXPECT_THAT(only("<Other><C>" + child + "</C></Other>"), HasSubstr("not M"));
  EXPECT_THAT(only("just words"), HasSubstr("one element"));
}

TEST(XmlCutter, CutsTheRecordsOfASecondDocumentWithItsOwnContext) {
  const auto sink = cut_text(document("<Child><Id>1</Id></Child>") +
                                 "<M><H><LA>999</LA></H><C><Child><Id>2</Id></Child></C></M>",
                             settings);

  ASSERT_EQ(sink.records.size(), 2u);
  EXPECT_THAT(sink.bytes()[1], HasSubstr("<LA>999</LA>"));
  EXPECT_EQ(sink.pieces.size(), 1u);
}

TEST(XmlCutter, RefusesDoctypesThatDeclareOrFetch) {
  for (const char* doctype : {"<!DOCTYPE M [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>",
                              "<!DOCTYPE M SYSTEM 'file:///etc/passwd'>",
                              "<!DOCTYPE M PUBLIC 'x' 'http://127.0.0.1/x'>"}) {
    const auto sink =
        cut_text("\n" + std::string(doctype) + document("<Child><Id>&a;</Id></Child>"), settings);

    EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("2:1"), HasSubstr("DOCTYPE"))))
        << doctype;
    EXPECT_THAT(sink.records, IsEmpty());
  }
  EXPECT_THAT(cut_text("<!DOCTYPE M>" + document("<Child><Id>1</Id></Child>"), settings).keys(),
              ElementsAre("1"));
}

TEST(XmlCutter, PassesOverARecordThatIsTooBig) {
  const auto sink =
      cut_text(document("<Child><Id>1</Id></Child>\n<Child><Id>" + std::string(900, 'x') +
                        "</Id></Child>\n<Child><Id>3</Id></Child>\n"),
               settings, {.record_bytes = 300});

  EXPECT_THAT(sink.keys(), ElementsAre("1", "3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("5:1"), HasSubstr("300 bytes"))));
}

TEST(XmlCutter, HidesNoRecordsBehindACommentThatIsNeverClosed) {
  const auto sink =
      cut_text(document("<Child><!-- <Id>1</Id></Child>\n<Child><Id>2</Id></Child>\n"), settings);

  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  EXPECT_THAT(sink.complaints(),
              ElementsAre(AllOf(StartsWith("4:8"), HasSubstr("the file ends before"))));
}

TEST(XmlCutter, DoesNotRecurseIntoDeepNesting) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  KeepingSink sink;
  TextSource source(document("<Child>" + deep + "</Child>\n<Child><Id>2</Id></Child>"));

  ASSERT_THAT(cut_one(source, settings, sink), IsOk());
  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  ASSERT_EQ(sink.pieces.size(), 1u);
  EXPECT_THAT(sink.pieces[0].error.message, HasSubstr("64 levels"));
  EXPECT_LE(sink.pieces[0].bytes.size(), 1u << 20);
}

TEST(XmlCutter, ReadsTheEncodingsThatFilesComeIn) {
  const std::string plain = "<M><C><Child><Id>\xE9</Id></Child></C></M>";
  const auto key_of = [](const std::string& text, const std::string& encoding) {
    const auto sink =
        cut_text(text, R"({"format":"xml","record":"/M/C/Child","key":"Id","encoding":")" +
                           encoding + "\"}");
    return sink.records.size() == 1 ? sink.records[0].key : "";
  };
  EXPECT_EQ(key_of(plain, "windows-1252"), "é");
  EXPECT_EQ(key_of("<?xml version='1.0' encoding='ISO-8859-1'?>" + plain, "auto"), "é");
  EXPECT_EQ(key_of("\xEF\xBB\xBF<M><C><Child><Id>é</Id></Child></C></M>", "auto"), "é");
  std::string wide = "\xFF\xFE";
  for (const char c : plain) wide += {c, '\0'};
  EXPECT_EQ(key_of(wide, "auto"), "é");
  EXPECT_EQ(key_of(wide.substr(2), "utf-16"), "é");
}

TEST(XmlCutter, TellsAnEncodingItDoesNotRead) {
  const auto sink = cut_text("<?xml version='1.0' encoding='EBCDIC-CP-US'?><M/>", settings);

  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("1:1"), HasSubstr("windows-1252"))));
}

TEST(XmlCutter, HoldsOneRecordAtATime) {
  const std::string child = "<Child><Id>1</Id>" + std::string(1400, 'x') + "</Child>\n";
  RepeatedSource source("<M><H><LA>201</LA></H><C>", child, 30'000, "</C></M>");
  CountingSink sink;
  const auto before = resident_megabytes();

  ASSERT_THAT(cut_one(source, settings, sink), IsOk());

  EXPECT_EQ(sink.records, 30'000u);
  EXPECT_LT(resident_megabytes(), before + 20);
}

TEST(XmlCutter, HoldsNothingOfEndlessTagsTextOrComments) {
  for (const char* start : {"<M><C><Child>", "<M><C><Child a='", "<M><C><!--", "<M><C>"}) {
    RepeatedSource source(start, std::string(65'536, 'x'), 700, "</C></M>");
    CountingSink sink;
    const auto before = resident_megabytes();

    ASSERT_THAT(cut_one(source, settings, sink), IsOk());

    EXPECT_GE(sink.pieces + (start == std::string("<M><C>") ? 1 : 0), 1u) << start;
    EXPECT_LT(resident_megabytes(), before + 30) << start;
  }
}

TEST(XmlCutter, NamesWrongSettings) {
  const auto why = [](std::string_view text) {
    TextSource source("<a/>");
    KeepingSink sink;
    return cut_one(source, text, sink);
  };
  EXPECT_THAT(why(R"({"format":"xml","recrod":"/a"})"), SaysWhy("did you mean \"record\"?"));
  EXPECT_THAT(why(R"({"format":"xml","record":"a/b"})"), SaysWhy("/Message"));
  EXPECT_THAT(why(R"({"format":"xml","record":"/a","key":"b["})"), SaysWhy("key"));
  EXPECT_THAT(why(R"({"format":"xml","record":"/a/b","context":["/a/b/c"]})"), SaysWhy("around"));
  EXPECT_THAT(why(R"({"format":"xml","record":"/a/b","context":["/a"]})"), SaysWhy("around"));
  EXPECT_THAT(why(R"({"format":"xml","encoding":"klingon"})"), SaysWhy("windows-1252"));
  EXPECT_THAT(why(R"({"format":"xlm"})"), SaysWhy("hl7v2"));
  EXPECT_EQ(why(R"({"format":"xml",
      "record":7})")
                .error()
                .place,
            (Place{"settings", 2, 16, {}}));
}

class RefusingSink : public CutSink {
 public:
  Status record(const CutRecord&) override { return Error{Fault::unavailable, "full"}; }
  Status bad(const BadPiece&) override { return Error{Fault::unavailable, "full"}; }
};

class BrokenSource : public ByteSource {
 public:
  std::string name() const override { return "broken"; }
  Result<std::size_t> read(char*, std::size_t) override {
    return Error{Fault::unavailable, "gone"};
  }
};

TEST(Cutter, StopsWhenTheSinkOrTheSourceFails) {
  const std::vector<std::pair<const char*, const char*>> inputs = {
      {settings, "<M><C><Child/><Child/></C></M>"},
      {settings, "<M"},
      {R"({"format":"csv"})", "a,b\n1,2\n"},
      {R"({"format":"csv"})", "a,b\n1\n"},
      {R"({"format":"json"})", "{}"},
      {R"({"format":"json"})", "{"},
      {R"({"format":"hl7v2"})", "MSH|^~\\&|A\r"},
      {R"({"format":"hl7v2"})", "x"}};
  for (const auto& [format, text] : inputs) {
    TextSource source(text);
    RefusingSink sink;
    EXPECT_THAT(cut_one(source, format, sink), SaysWhy("full")) << format << text;
    BrokenSource broken;
    EXPECT_THAT(cut_one(broken, format, sink), SaysWhy("gone")) << format;
  }
}

TEST(XmlCutter, BelievesTheBytesWhereADeclarationCannotBeTrue) {
  const std::string by_id = R"({"format":"xml","record":"/M/C","key":"I"})";
  EXPECT_THAT(
      cut_text("<?xml version='1.0' encoding='utf-16'?><M><C><I>é</I></C></M>", by_id).keys(),
      ElementsAre("é"));
  const auto latin = cut_text(
      "<?xml version='1.0' encoding='ISO-8859-1'?><M><C><I>\xE9</I></C><C><I>é</I></C></M>", by_id);
  EXPECT_THAT(latin.keys(), ElementsAre("é"));
  EXPECT_THAT(latin.complaints(),
              ElementsAre(AllOf(HasSubstr("this is UTF-8"), HasSubstr("own declaration"))));
  EXPECT_THAT(cut_text("<?xml version='1.0' encoding='UTF-8'?><M><C><I>\xE9</I></C></M>", by_id)
                  .complaints(),
              ElementsAre(HasSubstr("not valid in the file's encoding")));
}

TEST(XmlCutter, ReadsUtf16WithoutMarkOrDeclaration) {
  std::string wide;
  for (const char c : std::string("<M><C><I>7</I></C></M>")) (wide += c) += '\0';
  EXPECT_THAT(cut_text(wide, R"({"format":"xml","record":"/M/C","key":"I"})").keys(),
              ElementsAre("7"));
}

}  // namespace

std::uint64_t resident_megabytes() {
  if (testing::is_sanitized()) return 0;
  std::uint64_t pages = 0, resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu %lu", &pages, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return resident * 4096 / (1u << 20);
}

}  // namespace trellis::formats
