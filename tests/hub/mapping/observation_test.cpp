#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Mapped mapped_with(std::string_view observations, std::string_view xml) {
  MappingFolder folder(around(observations));
  return map(folder, xml);
}

TEST(Mapping, TellsWhatItsFileSays) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "a"}})"));
  const auto mapping = folder.load();
  ASSERT_THAT(mapping, testing::IsOk());
  EXPECT_EQ(mapping->name(), "small");
  EXPECT_EQ(mapping->version(), "1.0.0");
  EXPECT_EQ(mapping->title(), "A small one");
  EXPECT_EQ(mapping->adapter(), "xml");
  EXPECT_EQ(mapping->settings()["record"].string(), "/r/p");
  EXPECT_FALSE(mapping->is_full_extract());
}

TEST(Subject, IsTheSourcesKey) {
  EXPECT_EQ(mapped_with(R"({"kind": "test.thing", "fields": {"text": "a"}})", "<p id=' 42 '/>")
                .subject_key,
            "42");
}

TEST(Subject, IsNeeded) {
  const auto mapped =
      mapped_with(R"({"kind": "test.thing", "fields": {"text": "a"}})", "<p><a>x</a></p>");
  EXPECT_THAT(rules(mapped), ElementsAre("no-subject"));
  EXPECT_FALSE(mapped.is_readable());
}

TEST(Record, IsWherePathsStartAndAbsolutePathsReachTheContext) {
  MappingFolder folder(
      R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "xml", "settings": {},
    "record": "/r/list/p", "subject": {"join": ["/r/head", "@id"], "with": "/"},
    "observations": [{"kind": "test.thing", "fields": {"text": "a"}}]})");
  const auto mapped = map(folder, "<r><head>H</head><list><p id='7'><a>x</a></p></list></r>");
  EXPECT_EQ(mapped.subject_key, "H/7");
  EXPECT_THAT(texts(mapped), ElementsAre("x"));
}

TEST(Record, ThatIsNotThereIsAnError) {
  MappingFolder folder(
      R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "xml", "settings": {},
    "record": "/r/p", "subject": "@id", "observations": [{"kind": "test.thing", "fields": {"text": "a"}}]})");
  const auto mapped = map(folder, "<other/>");
  EXPECT_THAT(rules(mapped), ElementsAre("no-record"));
  EXPECT_FALSE(mapped.is_readable());
}

TEST(Require, SaysItsSentenceWithItsSeverity) {
  MappingFolder folder(
      R"({"mapping": "small", "version": "1.0.0", "title": "t", "adapter": "xml", "settings": {},
    "subject": "@id", "require": [{"path": "a", "say": "an a is needed"},
      {"path": "b", "say": "a b would help", "severity": "warning"},
      {"path": "c", "say": "a c is usual", "severity": "note"}, {"path": "@id", "say": "never said"}],
    "observations": [{"kind": "test.thing", "fields": {"text": "d"}}]})");
  const auto mapped = map(folder, "<p id='1'><d/></p>");
  ASSERT_THAT(mapped.issues, SizeIs(3));
  EXPECT_EQ(mapped.issues[0].rule, "missing-required");
  EXPECT_EQ(mapped.issues[0].sentence, "an a is needed");
  EXPECT_EQ(mapped.issues[0].severity, Severity::error);
  EXPECT_EQ(mapped.issues[1].severity, Severity::warning);
  EXPECT_EQ(mapped.issues[2].severity, Severity::note);
  EXPECT_FALSE(mapped.is_readable());
}

TEST(Observation, HasItsKindItsDatesAndItsPlace) {
  const auto mapped = mapped_with(R"({"kind": "test.thing",
      "valid-from": {"select": "from", "parse-date": "DD/MM/YYYY"}, "valid-to": "to", "fields": {"text": "a"}})",
                                  "<p id='1'><from>01/02/2020</from><to>2020-03</to><a>x</a></p>");
  ASSERT_THAT(mapped.observations, SizeIs(1));
  const auto& observation = mapped.observations[0];
  EXPECT_EQ(observation.kind, "test.thing");
  EXPECT_EQ(observation.valid_from.text(), "2020-02-01");
  EXPECT_EQ(observation.valid_to.text(), "2020-03");
  EXPECT_EQ(observation.path, "/p/a");
}

TEST(Observation, WithABadDateHasNone) {
  const auto mapped =
      mapped_with(R"({"kind": "test.thing", "valid-from": "from", "fields": {"text": "a"}})",
                  "<p id='1'><from>then</from><a>x</a></p>");
  EXPECT_THAT(rules(mapped), ElementsAre("bad-date"));
  EXPECT_TRUE(mapped.observations.at(0).valid_from.none());
}

