#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

const std::string head =
    "{\"title\": \"Test\", \"lists\": {\"size\": {\"S\": \"Small\"}},\n\"kinds\": {\n";

// A mappings folder with one model file and the code list `colour`.
class Model {
 public:
  explicit Model(std::string_view kinds) {
    folder_.write("model/test.json", head + std::string(kinds) + "}}");
    folder_.write("codes/colour.csv", "code,label\nRED,Red\n");
  }
  void add(const std::string& name, std::string_view bytes) { folder_.write(name, bytes); }
  Result<model::Catalogue> load() { return load_catalogue(folder_.path(), findings); }

  std::vector<Error> findings;

 private:
  testing::TemporaryFolder folder_;
};

std::string kind(const std::string& fields) {
  return "\"test.thing\": {\"label\": \"L\", \"purposes\": [\"safeguarding\"], \"fields\": {\n" +
         fields + "}}";
}

TEST(LoadCatalogue, ReadsKindsFieldsListsAndCodes) {
  Model folder(R"("test.thing": {"label": "A thing", "standard": "None", "sensitivity": "sealed",
    "regime": "law_enforcement", "assertion": "reported", "purposes": ["safeguarding", "health"], "fields": {
      "colour": {"label": "Colour", "type": "code", "codes": "colour", "many": true, "level": "summary"},
      "size": {"label": "Size", "type": "code", "codes": "size", "level": "exists"}}})");
  const auto catalogue = folder.load();
  ASSERT_THAT(catalogue, testing::IsOk());
  const auto* thing = catalogue->kind("test.thing");
  ASSERT_NE(thing, nullptr);
  EXPECT_EQ(thing->label, "A thing");
  EXPECT_EQ(thing->standard, "None");
  EXPECT_EQ(thing->sensitivity, model::Sensitivity::sealed);
  EXPECT_EQ(thing->regime, model::Regime::law_enforcement);
  EXPECT_EQ(thing->assertion, model::Assertion::reported);
  EXPECT_THAT(thing->purposes, ::testing::ElementsAre("safeguarding", "health"));
  ASSERT_EQ(thing->fields.size(), 2U);
  EXPECT_TRUE(thing->fields[0].many);
  EXPECT_EQ(thing->fields[0].level, model::Level::summary);
  EXPECT_EQ(thing->fields[1].level, model::Level::exists);
  EXPECT_EQ(catalogue->codes("size")->find("S")->label, "Small");
  EXPECT_EQ(catalogue->codes("colour")->find("RED")->label, "Red");
}

TEST(LoadCatalogue, ABrokenListOfCodesCostsOnlyWhoUsesIt) {
  Model folder(kind(R"("a": {"label": "A", "type": "text", "level": "detail"})"));
  folder.add("codes/broken.csv", "a;b\n\"");
  const auto catalogue = folder.load();
  ASSERT_THAT(catalogue, testing::IsOk());
  EXPECT_FALSE(folder.findings.empty());
  EXPECT_EQ(catalogue->codes("colour")->fault, "");
  EXPECT_THAT(catalogue->codes("broken")->fault, ::testing::HasSubstr("broken.csv"));
}

TEST(LoadCatalogue, ReadsDatedCodesWithQuotesAndAByteOrderMark) {
  Model folder(kind(R"("a": {"label": "A", "type": "text", "level": "detail"})"));
  folder.add("codes/dated.csv",
             "\xEF\xBB\xBF"
             "code,label,maps_to,from,to\r\nFIXD,\"Fixed, "
             "\"\"old\"\"\",SUSP,2001,2020-08-31\r\n\r\nSUSP,Suspension,,,\r\n");
  const auto catalogue = folder.load();
  ASSERT_THAT(catalogue, testing::IsOk());
  const auto* list = catalogue->codes("dated");
  ASSERT_EQ(list->entries.size(), 2U);
  EXPECT_EQ(list->entries[0].label, "Fixed, \"old\"");
  EXPECT_EQ(list->entries[0].maps_to, "SUSP");
  EXPECT_EQ(list->entries[0].from.text(), "2001");
  EXPECT_EQ(list->entries[0].to.text(), "2020-08-31");
}

// `fields` with a mark at the finding.
void expect_refusal(const std::string& fields, const std::string& words) {
  const Marked marked = unmarked(head + kind(fields) + "}}");
  Model folder("");
  folder.add("model/test.json", marked.text);
  EXPECT_FALSE(folder.load().ok());
  expect_finding(folder.findings, marked, words);
}

TEST(LoadCatalogue, RefusesACodeListThatDoesNotExist) {
  expect_refusal(R"("a": {"label": "A", "type": "code", "codes": ^"color", "level": "detail"})",
                 "did you mean \"colour\"");
}

TEST(LoadCatalogue, RefusesACodeWithoutAList) {
  expect_refusal(R"("a": ^{"label": "A", "type": "code", "level": "detail"})", "name of its list");
}

TEST(LoadCatalogue, RefusesAKindOfIdentifierThatDoesNotExist) {
  expect_refusal(
      R"("a": {"label": "A", "type": "identifier", "codes": ^"postcod", "level": "detail"})",
      "did you mean \"postcode\"");
}

TEST(LoadCatalogue, RefusesAnIdentifierThatDoesNotSayItsKind) {
  expect_refusal(R"("a": ^{"label": "A", "type": "identifier", "level": "detail"})",
                 "field `system`");
}

TEST(LoadCatalogue, RefusesCodesOfATextAndUnknownTypes) {
  expect_refusal(R"("a": {"label": "A", "type": "text", "codes": ^"colour", "level": "detail"})",
                 "only a code and an identifier");
  expect_refusal(R"("a": {"label": "A", "type": ^"texts", "level": "detail"})",
                 "did you mean text");
}

TEST(LoadCatalogue, RefusesAKindOrListThatStandsInTwoFiles) {
  const std::string fields = R"("a": {"label": "A", "type": "text", "level": "detail"})";
  const Marked list = unmarked(R"({"title": "Z", "lists": {"size": ^{"S": "S"}}, "kinds": {}})");
  const Marked twice = unmarked(
      "{\"title\": \"Z\", \"kinds\": {\"test.thing\": ^{\"label\": \"L\", "
      "\"purposes\": [\"health\"], \"fields\": {" +
      fields + "}}}}");
  Model folder(kind(fields));
  folder.add("model/y.json", list.text);
  folder.add("model/z.json", twice.text);
  EXPECT_FALSE(folder.load().ok());
  expect_finding(folder.findings, list, "the code list \"size\" stands twice");
  expect_finding(folder.findings, twice, "the kind \"test.thing\" stands twice");
}

TEST(LoadCatalogue, RefusesAFolderWithoutAModel) {
  testing::TemporaryFolder empty;
  std::vector<Error> findings;
  EXPECT_THAT(load_catalogue(empty.path(), findings), testing::IsError(Fault::not_found));
}

}  // namespace
}  // namespace trellis::mapping
