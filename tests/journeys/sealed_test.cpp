// A child whom its source seals is for the program's users as if it were not there.
#include "tests/journeys/hub_folder.hpp"

using ::testing::HasSubstr;
using ::testing::Not;

namespace trellis::journeys {
namespace {

class Sealed : public ::testing::Test {
 protected:
  Sealed() {
    hub.write("mappings/protected/mapping.json", R"({ "mapping": "protected", "version": "1.0.0",
      "title": "Protected", "adapter": "csv", "settings": { "format": "csv", "key": ["id"] },
      "subject": "id", "observations": [
        { "kind": "person.restriction",
          "fields": { "scope": { "value": "adoption_seal" }, "reason": "id" } },
        { "kind": "person.name", "fields": { "given": "given", "family": "family" } },
        { "kind": "person.birth",
          "fields": { "date": { "select": "born", "parse-date": "YYYY-MM-DD" } } } ] })");
    hub.write("hub/connections/protected.json", R"({ "connection": "protected", "title": "P",
      "organisation": "council", "mapping": "protected" })");
    const std::string head = "id,given,family,born\n";
    hub.import_row("rows", hub.write("rows.csv", head + "1,Ada,Moss,2015-03-02\n"));
    const std::string file = hub.write("protected.csv", head + "9,Ada,Moss,2015-03-02\n");
    EXPECT_EQ(hub.import_row("protected", file)["stored"].string(), "1");
  }

  HubFolder hub;
};

TEST_F(Sealed, IsNamedLikeAChildThatIsNotThere) {
  const std::vector<std::vector<std::string>> commands = {
      {"explain", "X"},
      {"explain", "X", "X"},
      {"explain", "X", "rows:1"},
      {"explain", "rows:1", "X"},
      {"explain", "X", "nowhere:1"},
      {"history", "X"},
      {"history", "X", "--at", "2101-01-01"},
      {"never-link", "X", "rows:1", "--reason", "cousins"}};
  const auto named = [&](std::vector<std::string> command, const std::string& name) {
    for (std::string& word : command)
      if (word == "X") word = name;
    command.insert(command.begin(), "match");
    return hub.run(command);
  };
  for (const auto& command : commands) {
    for (const auto& [sealed, unknown] :
         {std::pair<std::string, std::string>{"protected:9", "protected:7"}, {"2", "77"}}) {
      const Ran told = named(command, sealed), expected = named(command, unknown);
      EXPECT_EQ(told.exit, 1) << command[0];
      EXPECT_EQ(told.exit, expected.exit) << command[0];
      EXPECT_EQ(told.out, expected.out) << command[0];
      EXPECT_EQ(told.errors, expected.errors) << command[0];
    }
  }
}

TEST_F(Sealed, IsNotToldBesideAnother) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"match", "explain", "rows:1"},
        {"match", "history", "rows:1", "--at", "2101-01-01"}}) {
    const Ran told = hub.run(command);
    EXPECT_EQ(told.exit, 0) << told.errors;
    EXPECT_THAT(told.out, HasSubstr("rows 1"));
    EXPECT_THAT(told.out, Not(HasSubstr("protected")));
  }
}

}  // namespace
}  // namespace trellis::journeys
