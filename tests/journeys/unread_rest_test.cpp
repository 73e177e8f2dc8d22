// An adapter that cannot go on: nothing of its input is outside the balance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/journeys/hub_folder.hpp"
#include "tests/support/shared.hpp"

namespace trellis::journeys {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Connection `lines`: every line of its input is a record in JSON, read by the plugin `adapter`.
class Lines : public ::testing::Test {
 protected:
  Lines() {
    std::string hub = testing::read_file(hub_.path() + "/hub.json");
    hub.insert(hub.find('{') + 1, R"( "adapters": ")" TRELLIS_BINARY_DIR R"(/test-plugins",)");
    hub_.write("hub/hub.json", hub);
    hub_.write("mappings/lines/mapping.json",
               R"({ "mapping": "lines", "version": "1.0.0", "title": "Lines", "adapter": "crashes",
      "settings": { "media-type": "application/json" }, "subject": "id", "observations": [
      { "kind": "person.name", "fields": { "given": "given", "family": "family" } } ] })");
    read_with("crashes");
  }
  void read_with(const std::string& adapter, const std::string& more = {}) {
    hub_.write("hub/connections/lines.json",
               R"({ "connection": "lines", "title": "T", "organisation": "council",
                    "mapping": "lines", "adapter": ")" +
                   adapter + "\"" + more + " }");
  }
  static std::string child(int number) {
    return R"({"id":")" + std::to_string(number) + R"(","given":"Wren","family":"Mill)" +
           std::to_string(number) + "\"}\n";
  }
  std::string input(const std::string& in_the_middle) const {
    std::string bytes;
    for (int i = 1; i <= 9; ++i) bytes += child(i);
    before_ = bytes.size();
    bytes += in_the_middle;
    for (int i = 10; i <= 20; ++i) bytes += child(i);
    return hub_.write("in/lines.txt", bytes);
  }
  formats::Json last_import() const {
    return hub_.run({"--output", "json", "imports"}).json().items()[0];
  }

  HubFolder hub_;
  mutable std::size_t before_ = 0;
};

constexpr const char* not_counted = "and the rest of lines.txt, not counted";

TEST_F(Lines, LeftUnreadAreOneEntryWithTheirBytesAndTheirOffset) {
  const std::string file = input("die\n");

  const Ran ran = hub_.import("lines", file);

  EXPECT_EQ(ran.exit, 4) << ran.errors;
  const formats::Json row = ran.json().items()[0];
  EXPECT_EQ(row["balance"].string(), not_counted);
  EXPECT_EQ(row["received"].string(), "10") << "nine records and the rest";
  EXPECT_EQ(row["stored"].string(), "9");
  EXPECT_EQ(last_import()["balance"].string(), not_counted);
  ASSERT_EQ(hub_.held().items().size(), 1u);
  const formats::Json entry = hub_.run({"--output", "json", "queue", "show", "1"}).json();
  EXPECT_EQ(entry["offset"].whole(), static_cast<std::int64_t>(before_));
  EXPECT_THAT(entry["reason"].string(), HasSubstr("died three times after record 9"));
  EXPECT_EQ(hub_.run({"queue", "show", "1", "--bytes"}).out,
            testing::read_file(file).substr(before_));
}

TEST_F(Lines, AreCountedOnceTheInputIsReadToItsEnd) {
  const std::string file = input("{\"id\":\"die\",\"given\":\"Nell\"}\ndie\n");
  ASSERT_EQ(hub_.import("lines", file).exit, 4);
  ASSERT_EQ(hub_.import("lines", file).exit, 4) << "the same again";
  ASSERT_EQ(hub_.held().items().size(), 1u);

  read_with("good");
  const Ran ran = hub_.import("lines", file);

  EXPECT_EQ(ran.json().items()[0]["stored"].string(), "11") << ran.out << ran.errors;
  const formats::Json runs = hub_.run({"--output", "json", "imports"}).json();
  for (const formats::Json& run : runs.items()) EXPECT_EQ(run["balance"].string(), "ok");
  const formats::Json entry = hub_.run({"--output", "json", "queue", "show", "1"}).json();
  EXPECT_EQ(entry["state"].string(), "replayed");
}

TEST_F(Lines, AreNotMissedWhereAnotherInputIsReadToItsEnd) {
  ASSERT_EQ(hub_.import("lines", input("die\n")).exit, 4);

  read_with("good");
  hub_.import("lines", input("never mind\n"));

  EXPECT_EQ(hub_.run({"--output", "json", "queue", "show", "1"}).json()["state"].string(),
            "waiting");
}

TEST_F(Lines, AreGivenUpByAPersonOnly) {
  ASSERT_EQ(hub_.import("lines", input("die\n")).exit, 4);

  ASSERT_EQ(hub_.run({"queue", "skip", "1", "--reason", "a test of the supplier"}).exit, 0);

  EXPECT_EQ(last_import()["balance"].string(), "ok");
}

TEST_F(Lines, ThatTheAdapterRefusesToReadAreHeldToo) {
  read_with("answers", R"(, "settings": { "status": "bad-data", "after": "stop" })");

  const Ran ran = hub_.import("lines", input("stop\n"));

  EXPECT_EQ(ran.exit, 4);
  EXPECT_EQ(ran.json().items()[0]["balance"].string(), not_counted);
}

TEST_F(Lines, GoOnWhereTheSourceStopped) {
  read_with("good");
  const std::string file = hub_.write("in/a.txt", child(1) + "cursor?\n" + child(2));
  hub_.import("lines", file);
  const std::string bytes = hub_.run({"queue", "show", "1", "--bytes"}).out;
  EXPECT_EQ(bytes, "none");

  hub_.import("lines", file);

  EXPECT_THAT(hub_.run({"queue", "show", "2", "--bytes"}).out, StartsWith(R"({"id":"2")"))
      << "the cursor of the last record on disk";
}

TEST_F(Lines, AreNotReadWithASecretThatAFileHolds) {
  constexpr const char* literal = "Tamarisk-9-Harrow";
  read_with("prattles", std::string(R"(, "settings": { "password": ")") + literal + "\" }");

  for (const auto& words : {std::vector<std::string>{"check"},
                            std::vector<std::string>{"import", "lines", input("")}}) {
    const Ran ran = hub_.run(words);
    EXPECT_NE(ran.exit, 0) << words[0];
    EXPECT_THAT(ran.errors + ran.out, HasSubstr("env:NAME"));
    EXPECT_THAT(ran.errors + ran.out, HasSubstr("lines.json:2"));
    EXPECT_THAT(ran.errors + ran.out, ::testing::Not(HasSubstr(literal)));
  }

  hub_.write("hub/secrets/lines", std::string(literal) + "\n");
  read_with("prattles", R"(, "settings": { "password": "file:secrets/lines" })");
  const Ran ran = hub_.import("lines", input("settings\n"));
  EXPECT_EQ(ran.json().items()[0]["stored"].string(), "20") << ran.errors;
  EXPECT_THAT(ran.errors, HasSubstr("[secret]"));
  EXPECT_THAT(ran.errors + ran.out, ::testing::Not(HasSubstr(literal)));
  const Ran checked = hub_.run({"check"});
  EXPECT_THAT(checked.errors + checked.out, HasSubstr("chmod 600")) << "others may read it";
}

}  // namespace
}  // namespace trellis::journeys
