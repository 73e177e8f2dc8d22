#include "hub/connections/settings_fault.hpp"

#include "tests/support/result_matchers.hpp"

namespace trellis::connections {
namespace {

using ::testing::HasSubstr;

const formats::Json settings = *formats::Json::parse(
    "{\n  \"host\": \"h\",\n  \"tables\": [\n    { \"name\": \"a\" },\n    { \"name\": \"b\" } ] }",
    "acme.json");

Error fault(const std::string& sentence) {
  return fault_of_settings("acme", sentence, settings, settings.dump());
}

TEST(SettingsFault, StandsWhereTheSentencePoints) {
  EXPECT_EQ(fault("/tables/1/name is taken").place.line, 5u);
  EXPECT_THAT(fault("/tables/1/name is taken").message, HasSubstr("the setting /tables/1/name:"));
  EXPECT_EQ(fault("the setting \"host\" has no such name").place.line, 2u);
  EXPECT_EQ(fault("the path /tables/10 is not there").place.line, 1u) << "that is no setting";
}

TEST(SettingsFault, FollowsAPlaceInWhatTheAdapterWasGiven) {
  const std::string given = settings.dump();
  const std::string column = std::to_string(1 + given.find("\"b\""));

  const Error error = fault("settings:1:" + column + ": there is no table b");
  EXPECT_EQ(error.place.line, 5u);
  EXPECT_THAT(error.message, HasSubstr("the setting /tables/1/name: there is no table b"));
}

TEST(SettingsFault, SaysWhoRefusesWhereNoSettingIsNamed) {
  EXPECT_EQ(fault("they do not fit together").message,
            "the adapter \"acme\" refuses its settings: they do not fit together");
  EXPECT_EQ(fault("they do not fit together").place.line, 1u);
}

}  // namespace
}  // namespace trellis::connections
