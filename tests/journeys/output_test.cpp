// What leaves the program: nothing that a terminal obeys or a spreadsheet runs, whatever stands in
// a source's data.
#include "tests/journeys/hub_folder.hpp"

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace trellis::journeys {
namespace {

class OutputOfData : public ::testing::Test {
 protected:
  void SetUp() override {
    hub.import_row("items", hub.write("input.json", R"([
      { "id": "\u001b]0;key\u0007\nforged", "given": "\u001b[2JAmy\u202e", "family": "=cmd|'/c calc'!A1" },
      { "id": "2", "given": "-Bo", "family": "\u009b31mNoor" } ])"));
  }
  std::string printed(const std::string& format, const std::vector<std::string>& words) const {
    std::vector<std::string> all = {"--output", format};
    all.insert(all.end(), words.begin(), words.end());
    const Ran ran = hub.run(all);
    return ran.out + ran.errors;
  }

  HubFolder hub;
};

TEST_F(OutputOfData, NothingThatATerminalObeysIsSent) {
  for (const char* format : {"table", "json", "ndjson", "csv"}) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"child", "sources"}, {"child", "show", "1"}, {"child", "show", "2"}}) {
      const std::string text = printed(format, words);
      EXPECT_THAT(text, AllOf(Not(HasSubstr("\x1b")), Not(HasSubstr("\u202e")),
                              Not(HasSubstr("\u009b")), Not(HasSubstr("\x07"))))
          << format;
    }
  }
}

TEST_F(OutputOfData, IsShownInsteadAndForgesNoRow) {
  EXPECT_THAT(printed("table", {"child", "sources"}), HasSubstr("]0;key\\nforged  1"));
  EXPECT_THAT(printed("table", {"child", "show", "1"}), HasSubstr("Given name: [2JAmy;"));
  const std::string held = "[{ \"id\": \"\\u001b[2J\", \"id\": \"x\" }]";
  hub.import_row("items", hub.write("\x1b[2Jheld.json", held));
  EXPECT_THAT(printed("table", {"queue", "list"}), HasSubstr("\\x1b[2Jheld.json"));
}

TEST_F(OutputOfData, AProgramReadsTheSameFromJson) {
  const formats::Json child = hub.run({"--output", "json", "child", "show", "1"}).json();
  EXPECT_THAT(child.dump(), HasSubstr("Amy\u202e"));
}

TEST_F(OutputOfData, ASpreadsheetRunsNothing) {
  const std::string found = printed("csv", {"child", "search", "cmd"});
  EXPECT_THAT(found, Not(HasSubstr(",=cmd")));
  EXPECT_THAT(printed("csv", {"child", "search", "bo"}), HasSubstr(",'-Bo"));
}

}  // namespace
}  // namespace trellis::journeys