TEST(Observation, IsWhatItsKindIsUnlessItSaysOtherwise) {
  const auto mapped = mapped_with(R"({"kind": "test.opinion", "fields": {"text": "a"}},
      {"kind": "test.opinion", "assertion": "reported", "subject-category": "suspect", "regime": "gdpr",
       "sensitivity": "sealed", "fields": {"text": "a"}})",
                                  "<p id='1'><a>x</a></p>");
  ASSERT_THAT(mapped.observations, SizeIs(2));
  EXPECT_EQ(mapped.observations[0].assertion, model::Assertion::professional_opinion);
  EXPECT_EQ(mapped.observations[0].regime, model::Regime::law_enforcement);
  EXPECT_EQ(mapped.observations[0].sensitivity, model::Sensitivity::sensitive);
  EXPECT_EQ(mapped.observations[0].subject_category, model::SubjectCategory::none);
  EXPECT_EQ(mapped.observations[1].assertion, model::Assertion::reported);
  EXPECT_EQ(mapped.observations[1].regime, model::Regime::gdpr);
  EXPECT_EQ(mapped.observations[1].sensitivity, model::Sensitivity::sealed);
  EXPECT_EQ(mapped.observations[1].subject_category, model::SubjectCategory::suspect);
}

TEST(Observation, IsLeftOutWhereItsFieldsHaveNoValue) {
  EXPECT_THAT(
      mapped_with(R"({"kind": "test.thing", "fields": {"text": "a"}})", "<p id='1'/>").observations,
      IsEmpty());
}

TEST(Observation, IsNotMadeByConstantsWhereItReadsTheRecord) {
  const char* plan =
      R"({"kind": "test.thing", "fields": {"text": "a", "second": {"value": "usual"}}})";
  EXPECT_THAT(mapped_with(plan, "<p id='1'/>").observations, IsEmpty());
  EXPECT_THAT(texts(mapped_with(plan, "<p id='1'><a>x</a></p>")), ElementsAre("x", "usual"));
}

TEST(Observation, OfConstantsAloneIsMadeByItsCondition) {
  const char* plan =
      R"({"kind": "test.thing", "when": "a", "fields": {"text": {"value": "flagged"}}})";
  EXPECT_THAT(mapped_with(plan, "<p id='1'/>").observations, IsEmpty());
  EXPECT_THAT(texts(mapped_with(plan, "<p id='1'><a>1</a></p>")), ElementsAre("flagged"));
}

TEST(Observation, OfConstantsAndDefaultsBesideFieldsThatReadNothingIsNotMade) {
  const std::vector<std::string> fields = {
      R"("text": {"value": "fixed"}, "second": "b")",
      R"("text": {"value": "fixed"}, "second": {"select": "b", "default": "none"})",
      R"("text": {"select": "b", "default": "none"})",
      R"("text": {"first": ["b", "c", {"value": "none"}]})",
      R"("text": {"concatenate": [{"value": "Dr"}, {"select": "b", "default": "?"}]})",
      R"("text": {"join": [{"select": "b", "default": "1"}, {"select": "c", "default": "2"}]})",
      R"~("text": "concat('Dr ', b)")~",
      R"~("text": "boolean(b)")~",
      R"("text": "'fixed'", "second": "b")",
      R"("text": {"value": "yes", "when": "b = 1", "default": "no"})",
      R"("text": {"select": "b", "split": ",", "default": "none"})"};
  for (const std::string& each : fields) {
    const std::string plan = R"({"kind": "test.thing", "fields": {)" + each + "}}";
    EXPECT_THAT(mapped_with(plan, "<p id='1'/>").observations, IsEmpty()) << each;
    EXPECT_THAT(mapped_with(plan, "<p id='1'><b> </b><c/></p>").observations, IsEmpty()) << each;
    EXPECT_THAT(mapped_with(plan, "<p id='1'><b>1</b></p>").observations, SizeIs(1)) << each;
  }
}

TEST(Observation, OfADefaultDateInAForEachIsNotMade) {
  const char* plan = R"({"kind": "test.thing", "for-each": "s",
      "valid-from": {"select": "d", "default": "2020-01-01"}, "fields": {"text": "t"}})";
  EXPECT_THAT(mapped_with(plan, "<p id='1'><s><u>x</u></s></p>").observations, IsEmpty());
  EXPECT_THAT(mapped_with(plan, "<p id='1'><s><d>2021-02-03</d></s></p>").observations, SizeIs(1));
}

TEST(Observation, IsMadeByAReasonForAbsence) {
  const auto mapped = mapped_with(
      R"({"kind": "test.thing", "fields": {"text": {"select": "a", "absent": {"R": "refused"}}}})",
      "<p id='1'><a>R</a></p>");
  ASSERT_THAT(mapped.observations, SizeIs(1));
}

