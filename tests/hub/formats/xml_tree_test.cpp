#include "hub/formats/tree.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::formats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::SaysWhy;

Result<Tree> xml(std::string_view bytes, const Limits& limits = {}) {
  return Tree::parse(xml_type, bytes, {}, limits);
}

std::string text_of(const Tree& tree, std::string_view xpath) {
  return Path::compile(xpath)->text(tree.root());
}

std::vector<std::string> paths_of(const Tree& tree, std::string_view xpath) {
  std::vector<std::string> paths;
  for (const auto& node : Path::compile(xpath)->nodes(tree.root())) paths.push_back(node.path());
  return paths;
}

TEST(XmlTree, ReadsElementsAttributesAndCdata) {
  const auto tree = xml("<a x='1 &amp; 2'><b>one &lt;two&gt;</b><c><![CDATA[<raw>]]></c></a>");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->root().name(), "a");
  EXPECT_EQ(text_of(*tree, "@x"), "1 & 2");
  EXPECT_EQ(text_of(*tree, "b"), "one <two>");
  EXPECT_EQ(text_of(*tree, "c"), "<raw>");
  EXPECT_EQ(tree->root().text(), "one <two><raw>");
}

TEST(XmlTree, SaysWhereEveryNodeStood) {
  const auto tree = xml("<a>\n  <b/>\n  <b é=\"1\"\n    y='2'><c/></b></a>");
  ASSERT_THAT(tree, IsOk());

  const auto second = Path::compile("b[2]")->first(tree->root());
  const auto attribute = Path::compile("b[2]/@y")->first(tree->root());

  EXPECT_EQ(tree->place(second), (Place{"", 3, 3, "/a/b[2]"}));
  EXPECT_EQ(tree->place(attribute), (Place{"", 4, 5, "/a/b[2]/@y"}));
  EXPECT_EQ(tree->place(Path::compile("b/c")->first(tree->root())).path, "/a/b[2]/c");
}

TEST(XmlTree, FollowsOriginsToTheSourcesFile) {
  const std::string bytes = "<M><L>201</L><C><Child>\n<Sex/></Child></C></M>";
  const std::vector<Origin> origins = {{3, {"in.xml", 4, 9, {}}}, {16, {"in.xml", 100, 5, {}}}};

  const auto tree = Tree::parse(xml_type, bytes, origins);

  ASSERT_THAT(tree, IsOk());
  const auto place = [&](const char* path) {
    return tree->place(Path::compile(path)->first(tree->root()));
  };
  EXPECT_EQ(place("L"), (Place{"in.xml", 4, 9, "/M/L"}));
  EXPECT_EQ(place("C/Child"), (Place{"in.xml", 100, 5, "/M/C/Child"}));
  EXPECT_EQ(place("C/Child/Sex"), (Place{"in.xml", 101, 1, "/M/C/Child/Sex"}));
}

TEST(XmlTree, PutsParseErrorsInTheSourcesFile) {
  const std::vector<Origin> origins = {{0, {"in.xml", 50, 3, {}}}};

  const auto tree = Tree::parse(xml_type, "<a>\n <b></c></a>", origins);

  ASSERT_FALSE(tree.ok());
  EXPECT_EQ(tree.error().place.file, "in.xml");
  EXPECT_EQ(tree.error().place.line, 51u);
}

TEST(XmlTree, ForgetsPrefixesButKeepsTheOriginalName) {
  const auto tree = xml(
      "<s:a xmlns:s='urn:x'><s:b s:id='1'>x</s:b ><c name='own'/><t:c name='own'/><t:d/></s:a>");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(text_of(*tree, "/a/b"), "x");
  EXPECT_EQ(text_of(*tree, "/a/b/@name"), "s:b");
  EXPECT_EQ(text_of(*tree, "/a/b/@s:id"), "1");
  EXPECT_EQ(text_of(*tree, "/a/c[2]/@name"), "own");
  EXPECT_EQ(text_of(*tree, "/a/d/@name"), "t:d");
  EXPECT_EQ(tree->place(Path::compile("d")->first(tree->root())).column, 76u);
}

TEST(XmlTree, KeepsStrayTextBetweenElements) {
  const auto tree = xml("<a>one<b>two</b>three</a>");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->root().text(), "onetwothree");
}

TEST(XmlTree, RefusesEachThingThatIsNotOneDocument) {
  EXPECT_THAT(xml("<a/><b/>"), SaysWhy("second document"));
  EXPECT_THAT(xml("<a/>text"), SaysWhy("outside"));
  EXPECT_THAT(xml("text<a/>"), SaysWhy("outside"));
  EXPECT_THAT(xml("<a><b></a>"), SaysWhy("not closed"));
  EXPECT_THAT(xml("<a>"), SaysWhy("not closed"));
  EXPECT_THAT(xml("<!-- only -->"), SaysWhy("no element"));
  EXPECT_THAT(xml("<a b='1></a>"), ::testing::Not(IsOk()));
  EXPECT_THAT(xml("<"), ::testing::Not(IsOk()));
  EXPECT_THAT(xml(""), SaysWhy("empty"));
  EXPECT_THAT(xml(" \r\n"), SaysWhy("empty"));
}

