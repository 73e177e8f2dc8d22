#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* record =
    "<p id='1'><a>one</a><a> two </a><b>Bee</b><empty/><day>04/03/2012</day><list>x;y; z</list>"
    "<n>3</n></p>";

TEST(Expression, AsATextIsAPathToSelect) {
  EXPECT_THAT(texts(evaluate(R"("b")", record)), ElementsAre("Bee"));
}

TEST(Expression, SelectsEveryNodeAsAValue) {
  EXPECT_THAT(texts(evaluate(R"({"select": "a"})", record, "many")), ElementsAre("one", "two"));
}

TEST(Expression, SelectsAttributes) {
  EXPECT_THAT(texts(evaluate(R"("@id")", record)), ElementsAre("1"));
}

TEST(Expression, MayComputeATextOrANumber) {
  EXPECT_THAT(texts(evaluate(R"~("concat(b, '/', a[1])")~", record)), ElementsAre("Bee/one"));
  EXPECT_THAT(texts(evaluate(R"~("count(a)")~", record)), ElementsAre("2"));
}

TEST(Expression, HasNoValueForANumberThatIsNone) {
  EXPECT_THAT(texts(evaluate(R"~("number(nothing)")~", record)), IsEmpty());
}

TEST(Expression, HasNoValueForEmptyElements) {
  EXPECT_THAT(texts(evaluate(R"("empty")", record)), IsEmpty());
}

TEST(Expression, KeepsTextThatLooksLikeMarkup) {
  EXPECT_THAT(texts(evaluate(R"("x")", "<p id='1'><x>a &lt;b&gt; &amp; c</x></p>")),
              ElementsAre("a <b> & c"));
}

TEST(Value, IsAConstant) {
  EXPECT_THAT(texts(evaluate(R"({"value": "always"})", record)), ElementsAre("always"));
  EXPECT_THAT(texts(evaluate(R"({"value": 3})", record, "number")), ElementsAre("3"));
  EXPECT_THAT(texts(evaluate(R"({"value": true})", record, "flag")), ElementsAre("true"));
}

TEST(Concatenate, GluesFirstValuesTogether) {
  EXPECT_THAT(texts(evaluate(R"({"concatenate": ["b", {"value": "-"}, "a"]})", record)),
              ElementsAre("Bee-one"));
}

TEST(Concatenate, HasNoValueWhereOnlyConstantsHave) {
  EXPECT_THAT(texts(evaluate(R"({"concatenate": [{"value": "SW"}, "nothing"]})", record)),
              IsEmpty());
}

TEST(Join, PutsASeparatorBetweenValuesThatAreNotEmpty) {
  EXPECT_THAT(texts(evaluate(R"({"join": ["b", "empty", "nothing", "a"], "with": "/"})", record)),
              ElementsAre("Bee/one"));
}

TEST(Join, SeparatesByASpaceUnlessSaid) {
  EXPECT_THAT(texts(evaluate(R"({"join": ["b", "a"]})", record)), ElementsAre("Bee one"));
}

TEST(Join, HasNoValueWhereOnlyConstantsHave) {
  EXPECT_THAT(texts(evaluate(R"({"join": [{"value": "895"}, "nothing"], "with": "/"})", record)),
              IsEmpty());
}

TEST(First, IsTheFirstExpressionThatHasAValue) {
  EXPECT_THAT(texts(evaluate(R"({"first": ["nothing", "empty", "b", "a"]})", record)),
              ElementsAre("Bee"));
}

TEST(First, TakesAReasonForAbsenceOnlyWhereNothingElseHasAValue) {
  const auto found =
      evaluate(R"({"first": [{"select": "n", "absent": {"3": "refused"}}, "b"]})", record);
  EXPECT_THAT(texts(found), ElementsAre("Bee"));
  const auto none =
      evaluate(R"({"first": [{"select": "n", "absent": {"3": "refused"}}, "nothing"]})", record);
  EXPECT_EQ(value_of(none).absent, "refused");
}

TEST(When, TakesTheValueAwayWhereItIsFalse) {
  EXPECT_THAT(texts(evaluate(R"({"select": "b", "when": "n = 4"})", record)), IsEmpty());
  EXPECT_THAT(texts(evaluate(R"({"select": "b", "when": "n = 3"})", record)), ElementsAre("Bee"));
}

TEST(When, LeavesTheDefault) {
  const char* expression = R"({"value": "yes", "when": "n = 4", "default": "no"})";
  EXPECT_THAT(texts(evaluate(expression, record)), ElementsAre("no"));
}

TEST(Split, MakesSeveralValuesOfOneAndTrimsEach) {
  EXPECT_THAT(texts(evaluate(R"({"select": "list", "split": ";"})", record, "many")),
              ElementsAre("x", "y", "z"));
}

TEST(Split, LeavesEmptyPiecesOut) {
  EXPECT_THAT(
      texts(evaluate(R"({"select": "l", "split": ","})", "<p id='1'><l>,a,,b,</l></p>", "many")),
      ElementsAre("a", "b"));
}

TEST(Trim, MayBeTurnedOff) {
  EXPECT_THAT(texts(evaluate(R"({"select": "a[2]", "trim": false})", record)),
              ElementsAre(" two "));
}