TEST(ForEach, MakesOneObservationForEachNodeAndPathsStartThere) {
  const auto mapped = mapped_with(
      R"({"kind": "test.thing", "for-each": "e/s", "when": "a", "valid-from": "@d",
          "fields": {"text": "a", "second": "../../b"}})",
      "<p id='1'><b>B</b><e><s d='2020-01-01'><a>x</a></s><s/><s><a>y</a></s></e></p>");
  EXPECT_THAT(texts(mapped), ElementsAre("x", "B", "y", "B"));
  EXPECT_EQ(mapped.observations[0].valid_from.text(), "2020-01-01");
  EXPECT_EQ(mapped.observations[1].path, "/p/e/s[3]");
}

TEST(ForEach, KeepsANodeThatHasOnlyItsDates) {
  const auto mapped = mapped_with(
      R"({"kind": "test.thing", "for-each": "s", "valid-from": "@d", "fields": {"text": "a"}})",
      "<p id='1'><s d='2020-01-01'/><s/></p>");
  EXPECT_THAT(mapped.observations, SizeIs(1));
}

TEST(Workspace, KeepsNothingOfTheRecordBefore) {
  MappingFolder folder(around(
      R"({"kind": "test.thing", "for-each": "s", "valid-from": "@d", "fields": {"text": "."}},
         {"kind": "test.opinion", "assertion": "reported", "fields": {"text": "o"}})"));
  const auto mapping = folder.load();
  ASSERT_THAT(mapping, testing::IsOk());
  Workspace workspace;
  for (const char* xml :
       {"<p id='1'><s d='2020-01-01'>a</s><s d='nonsense'>b</s><o>c</o></p>", "<p/>",
        "<p id='2'><s/><o>d</o></p>", "<p id='3'><s>e</s><s>f</s><s d='2021-01-01'>g</s></p>"}) {
    auto tree = tree_of(xml);
    const Mapped alone = mapping->apply(tree_of(xml), this_year);
    const Mapped& again = mapping->apply(tree, this_year, workspace);
    EXPECT_EQ(again.subject_key, alone.subject_key) << xml;
    EXPECT_EQ(again.observations, alone.observations) << xml;
    EXPECT_EQ(rules(again), rules(alone)) << xml;
  }
}

TEST(Limits, StopARecordThatSaysTooMuch) {
  std::string xml = "<p id='1'>";
  for (int i = 0; i < 10'005; ++i) xml += "<s>x</s>";
  xml += "</p>";
  const auto mapped =
      mapped_with(R"({"kind": "test.thing", "for-each": "s", "fields": {"text": "."}},
                                     {"kind": "test.opinion", "fields": {"text": "s[1]"}})",
                  xml);
  EXPECT_THAT(mapped.observations, SizeIs(10'000));
  EXPECT_THAT(rules(mapped), ElementsAre("too-many-observations"));
  EXPECT_FALSE(mapped.is_readable());
}

TEST(Limits, StopAnExpressionThatHasTooManyValues) {
  std::string xml = "<p id='1'><l>";
  for (int i = 0; i < 10'005; ++i) xml += "x;";
  xml += "</l></p>";
  const auto mapped = mapped_with(
      R"({"kind": "test.thing", "fields": {"many": {"select": "l", "split": ";"}}})", xml);
  EXPECT_THAT(texts(mapped), SizeIs(10'000));
  EXPECT_THAT(rules(mapped), ElementsAre("too-many-values"));
}

TEST(Limits, StopARecordThatIsReadOverAndOver) {
  std::string xml = "<p id='1'>";
  for (int i = 0; i < 2'000; ++i) xml += "<s>x</s>";
  xml += "</p>";
  const auto mapped =
      mapped_with(R"({"kind": "test.thing", "for-each": "s", "fields": {"many": "../s"}})", xml);
  EXPECT_THAT(rules(mapped), ElementsAre("too-many-values"));
  EXPECT_FALSE(mapped.is_readable());
}

TEST(Mapping, ReadsEveryFormatWithOnePathLanguage) {
  MappingFolder folder(around(R"({"kind": "test.thing", "fields": {"text": "Forename"}})"));
  const auto mapping = folder.load();
  ASSERT_THAT(mapping, testing::IsOk());
  auto json = formats::Tree::parse(formats::json_type, R"({"id": "1", "Forename": "Ann"})");
  ASSERT_THAT(json, testing::IsOk());
  EXPECT_THAT(texts(mapping->apply(std::move(*json), this_year)), ElementsAre("Ann"));
  auto csv = formats::Tree::parse(formats::csv_type, "id,Forename\n1,Ann\n");
  ASSERT_THAT(csv, testing::IsOk());
  EXPECT_THAT(texts(mapping->apply(std::move(*csv), this_year)), ElementsAre("Ann"));
}

}  // namespace
}  // namespace trellis::mapping
