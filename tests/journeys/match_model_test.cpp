// The matching model of a hub, learned from its own subjects and put in use.
#include <filesystem>
#include <random>

#include "tests/journeys/hub_folder.hpp"
#include "tests/support/shared.hpp"

using ::testing::HasSubstr;
using ::testing::Not;

namespace trellis::journeys {
namespace {

// `children` invented children, each of whom a table of rows and a list of items tell once.
class MatchModel : public ::testing::Test {
 protected:
  void tell(int children) {
    std::mt19937 random(5);
    const auto name = [&](int syllables) {
      static const char* const all[] = {"ba", "do", "ki", "lu", "me", "na", "ro", "si",
                                        "ta", "vo", "za", "pe", "gi", "hu", "fa", "we"};
      std::string word;
      for (int i = 0; i < syllables; ++i) word += all[random() % 16];
      return word;
    };
    std::string rows = "id,given,family,born\n", items;
    for (int i = 1; i <= children; ++i) {
      const std::string id = std::to_string(i), family = name(3);
      std::string given = name(2);
      const std::string born = std::to_string(2006 + random() % 14) + "-" +
                               std::to_string(10 + random() % 3) + "-" +
                               std::to_string(10 + random() % 19);
      rows += id + "," + given + "," + family + "," + born + "\n";
      if (random() % 10 == 0) given[2] = 'x';
      items += (items.empty() ? "[" : ",");
      items += R"({"id":")" + id + R"(","given":")" + given + R"(","family":")" + family +
               R"(","born":")" + born + "\"}";
    }
    rows_file = hub.write("rows.csv", rows);
    items_file = hub.write("items.json", items + "]");
    const std::string all = std::to_string(children);
    EXPECT_EQ(hub.import_row("rows", rows_file)["stored"].string(), all);
    EXPECT_EQ(hub.import_row("items", items_file)["stored"].string(), all);
  }

  formats::Json json(std::vector<std::string> words) const {
    words.insert(words.begin(), {"--output", "json", "match"});
    const Ran ran = hub.run(words);
    EXPECT_EQ(ran.exit, 0) << ran.errors;
    return ran.json();
  }

  // The model in use, with another automatic threshold.
  std::string model_with_automatic(int bits) const {
    formats::Json model = *formats::Json::read_file(trained_file);
    formats::Json thresholds = model["thresholds"];
    thresholds.set("automatic", static_cast<double>(bits));
    model.set("thresholds", thresholds);
    model.set("version", "strict-1");
    return hub.write("strict.json", model.dump(2));
  }

  HubFolder hub;
  std::string rows_file, items_file;
  const std::string trained_file = hub.folder.path() + "/trained.json";
  const std::string in_use = hub.path() + "/matching-model.json";
};

TEST_F(MatchModel, IsTrainedShownComparedAndPutInUse) {
  constexpr int children = 400;
  tell(children);
  const auto learned = json({"train", "--out", trained_file});
  const std::string version = learned["version"].string();
  EXPECT_THAT(version, HasSubstr("trained-"));
  EXPECT_EQ(learned["subjects"].whole(), 2 * children);
  EXPECT_NEAR(learned["expected-same-pairs"].number(), children, 20);
  const std::string bytes = testing::read_file(trained_file);
  json({"train", "--out", trained_file});
  EXPECT_EQ(testing::read_file(trained_file), bytes);

  const auto before = json({"model", "show"});
  EXPECT_EQ(before["version"].string(), "default-1");
  EXPECT_TRUE(before["in_use"].boolean());
  const auto shown = json({"model", "show", trained_file});
  EXPECT_FALSE(shown["in_use"].boolean(true));
  EXPECT_GT(shown["expected_errors"].items()[1]["linked_subjects_above"].whole(), children);
  const Ran words = hub.run({"match", "model", "show", trained_file});
  EXPECT_THAT(words.out, HasSubstr("trained on 800 subjects"));
  EXPECT_THAT(words.out, HasSubstr("day and month swapped"));

  const auto used = json({"model", "use", trained_file});
  EXPECT_EQ(used["before"].string(), "default-1");
  EXPECT_EQ(json({"model", "show"})["version"].string(), version);
  EXPECT_EQ(testing::read_file(in_use), bytes);
  EXPECT_THAT(hub.run({"--output", "json", "audit", "show", "--action", "configuration"}).out,
              HasSubstr("matching model " + version));
  EXPECT_FALSE(json({"model", "use", trained_file})["changed"].boolean(true));

  json({"train", "--out", trained_file});  // on top of the model before, not of itself
  EXPECT_EQ(testing::read_file(trained_file), bytes);

  const auto again = hub.import_row("rows", rows_file);
  EXPECT_EQ(again["unchanged"].string(), std::to_string(children));
  EXPECT_EQ(again["linked"].string(), "0");

  EXPECT_EQ(json({"model", "use", "default"})["after"].string(), "default-1");
  EXPECT_FALSE(std::filesystem::exists(in_use));
}

TEST_F(MatchModel, TellsEveryLinkThatAnotherOneWouldPart) {
  constexpr int children = 300;
  tell(children);
  json({"train", "--out", trained_file});
  json({"model", "use", trained_file});
  const std::string strict = model_with_automatic(50);
  const auto changes = json({"model", "diff", strict});
  EXPECT_EQ(changes["to"].string(), "strict-1");
  const std::size_t broken = changes["broken_links"].items().size();
  EXPECT_GT(broken, std::size_t{children} * 9 / 10);
  EXPECT_GE(changes["new_questions"].items().size(), broken * 9 / 10);
  EXPECT_TRUE(changes["new_links"].items().empty());

  const Ran changed = hub.run({"match", "model", "diff", strict, "--detailed-exitcode"});
  EXPECT_EQ(changed.exit, 2);
  EXPECT_THAT(changed.errors, HasSubstr("link broken: "));
  EXPECT_THAT(changed.errors, HasSubstr("the first 20 shown"));
  EXPECT_EQ(hub.run({"match", "model", "diff", trained_file, "--detailed-exitcode"}).exit, 0);
}

TEST_F(MatchModel, KeepsTheThresholdsInUseWhenItIsTrainedAgain) {
  tell(300);
  json({"train", "--out", trained_file});
  json({"model", "use", model_with_automatic(11)});
  json({"train", "--out", trained_file});
  const auto trained = *formats::Json::read_file(trained_file);
  EXPECT_EQ(trained["thresholds"]["automatic"].number(), 11);
  EXPECT_EQ(trained["trained"]["from"].string(), "default-1");
}

TEST_F(MatchModel, IsNotLearnedFromTooLittle) {
  tell(20);
  const Ran ran = hub.run({"match", "train", "--out", trained_file});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.errors, HasSubstr("import more sources first"));
  EXPECT_FALSE(std::filesystem::exists(trained_file));
}

