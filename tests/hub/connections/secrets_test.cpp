#include "hub/connections/secrets.hpp"

#include <cstdlib>
#include <sys/stat.h>

#include "hub/connections/runner.hpp"
#include "tests/hub/connections/test_plugins.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

using formats::Json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::IsError;
using testing::IsOk;
using ::testing::Not;
using testing::SaysWhy;
using testing::TemporaryFolder;

constexpr const char* invented = "Quill-Heron-71";

const Json& schema() {
  static const Json parsed = *Json::parse(R"({
    "type": "object", "additionalProperties": false,
    "properties": {
      "host": { "type": "string" },
      "token": { "type": "string", "minLength": 8, "writeOnly": true },
      "login": { "$ref": "#/definitions/login" },
      "hosts": { "type": "array", "items": { "$ref": "#/definitions/login" } }
    },
    "definitions": { "login": { "type": "object", "properties": {
      "user": { "type": "string" }, "password": { "type": "string", "writeOnly": true } } } }
  })");
  return parsed;
}

Json settings(const std::string& text) { return *Json::parse(text, "acme.json"); }

Result<OpenSettings> opened(const std::string& text, const std::string& folder = {}) {
  std::vector<Error> warnings;
  return open_settings(settings(text), schema(), folder, warnings);
}

TEST(Secrets, AreWrittenAsReferencesOnly) {
  for (const char* place : {R"({"token": "%"})", R"({"login": {"user": "u", "password": "%"}})",
                            R"({"hosts": [{"password": "env:OTHER"}, {"password": "%"}]})"}) {
    std::string text = place;
    text.replace(text.find('%'), 1, invented);
    const auto wrong = check_settings(settings(text), schema());
    ASSERT_EQ(wrong.size(), 1u) << text;
    EXPECT_THAT(to_string(wrong[0]), AllOf(HasSubstr("acme.json:1:"), HasSubstr("file:/etc/"),
                                           HasSubstr("env:NAME"), Not(HasSubstr(invented))));
  }
  EXPECT_THAT(check_settings(settings(R"({"token": 12345678})"), schema()), Not(IsEmpty()));
  EXPECT_THAT(check_settings(settings(R"({"token": "file:"})"), schema()), Not(IsEmpty()));
}

TEST(Secrets, AreMeasuredByWhatTheirReferencesHold) {
  EXPECT_THAT(check_settings(settings(R"({"token": "env:T"})"), schema()), IsEmpty())
      << "a reference may be shorter than the secret";
  EXPECT_THAT(check_settings(settings(R"({"tokn": "env:T"})"), schema()), Not(IsEmpty()));

  const TemporaryFolder folder;
  folder.write("token", "short");
  const auto wrong = opened(R"({"token": "file:token"})", folder.path());
  EXPECT_THAT(wrong, SaysWhy("not as the adapter's adapter.json says"));
  EXPECT_THAT(to_string(wrong.error()), Not(HasSubstr("short")));
}

TEST(Secrets, ComeFromAFileOrTheEnvironment) {
  const TemporaryFolder folder;
  folder.write("kept/token", std::string(invented) + "\r\n");
  ::setenv("TRELLIS_TEST_PASSWORD", "from the environment", 1);

  const auto open = opened(
      R"({"host": "h", "token": "file:kept/token", "login": {"password": "env:TRELLIS_TEST_PASSWORD"}})",
      folder.path());

  ASSERT_THAT(open, IsOk());
  EXPECT_EQ(open->settings["token"].string(), invented);
  EXPECT_EQ(open->settings["login"]["password"].string(), "from the environment");
  EXPECT_EQ(open->settings["host"].string(), "h");
  EXPECT_THAT(open->secrets, ::testing::Contains(std::string(invented)));
  ::unsetenv("TRELLIS_TEST_PASSWORD");
}

TEST(Secrets, ThatCannotBeHadAreNamedByTheirSetting) {
  const TemporaryFolder folder;
  folder.write("empty", "\n");
  folder.write("binary", std::string("\xff\x00z", 3));
  ::setenv("TRELLIS_TEST_EMPTY", "", 1);
  for (const auto& [reference, why] :
       {std::pair("file:absent", "is not there"), std::pair("file:empty", "is empty"),
        std::pair("file:.", "is not a file"), std::pair("file:binary", "no text"),
        std::pair("env:TRELLIS_TEST_ABSENT", "no variable TRELLIS_TEST_ABSENT"),
        std::pair("env:TRELLIS_TEST_EMPTY", "is empty")}) {
    const auto open = opened(std::string("{\"token\": \"") + reference + "\"}", folder.path());
    EXPECT_THAT(open, SaysWhy("the secret of the setting /token cannot be had"));
    EXPECT_THAT(open, SaysWhy(why));
    EXPECT_EQ(open.error().place.file, "acme.json");
  }
  ::unsetenv("TRELLIS_TEST_EMPTY");
}

TEST(Secrets, WarnOfAFileThatOthersMayRead) {
  const TemporaryFolder folder;
  const std::string file = folder.write("token", invented);
  for (const auto& [mode, count] : {std::pair(0640, 1u), std::pair(0600, 0u)}) {
    ::chmod(file.c_str(), static_cast<mode_t>(mode));
    std::vector<Error> warnings;
    ASSERT_THAT(
        open_settings(settings(R"({"token": "file:token"})"), schema(), folder.path(), warnings),
        IsOk());
    EXPECT_EQ(warnings.size(), count);
  }
}

// The adapter "prattles" prints, logs and explains its password.
class Told : public ::testing::Test {
 protected:
  std::string log_of(const std::string& orders) {
    Opening open = opening(R"({"password": "file:password"})");
    open.folder = folder.path();
    ::testing::internal::CaptureStderr();
    {
      auto runner = *run_in_child(test_plugin("prattles"), open, impatient());
      status = runner->read(lines(orders), sink);
    }
    return ::testing::internal::GetCapturedStderr();
  }

  TemporaryFolder folder;
  MemorySink sink;
  Status status = done();
};

TEST_F(Told, ReachTheAdapterAndNobodyElse) {
  folder.write("password", invented);

  const std::string log = log_of("use it\nsettings\npassword\n");

  EXPECT_THAT(sink.bytes, ElementsAre(invented, "use it", "settings"));
  EXPECT_THAT(log, AllOf(HasSubstr("plugin_stderr"), HasSubstr("[secret]"), HasSubstr("plugin_log"),
                         Not(HasSubstr(invented))));
  EXPECT_THAT(status, IsError(Fault::forbidden));
  EXPECT_THAT(status, SaysWhy("wrong password [secret]"));
}

TEST_F(Told, AreNotSaidLineByLineEither) {
  folder.write("password", "-- begin --\nHeron\"Quill\n-- end --\n");

  EXPECT_THAT(log_of("settings\npassword\n"), Not(HasSubstr("Quill")));
}

TEST_F(Told, AreMissedBeforeTheAdapterStarts) {
  log_of("use it\n");

  EXPECT_THAT(status, SaysWhy("/password cannot be had"));
  EXPECT_THAT(sink.bytes, IsEmpty());
}

}  // namespace
}  // namespace trellis::connections
