#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

Coverage covered(std::string_view observations, formats::Tree tree) {
  MappingFolder folder(around(observations));
  const auto mapping = folder.load();
  EXPECT_THAT(mapping, testing::IsOk());
  Coverage coverage;
  if (mapping.ok()) mapping->apply_all(std::move(tree), this_year, &coverage);
  return coverage;
}

TEST(Coverage, TellsWhatWasThereAndWhatWasRead) {
  const auto coverage = covered(R"({"kind": "test.thing", "fields": {"text": "a"}})",
                                tree_of("<p id='1'><a>x</a><b unit='m'>y</b><c><d/><d/></c></p>"));
  EXPECT_THAT(coverage.source_fields, ElementsAre("p/@id", "p/a", "p/b", "p/b/@unit", "p/c/d"));
  EXPECT_THAT(coverage.source_fields_read, ElementsAre("p/@id", "p/a"));
}

TEST(Coverage, SeesInsideExpressionsThatReturnTexts) {
  const auto coverage = covered(
      R"~({"kind": "test.thing", "fields": {"text": "concat(substring(a, 1, 2), b/c[@k = 'v'])"}})~",
      tree_of("<p id='1'><a>x</a><b><c k='v'>y</c><d/></b></p>"));
  EXPECT_THAT(coverage.source_fields_read, ElementsAre("p/@id", "p/a", "p/b/c", "p/b/c/@k"));
}

TEST(Coverage, CountsConditionsAndForEachNodes) {
  const auto coverage = covered(
      R"({"kind": "test.thing", "for-each": "e[f = 1]", "when": "g", "valid-from": "h",
          "fields": {"text": {"first": ["i", {"select": "j", "when": "k"}]}}})",
      tree_of("<p id='1'><e><f>1</f><g/><h/><i/><j/><k/><l/></e></p>"));
  EXPECT_THAT(coverage.source_fields_read,
              ElementsAre("p/@id", "p/e/f", "p/e/g", "p/e/h", "p/e/i", "p/e/j", "p/e/k"));
}

TEST(Coverage, TakesAllTextInsideAValueButNotInsideACondition) {
  const auto tree = [] { return tree_of("<p id='1'><a><b/><c/></a></p>"); };
  EXPECT_THAT(
      covered(R"({"kind": "test.thing", "fields": {"text": "a"}})", tree()).source_fields_read,
      ElementsAre("p/@id", "p/a/b", "p/a/c"));
  EXPECT_THAT(covered(R"({"kind": "test.thing", "when": "a", "fields": {"text": "@id"}})", tree())
                  .source_fields_read,
              ElementsAre("p/@id"));
}

TEST(Coverage, NamesThePathsThatSelectNothing) {
  const auto coverage = covered(
      R"~({"kind": "test.thing", "when": "not(gone)",
 "fields": {"text": "a", "second": "concat(a, b/tipo)"}},
{"kind": "test.opinion", "for-each": "never", "fields": {"text": "inside"}})~",
      tree_of("<p id='1'><a/></p>"));
  std::vector<std::string> idle;
  for (const auto& path : coverage.idle_paths())
    idle.push_back(std::to_string(path.place.line) + " " + path.xpath);
  EXPECT_THAT(idle, ElementsAre("4 gone", "5 b/tipo", "6 never"));
}

TEST(Coverage, TellsWhichFieldsOfItsKindsAreFilled) {
  const auto coverage = covered(
      R"({"kind": "person.identifier", "fields": {"system": {"value": "upn"}, "value": "a"}},
                                   {"kind": "test.opinion", "fields": {"text": "nothing"}})",
      tree_of("<p id='1'><a>A950000178301</a></p>"));
  EXPECT_THAT(coverage.target_fields, ElementsAre("person.identifier.system",
                                                  "person.identifier.value", "test.opinion.text"));
  EXPECT_THAT(coverage.target_fields_filled,
              ElementsAre("person.identifier.system", "person.identifier.value"));
}

TEST(Coverage, DoesNotCountTheNamesThatFormatsKeeps) {
  auto tree = formats::Tree::parse(formats::csv_type, "id,First name\n1,Ann\n");
  ASSERT_THAT(tree, testing::IsOk());
  const auto coverage =
      covered(R"({"kind": "test.thing", "fields": {"text": "First_name"}})", std::move(*tree));
  EXPECT_THAT(coverage.source_fields, ElementsAre("row/First_name", "row/id"));
}

}  // namespace
}  // namespace trellis::mapping
