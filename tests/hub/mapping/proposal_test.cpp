#include "hub/mapping/proposal.hpp"

#include "hub/mapping/field_guess.hpp"
#include "hub/mapping/file_source.hpp"
#include "hub/mapping/sample_settings.hpp"
#include "hub/mapping/tree_text.hpp"
#include "hub/mapping/trial.hpp"
#include "tests/hub/mapping/mapping_fixture.hpp"

namespace trellis::mapping {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::shared_ptr<const model::Catalogue> catalogue() {
  static const auto loaded = [] {
    std::vector<Error> findings;
    auto read = load_catalogue(TRELLIS_SOURCE_DIR "/mappings", findings);
    EXPECT_THAT(read, testing::IsOk());
    return std::make_shared<const model::Catalogue>(std::move(*read));
  }();
  return loaded;
}

class Proposing : public ::testing::Test {
 protected:
  std::string propose(const std::string& name, std::string_view bytes) {
    sample_ = folder_.write(name, bytes);
    auto text = mapping::propose("new", sample_, *catalogue());
    EXPECT_THAT(text, testing::IsOk());
    return text ? *text : std::string();
  }
  // What the proposal makes of its own sample.
  Trial trial_of(const std::string& text) {
    folder_.write("new/mapping.json", text);
    std::vector<Error> findings;
    auto mapping = Mapping::load(folder_.file("new"), catalogue(), findings);
    for (const Error& finding : findings) ADD_FAILURE() << to_string(finding) << "\n" << text;
    if (!mapping) return {};
    const auto sources = open_files(sample_);
    auto trial = try_mapping(*mapping, borrowed(*sources));
    EXPECT_THAT(trial, testing::IsOk());
    return trial ? *std::move(trial) : Trial{};
  }
  testing::TemporaryFolder folder_;
  std::string sample_;
};

TEST_F(Proposing, ReadsATableByTheNamesOfItsColumns) {
  const std::string text = propose("clients.csv",
                                   "Client Id;Surname;First Name;DOB;NHS No;Postcode;Shoe size\n"
                                   "C1;Morgan;Ada;04/03/2012;9990000018;AB1 2CD;37\n"
                                   "C2;Ellis;Ben;13/11/2011;9990000026;AB1 2CE;38\n");
  EXPECT_THAT(text, AllOf(HasSubstr("DD/MM/YYYY"), HasSubstr("// guess"), HasSubstr("Shoe_size")));
  const Trial trial = trial_of(text);
  ASSERT_THAT(trial.records, SizeIs(2));
  EXPECT_EQ(trial.records[0].subject, "C1");
  for (const Issue& issue : trial.records[0].issues) EXPECT_NE(issue.rule, "bad-date");
  std::vector<std::string> kinds;
  for (const auto& observation : trial.records[0].observations) kinds.push_back(observation.kind);
  EXPECT_THAT(kinds,
              ::testing::UnorderedElementsAre("person.identifier", "person.identifier",
                                              "person.name", "person.birth", "person.address"));
}

TEST_F(Proposing, HoldsNoValueOfTheSample) {
  EXPECT_THAT(propose("clients.csv", "id,Surname,DOB\nC1,Morgan,04/03/2012\n"),
              AllOf(Not(HasSubstr("Morgan")), Not(HasSubstr("2012")), Not(HasSubstr("C1"))));
}

TEST_F(Proposing, FindsWhereTheRecordsOfADocumentBegin) {
  const Trial trial =
      trial_of(propose("children.xml",
                       "<Message><Header><A>1</A></Header><Children><Child><ChildID>1</ChildID>"
                       "<Surname>Morgan</Surname></Child><Child><ChildID>2</ChildID><Surname>Ellis"
                       "</Surname></Child></Children></Message>"));
  ASSERT_THAT(trial.records, SizeIs(2));
  EXPECT_EQ(trial.records[1].subject, "2");
}

TEST_F(Proposing, ReadsJson) {
  const Trial trial = trial_of(propose(
      "children.json",
      R"({"sent": "2026-01-01", "children": [{"personId": 7, "lastName": "Morgan", "address": {"postcode": "AB1 2CD"}},
                                    {"personId": 8, "lastName": "Ellis"}]})"));
  ASSERT_THAT(trial.records, SizeIs(2));
  EXPECT_EQ(trial.records[0].subject, "7");
}

TEST_F(Proposing, RefusesWhatIsNoText) {
  const std::string workbook = folder_.write("book.xlsx", std::string("PK\x03\x04\0", 5));
  EXPECT_THAT(mapping::propose("new", workbook, *catalogue()), Not(testing::IsOk()));
  EXPECT_THAT(mapping::propose("new", folder_.write("none.csv", ""), *catalogue()),
              Not(testing::IsOk()));
  EXPECT_THAT(mapping::propose("new", folder_.file("missing.csv"), *catalogue()),
              Not(testing::IsOk()));
}

TEST(FieldNames, AreComparedByTheirWords) {
  EXPECT_EQ(words_of("DateOfBirth"), "date of birth");
  EXPECT_EQ(words_of("DATE_OF_BIRTH"), "date of birth");
  EXPECT_EQ(words_of(" Date of birth "), "date of birth");
  EXPECT_EQ(words_of("NHSnumber"), "nhsnumber");
  EXPECT_EQ(words_of(""), "");
}

TEST(FieldNames, ThatFitSeveralKindsFitNone) {
  const FieldGuesser guesser(*catalogue());
  EXPECT_FALSE(guesser.guess("type").has_value());
  EXPECT_EQ(guesser.guess("Child/ChildSurname")->field, "family");
  EXPECT_EQ(guesser.guess("Postcod")->field, "postcode");
}

TEST(TreeText, ShowsWhatPathsSeeWithItsPlaces) {
  auto tree = formats::Tree::parse(formats::xml_type, "<r>\n <p id='7'>\n  <a>x</a><b/></p>\n</r>");
  ASSERT_THAT(tree, testing::IsOk());
  tree->drop_blanks();
  const std::string text = tree_text(*tree);
  EXPECT_THAT(text, HasSubstr("2:"));
  EXPECT_THAT(text, HasSubstr("  @id = 7\n"));
  EXPECT_THAT(text, HasSubstr("    a = x\n"));
  EXPECT_THAT(text, Not(HasSubstr(" b")));
}

TEST(TreeText, IsSafeForATerminal) {
  auto tree = formats::Tree::parse(formats::json_type, R"({"a": "x\u001b[2Jy"})");
  ASSERT_THAT(tree, testing::IsOk());
  EXPECT_THAT(tree_text(*tree), Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace trellis::mapping