TEST(XmlTree, RefusesDoctypesThatDeclareOrFetch) {
  EXPECT_THAT(xml("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"), SaysWhy("DOCTYPE"));
  EXPECT_THAT(xml("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), SaysWhy("DOCTYPE"));
  EXPECT_THAT(xml("<!DOCTYPE a PUBLIC 'p' 'http://x'><a/>"), SaysWhy("DOCTYPE"));
  EXPECT_THAT(xml("<!DOCTYPE a><a/>"), IsOk());
}

TEST(XmlTree, HoldsItsLimitsBeforeItBuilds) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<a>";
  EXPECT_THAT(xml(deep), SaysWhy("64 levels"));

  EXPECT_THAT(xml("<a><b/><b x='1'/></a>", {.nodes = 4}), IsOk());
  EXPECT_THAT(xml("<a><b/><b x='1'/></a>", {.nodes = 3}), SaysWhy("3 elements"));
  EXPECT_THAT(xml("<a>12345</a>", {.field_bytes = 4}), SaysWhy("4 bytes"));
  EXPECT_THAT(xml("<a b='12345'/>", {.field_bytes = 4}), SaysWhy("4 bytes"));
  EXPECT_THAT(xml("<a><![CDATA[12345]]></a>", {.field_bytes = 4}), SaysWhy("4 bytes"));
  EXPECT_THAT(xml("<a>12345</a>", {.record_bytes = 11}), SaysWhy("11 bytes"));
}

TEST(XmlTree, RefusesNulBytesAndWrongUtf8AtTheirPlace) {
  EXPECT_THAT(xml(std::string_view("<a>\0</a>", 8)), SaysWhy("NUL"));
  const auto tree = xml("<a>\n\xE9</a>");

  ASSERT_THAT(tree, SaysWhy("UTF-8"));
  EXPECT_EQ(tree.error().place, (Place{"", 2, 1, {}}));
}

TEST(XmlTree, AcceptsAByteOrderMarkAndADeclaration) {
  const auto tree = xml("\xEF\xBB\xBF<?xml version='1.0'?><a><!-- c --><?pi x?></a>");

  ASSERT_THAT(tree, IsOk());
  EXPECT_EQ(tree->root().name(), "a");
}

TEST(XmlTree, RefusesAMediaTypeItDoesNotKnow) {
  EXPECT_THAT(Tree::parse("application/pdf", "%PDF"), SaysWhy("application/xml"));
  EXPECT_THAT(Tree::parse("application/xml; charset=utf-8", "<a/>"), IsOk());
}

TEST(Path, FindsNodesInDocumentOrderOnce) {
  const auto tree = xml("<a><b><c>1</c></b><c>2</c><b><c>3</c></b></a>");

  ASSERT_THAT(tree, IsOk());
  EXPECT_THAT(paths_of(*tree, "c | b/c"), ElementsAre("/a/b[1]/c", "/a/c", "/a/b[2]/c"));
  EXPECT_THAT(paths_of(*tree, "b/c/text()"), ElementsAre("/a/b[1]/c", "/a/b[2]/c"));
  EXPECT_THAT(paths_of(*tree, "nothing"), ElementsAre());
  EXPECT_EQ(text_of(*tree, "count(//c)"), "3");
  EXPECT_TRUE(Path::compile("c='2'")->truth(tree->root()));
  EXPECT_FALSE(Path::compile("c='2'")->selects_nodes());
  EXPECT_EQ(Path::compile("//c")->first(tree->root()).text(), "1");
}

// A path in brackets is read by the XPath library; one without may be walked without it.
TEST(Path, WalksSimplePathsAsTheLibraryReadsThem) {
  const auto tree = Tree::parse(
      xml_type, "<r><a x='1'><b>one</b><b y='2'>t<c>w</c>o</b></a><d/><a><b/></a><and>3</and></r>");
  ASSERT_THAT(tree, IsOk());
  const std::vector<std::string> paths = {".",      "..",   "../..",   "a",        "a/b",
                                          "a/b/c",  "a/@x", "a/b/@y",  "@x",       "../r/a",
                                          "nosuch", "and",  "../../a", "a/nosuch", "d",
                                          "/r/a/b", "/r",   "/a",      "/r/a/@x",  "/@x"};
  const auto every = Path::compile("//* | //@*")->nodes(tree->root());
  ASSERT_EQ(every.size(), 11u);
  for (const std::string& text : paths) {
    const Path walked = *Path::compile(text);
    const Path read = *Path::compile("(" + text + ")");
    for (const Node& from : every) {
      const std::string what = text + " from " + from.path();
      EXPECT_EQ(walked.nodes(from), read.nodes(from)) << what;
      EXPECT_EQ(walked.first(from), read.first(from)) << what;
      EXPECT_EQ(walked.truth(from), read.truth(from)) << what;
      EXPECT_EQ(walked.text(from), read.text(from)) << what;
    }
  }
}

TEST(Path, NamesTheColumnOfAMistake) {
  const auto path = Path::compile("a/b[");

  ASSERT_THAT(path, SaysWhy("column"));
  EXPECT_GT(path.error().place.column, 3u);
}

TEST(Path, RefusesWhatWouldExhaustTheStack) {
  EXPECT_THAT(Path::compile(std::string(5000, 'a')), SaysWhy("too long"));
  EXPECT_THAT(Path::compile(std::string(2000, '(') + "1" + std::string(2000, ')')),
              SaysWhy("brackets"));
  EXPECT_THAT(Path::compile(std::string(4000, '-') + "1"), SaysWhy("512"));
  EXPECT_THAT(Path::compile(""), ::testing::Not(IsOk()));
  EXPECT_THAT(Path::compile(std::string_view("a\0b", 3)), SaysWhy("NUL"));
  EXPECT_THAT(Path::compile("$x"), ::testing::Not(IsOk()));
}

TEST(Path, AnswersNothingFromNoNode) {
  EXPECT_TRUE(Path::compile("a")->nodes(Node()).empty());
  EXPECT_EQ(Path::compile("string(a)")->text(Node()), "");
  EXPECT_FALSE(Path::compile("true()")->truth(Node()));
}

}  // namespace
}  // namespace trellis::formats