TEST_F(MatchModel, IsRefusedWithThePlaceOfWhatIsWrong) {
  const std::string broken =
      hub.write("broken.json", "{ \"version\": \"x\",\n  \"prior\": \"low\" }");
  for (const char* command : {"show", "diff", "use"}) {
    const Ran ran = hub.run({"match", "model", command, broken});
    EXPECT_EQ(ran.exit, 1) << command;
    EXPECT_THAT(ran.errors, HasSubstr("broken.json:"));
  }
  EXPECT_FALSE(std::filesystem::exists(in_use));
}

TEST_F(MatchModel, OfHubJsonIsLeftAlone) {
  hub.write("hub/hub.json", R"({ "name": "test", "mappings": "../mappings",
    "matching": { "model": "own.json" }, "organisations": [
    { "id": "council", "title": "A council", "kind": "social_care" } ] })");
  hub.write("hub/own.json",
            testing::read_file(std::string(TRELLIS_SOURCE_DIR) + "/config/matching/default.json"));
  const Ran ran = hub.run({"match", "model", "use", "default"});
  EXPECT_EQ(ran.exit, 1);
  EXPECT_THAT(ran.errors, HasSubstr("hub.json names a matching model of its own"));
}

TEST_F(MatchModel, SaysWhichQuestionsAreShownAndCounted) {
  constexpr int children = 60;
  tell(children);
  const auto questions = json({"list"});
  int shown = 0, answered = 0;
  for (const auto& question : questions.items()) {
    const std::string match = question["match"].string();
    const std::string child = std::to_string(json({"show", match})["other"].whole());
    const auto look = [&] {
      const auto seen = hub.run({"--output", "json", "child", "show", child}).json();
      const auto possible = seen["possibly_same_as"];
      return possible.items().empty() ? formats::Json() : possible.items()[0];
    };
    const bool is_shown = json({"show", match})["bits"].number() >= 7;
    EXPECT_EQ(std::to_string(look()["question"].whole()), is_shown ? match : "0") << match;
    shown += is_shown ? 1 : 0;
    if (!is_shown || answered++ > 0) continue;
    EXPECT_GT(look()["chance"].number(), 0.99);
    EXPECT_THAT(hub.run({"child", "show", child}).out, HasSubstr("Possibly the same child as"));
    EXPECT_THAT(hub.run({"child", "timeline", child}).out, Not(HasSubstr("Possibly")));
    hub.run({"match", "decide", match, "--different", "--reason", "Twins"});
    EXPECT_EQ(look()["question"].whole(), 0);
  }
  EXPECT_GT(shown, 1);
  const auto open = static_cast<std::int64_t>(questions.items().size()) - 1;
  const auto counted = json({"audit"})["children"];
  EXPECT_EQ(counted["questions"].whole(), open);
  EXPECT_EQ(counted["as_one"].whole(), counted["as_linked"].whole() - open);
  EXPECT_LT(counted["expected"].number(), static_cast<double>(counted["as_linked"].whole()));
  EXPECT_GE(counted["expected"].number(), static_cast<double>(counted["as_one"].whole()));
}

TEST_F(MatchModel, IsAuditedByGroupsThatAreLargeEnough) {
  constexpr int children = 30;
  tell(children);
  hub.import_row("cin", hub.write("census.xml", cin_file({cin_child(1), cin_child(2)})));
  const auto audit = json({"audit"});
  std::vector<std::string> connections;
  for (const auto& group : audit["groups"].items()) {
    EXPECT_GE(group["subjects"].whole(), 10);
    if (group["by"].string() != "connection") continue;
    connections.push_back(group["group"].string());
    EXPECT_EQ(group["subjects"].whole(), children);
    EXPECT_GE(group["linked_share"].number(), 0.9);
    EXPECT_GT(group["mean_probability"].number(), 0.9);
    EXPECT_LE(group["shown_share"].number(1), group["asked_share"].number());
    EXPECT_EQ(group.find("answers"), nullptr) << "nobody has answered";
  }
  EXPECT_THAT(connections, ::testing::ElementsAre("items", "rows"));
  EXPECT_EQ(audit["suppressed_groups"].whole(), 2) << "the two girls of the census, and the census";
  const Ran words = hub.run({"match", "audit"});
  EXPECT_THAT(words.errors, HasSubstr("no source says ethnicity: left out"));
  EXPECT_THAT(words.errors, HasSubstr("groups of fewer than 10 subjects, not shown: 2"));
  EXPECT_THAT(words.out, Not(HasSubstr("cin")));
}

}  // namespace
}  // namespace trellis::journeys
