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

constexpr const char* settings = R"({"format":"json","record":"/cases/*","key":"id"})";

TEST(JsonCutter, CutsTheItemsThatThePointerNames) {
  const auto sink = cut_text(
      "{\"v\": [1,{\"cases\":[9]}], \"cases\": [\n {\"id\": 1, \"n\": "
      "\"a]}\\\"\"},\n{\"id\":\"x\"} ], \"z\": \"}\"}",
      settings);

  EXPECT_THAT(sink.bytes(), ElementsAre("{\"id\": 1, \"n\": \"a]}\\\"\"}", "{\"id\":\"x\"}"));
  EXPECT_THAT(sink.keys(), ElementsAre("1", "x"));
  EXPECT_THAT(sink.complaints(), IsEmpty());
  EXPECT_EQ(sink.records[0].origins[0].place, (Place{"in", 2, 2, {}}));
}

TEST(JsonCutter, TakesAWholeDocumentOrEveryLine) {
  EXPECT_THAT(cut_text(" {\"id\":1}\n", R"({"format":"json"})").bytes(), ElementsAre("{\"id\":1}"));
  EXPECT_THAT(cut_text("[1,2]", R"({"format":"json","record":"/*"})").bytes(),
              ElementsAre("1", "2"));
  const auto sink = cut_text("{\"id\":1}\r\n\n{\"id\":}\n{\"id\":3}",
                             R"({"format":"json","lines":true,"key":"id"})");
  EXPECT_THAT(sink.keys(), ElementsAre("1", "3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(StartsWith("3:7")));
}

TEST(JsonCutter, PutsTheContextIntoEachRecord) {
  const auto sink = cut_text(
      "{\"la\": 201, \"meta\": {\"period\": \"2024\"}, \"cases\": [{\"id\": 1}, {}, 7]}",
      R"({"format":"json","record":"/cases/*","context":["/la","/meta/period"],"key":"context/la"})");

  EXPECT_THAT(sink.bytes(),
              ElementsAre("{\"context\":{\"la\":201,\"period\":\"2024\"},\"id\": 1}",
                          "{\"context\":{\"la\":201,\"period\":\"2024\"}}",
                          "{\"context\":{\"la\":201,\"period\":\"2024\"},\"item\":7}"));
  EXPECT_THAT(sink.keys(), ElementsAre("201", "201", "201"));
  const auto tree = Tree::parse(json_type, sink.records[0].bytes, sink.records[0].origins);
  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->place(Path::compile("id")->first(tree->root())).column, 58u);
}

TEST(JsonCutter, GoesOnBehindABrokenRecord) {
  const auto sink = cut_text(
      "{\"cases\":[\n{\"id\":1},\n{\"id\":1,\"id\":2},\n{\"id\":[1,2},\n{\"id\":\"open},\n{\"id\":"
      "tru},\n" +
          std::string("{\"id\":") + std::string(70, '[') + std::string(70, ']') +
          "},\n{\"id\":\"\xE9\"},\n{\"id\":9}]}",
      settings);

  EXPECT_THAT(sink.keys(), ElementsAre("1", "9"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("3:9"), HasSubstr("twice")),
                                             StartsWith("4:11"), StartsWith("5:"), StartsWith("6:"),
                                             AllOf(StartsWith("7:"), HasSubstr("64 levels")),
                                             AllOf(StartsWith("8:8"), HasSubstr("UTF-8"))));
}

TEST(JsonCutter, TellsEachWayAFileCanBeWrong) {
  const auto only = [](const std::string& text) {
    const auto sink = cut_text(text, settings);
    return sink.pieces.size() == 1 ? sink.complaints()[0]
                                   : std::to_string(sink.pieces.size()) + " pieces";
  };
  EXPECT_THAT(only(""), AllOf(StartsWith("1:1"), HasSubstr("empty")));
  EXPECT_THAT(only(" \n "), HasSubstr("empty"));
  EXPECT_THAT(only("{\"cases\":[{\"id\":1}"), HasSubstr("cut short"));
  EXPECT_THAT(only("{\"cases\":[{\"id\":1"), HasSubstr("inside a record"));
  EXPECT_THAT(only("{\"cases\":[{} {}]}"), AllOf(StartsWith("1:14"), HasSubstr("comma")));
  EXPECT_THAT(only("{\"cases\" [{}]}"), HasSubstr("colon"));
  EXPECT_THAT(only("{cases: [{}], \"cases\":[]}"), HasSubstr("key in quotes"));
  EXPECT_THAT(only("{\"cases\":[{}]} x"),
              AllOf(StartsWith("1:16"), HasSubstr("after the JSON document")));
  EXPECT_THAT(only("{\"cases\":[],\"cases\":[]}"), AllOf(StartsWith("1:13"), HasSubstr("twice")));
  EXPECT_THAT(only("{\"other\":[{}]}"), HasSubstr("nothing at the place"));
  EXPECT_THAT(only("{\"cases\":[{},]}"), HasSubstr("bracket"));
  EXPECT_THAT(only("{\"cases\":[{}}]"), ::testing::Not(IsEmpty()));
  EXPECT_THAT(only("]"), ::testing::Not(IsEmpty()));
}

TEST(JsonCutter, DoesNotRecurseIntoDeepNesting) {
  KeepingSink sink;
  TextSource source("{\"cases\":[" + std::string(200'000, '[') + std::string(200'000, ']') +
                    ",{\"id\":2}]}");

  ASSERT_THAT(cut_one(source, settings, sink), IsOk());
  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  EXPECT_THAT(sink.complaints(), ElementsAre(HasSubstr("64 levels")));

  KeepingSink open;
  TextSource endless(std::string(200'000, '['));
  ASSERT_THAT(cut_one(endless, R"({"format":"json","record":"/*/*/*"})", open), IsOk());
  EXPECT_EQ(open.pieces.size(), 1u);
}

TEST(JsonCutter, PassesOverARecordThatIsTooBig) {
  const auto sink =
      cut_text("{\"cases\":[{\"id\":1},{\"id\":\"" + std::string(200, 'x') + "\"},{\"id\":3}]}",
               settings, {.record_bytes = 100});

  EXPECT_THAT(sink.keys(), ElementsAre("1", "3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("1:20"), HasSubstr("100 bytes"))));
}

TEST(JsonCutter, EndsAnOpenStringAtItsLineWhereverTheChunksEnd) {
  const auto sink = cut_text(
      "{\"other\":{\"a\":\"open }  ,\n\"cases\":[{\"id\":\"open }  ,\n{\"id\":2}]}", settings);

  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  EXPECT_THAT(sink.pieces, ::testing::Not(IsEmpty()));
}

TEST(JsonCutter, HoldsOneRecordAtATime) {
  for (const char* start :
       {"{\"cases\":[", "{\"other\":[", "{\"cases\":[{\"id\":\"", "{\"cases\":[1],\"la\":\""}) {
    RepeatedSource source(start, "{\"id\":1},", 1'000'000, "{}]}");
    CountingSink sink;
    const auto before = resident_megabytes();
    const bool is_read = std::string(start) == "{\"cases\":[";
    if (is_read)
      source = RepeatedSource(start, "{\"id\":1,\"n\":\"" + std::string(1'000, 'x') + "\"},",
                              30'000, "{}]}");

    ASSERT_THAT(cut_one(source, settings, sink), IsOk());

    EXPECT_LT(resident_megabytes(), before + 60) << start;
    EXPECT_TRUE(!is_read || sink.records == 30'001u) << sink.records;
  }
}

TEST(JsonCutter, NamesWrongSettings) {
  const auto why = [](std::string_view text) {
    TextSource source("{}");
    KeepingSink sink;
    return cut_one(source, text, sink);
  };
  EXPECT_THAT(why(R"({"format":"json","recrod":""})"), SaysWhy("did you mean \"record\"?"));
  EXPECT_THAT(why(R"({"format":"json","record":"cases"})"), SaysWhy("JSON pointer"));
  EXPECT_THAT(why(R"({"format":"json","lines":1})"), SaysWhy("true or false"));
  EXPECT_THAT(why(R"({"format":"json","lines":true,"record":"/a"})"), SaysWhy("every line"));
  EXPECT_THAT(why(R"({"format":"json","record":"/a/*","context":["/b/x","/c/x"]})"),
              SaysWhy("same name"));
}

std::vector<std::string> paths_of(std::string_view json) {
  const auto tree = Tree::parse(json_type, json);
  EXPECT_THAT(tree, IsOk());
  std::vector<std::string> paths;
  if (!tree.ok()) return paths;
  for (const auto& node : Path::compile("//*[not(*)]")->nodes(tree->root())) {
    paths.push_back(node.path() + "=" + node.text());
  }
  return paths;
}

TEST(JsonTree, MakesElementsOfKeysAndRepeatsThemPerItem) {
  EXPECT_THAT(paths_of(R"({"a":{"b":[1,-2.50,1e3]},"t":true,"e":"","l":[]})"),
              ElementsAre("/record/a/b[1]=1", "/record/a/b[2]=-2.50", "/record/a/b[3]=1e3",
                          "/record/t=true", "/record/e="));
  EXPECT_THAT(paths_of(R"({"a":[[1,2],[],[3]],"o":[{"x":1},{"x":2}]})"),
              ElementsAre("/record/a[1]/item[1]=1", "/record/a[1]/item[2]=2", "/record/a[2]=",
                          "/record/a[3]/item=3", "/record/o[1]/x=1", "/record/o[2]/x=2"));
  EXPECT_THAT(paths_of(R"([1,[2]])"), ElementsAre("/record/item[1]=1", "/record/item[2]/item=2"));
  EXPECT_THAT(paths_of("7"), ElementsAre("/record=7"));
}

TEST(JsonTree, MarksNullAndKeepsOddNames) {
  const auto tree = Tree::parse(json_type, R"({"first name":null,"x:y":1,"":2})");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(Path::compile("first_name/@null")->text(tree->root()), "true");
  EXPECT_EQ(Path::compile("first_name/@name")->text(tree->root()), "first name");
  EXPECT_EQ(Path::compile("x_y/@name")->text(tree->root()), "x:y");
  EXPECT_EQ(Path::compile("_")->text(tree->root()), "2");
}

TEST(JsonTree, PlacesNodesAndErrorsInTheSourcesFile) {
  const std::vector<Origin> origins = {{0, {"in.json", 10, 5, {}}}};
  const auto tree = Tree::parse(json_type, "{\n \"é\": 1,\"b\": {\"c\":2}}", origins);
  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->place(Path::compile("b/c")->first(tree->root())),
            (Place{"in.json", 11, 19, "/record/b/c"}));

  const auto wrong = Tree::parse(json_type, "{\"a\":1,\"a\":2}", origins);
  ASSERT_THAT(wrong, SaysWhy("twice"));
  EXPECT_EQ(wrong.error().place, (Place{"in.json", 10, 12, {}}));
  EXPECT_THAT(Tree::parse(json_type, "{\"a\":1} // c"), ::testing::Not(IsOk()));
  EXPECT_THAT(Tree::parse(json_type, "{\"a\":\"12345\"}", {}, {.field_bytes = 4}),
              SaysWhy("4 bytes"));
  EXPECT_THAT(Tree::parse(json_type, "[1,2,3]", {}, {.nodes = 3}), SaysWhy("3 elements"));
}

TEST(JsonCutter, HoldsARecordWithACharacterThatWouldCutItsText) {
  const auto sink = cut_text(
      R"([{"id":1,"n":"El\u0000m"},{"id":2,"n":"Ash"},{"id":3,"a\u0000b":1},{"id":"4\u0000"}])",
      R"({"format":"json","record":"/*","key":"id"})");

  EXPECT_THAT(sink.keys(), ElementsAre("2"));
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("1:14"), HasSubstr("U+0000")),
                                             HasSubstr("U+0000"), HasSubstr("U+0000")));
}

TEST(JsonCutter, ReadsKeysWithoutWhatNobodySeesAndHoldsRoundedOnes) {
  const auto sink = cut_text("[{\"id\":\"\u200B7\u00A0\"},{\"id\":1.2e+15},{\"id\":1e3}]",
                             R"({"format":"json","record":"/*","key":"id"})");

  EXPECT_THAT(sink.keys(), ElementsAre("7", "1e3"));
  EXPECT_THAT(sink.complaints(), ElementsAre(HasSubstr("rounded")));
}

TEST(JsonCutter, HoldsUtf8UnderTheNameOfAnotherEncoding) {
  const auto sink = cut_text("[{\"n\":\"Zo\xEB\"},{\"n\":\"Zo\u00EB\"}]",
                             R"({"format":"json","record":"/*","encoding":"iso-8859-1"})");

  EXPECT_EQ(sink.records.size(), 1u);
  EXPECT_THAT(sink.complaints(), ElementsAre(AllOf(StartsWith("1:22"), HasSubstr("is UTF-8"))));
}

}  // namespace
}  // namespace trellis::formats