TEST(Case, ChangesLettersAndKeepsWhatWasReceived) {
  const auto upper = value_of(evaluate(R"({"select": "b", "case": "upper"})", record));
  EXPECT_EQ(upper.text, "BEE");
  EXPECT_EQ(upper.received, "Bee");
  EXPECT_EQ(value_of(evaluate(R"({"select": "b", "case": "lower"})", record)).text, "bee");
  EXPECT_EQ(value_of(evaluate(R"({"select": "l", "case": "title"})",
                              "<p id='1'><l>o'NEILL-smith</l></p>"))
                .text,
            "O'Neill-Smith");
}

TEST(Absent, KeepsWhyThereIsNoValueAndWhatWasReceived) {
  const auto value = value_of(evaluate(R"({"select": "n", "absent": {"3": "not-asked"}})", record));
  EXPECT_EQ(value.absent, "not-asked");
  EXPECT_EQ(value.text, "");
  EXPECT_EQ(value.received, "3");
}

TEST(Absent, LeavesOtherValuesAlone) {
  EXPECT_THAT(texts(evaluate(R"({"select": "b", "absent": {"3": "unknown"}})", record)),
              ElementsAre("Bee"));
}

TEST(Absent, IsNotFilledByADefault) {
  const auto value =
      value_of(evaluate(R"({"select": "n", "absent": {"3": "masked"}, "default": "x"})", record));
  EXPECT_EQ(value.absent, "masked");
  EXPECT_EQ(value.text, "");
}

TEST(ParseDate, ReadsThePatternOfTheSource) {
  const auto value =
      value_of(evaluate(R"({"select": "day", "parse-date": "DD/MM/YYYY"})", record, "date"));
  EXPECT_EQ(value.text, "2012-03-04");
  EXPECT_EQ(value.received, "04/03/2012");
}

TEST(ParseDate, TriesSeveralPatternsInOrder) {
  const char* expression = R"({"select": "day", "parse-date": ["YYYY-MM-DD", "DD/MM/YYYY"]})";
  EXPECT_THAT(texts(evaluate(expression, record, "date")), ElementsAre("2012-03-04"));
}

TEST(ParseDate, ReportsAndKeepsWhatIsNoDate) {
  const auto mapped = evaluate(R"({"select": "day", "parse-date": "YYYY-MM-DD"})", record, "date");
  EXPECT_THAT(rules(mapped), ElementsAre("bad-date"));
  EXPECT_EQ(value_of(mapped).text, "");
  EXPECT_EQ(value_of(mapped).received, "04/03/2012");
  EXPECT_EQ(value_of(mapped).absent, "unknown");
  EXPECT_EQ(mapped.issues[0].place.path, "/p/day");
}

TEST(Default, IsTheValueWhereThereIsNone) {
  EXPECT_THAT(
      texts(evaluate(R"({"concatenate": ["b", {"select": "nothing", "default": "!"}]})", record)),
      ElementsAre("Bee!"));
}

TEST(LookUp, TurnsACodeOfTheSourceIntoTheCodeOfTheModel) {
  MappingFolder folder(around(
      R"({"kind": "test.thing", "fields": {"colour": {"select": "n", "look-up": "numbers"}}})"));
  folder.add("codes/numbers.csv", "code,label,maps_to,from,to\n3,Three is red,RED,,\n");
  const auto value = value_of(map(folder, record));
  EXPECT_EQ(value, (model::Value{"RED", "3", "colour", "", std::nullopt}));
}

TEST(LookUp, KeepsAnUnknownCodeAsTextAndReportsItOnce) {
  MappingFolder folder(around(
      R"({"kind": "test.thing", "fields": {"colour": {"select": "c", "look-up": "colour"}}},
         {"kind": "test.thing", "for-each": "d", "fields": {"colour": "."}})"));
  const auto mapped = map(folder, "<p id='1'><c>MAUVE</c><d>PUCE</d><d>TEAL</d></p>");
  EXPECT_THAT(texts(mapped), ElementsAre("MAUVE", "PUCE", "TEAL"));
  EXPECT_THAT(rules(mapped), ElementsAre("unknown-code", "unknown-code"));
  EXPECT_EQ(value_of(mapped).system, "colour");
}

TEST(LookUp, KnowsACodeThatOnlyTheSourceHas) {
  MappingFolder folder(
      around(R"({"kind": "test.thing", "fields": {"colour": {"select": "n", "look-up": "own"}}})"));
  folder.add("codes/own.csv", "code,label\n3,Infrared\n");
  const auto mapped = map(folder, record);
  EXPECT_THAT(mapped.issues, IsEmpty());
  EXPECT_EQ(value_of(mapped).system, "own");
}

TEST(LookUp, PrefersTheListOfTheMappingToThatOfTheModel) {
  MappingFolder folder(around(
      R"({"kind": "test.thing", "fields": {"colour": {"select": "n", "look-up": "colour"}}})"));
  folder.add("codes/colour.csv", "code,label,maps_to\n3,Three,GRN\n");
  EXPECT_EQ(value_of(map(folder, record)).text, "GRN");
}

TEST(Steps, ApplyInTheOrderOfTheReferenceWhateverTheirOrderInTheFile) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"many": {
     "default": "none", "look-up": "own", "case": "upper", "split": ";", "select": "list"}}})"));
  folder.add("codes/own.csv", "code,label,maps_to\nX,Ex,1\nY,Why,2\nZ,Zed,3\n");
  EXPECT_THAT(texts(map(folder, record)), ElementsAre("1", "2", "3"));
}

}  // namespace
}  // namespace trellis::mapping
