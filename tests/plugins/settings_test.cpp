#include "trellis/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trellis/lines.hpp"

using trellis::Failure;
using trellis::Settings;

TEST(Settings, ReadsEachKindOfValue) {
  const Settings settings(R"({"text": "a\n\"b\" \u00e9 \ud83d\ude00", "flag": true, "whole": -7,
                              "list": [1, {"x": "}"}], "nothing": null})");

  EXPECT_EQ(settings.text("text"), "a\n\"b\" \u00e9 \U0001F600");
  EXPECT_TRUE(settings.flag("flag", false));
  EXPECT_EQ(settings.whole("whole", 0), -7);
  EXPECT_EQ(settings.text("list"), R"([1, {"x": "}"}])");
  EXPECT_EQ(settings.text("nothing"), "null");
  EXPECT_FALSE(settings.has("other"));
  EXPECT_EQ(settings.text("other", "else"), "else");
}

TEST(Settings, AddsAMemberUnlessItIsThere) {
  EXPECT_EQ(Settings("{}").with("format", "csv"), R"({"format": "csv"})");
  EXPECT_EQ(Settings(R"({"a": 1})").with("format", "csv"), R"({"format": "csv", "a": 1})");
  EXPECT_EQ(Settings(R"({"format": "xml"})").with("format", "csv"), R"({"format": "xml"})");
}

TEST(Settings, RefusesWhatIsNoObject) {
  for (const char* json :
       {"", "[]", "{", "{\"a\"}", "{\"a\":}", "{\"a\": 1,}", "{\"a\": 1} x", "null",
        "{\"a\": \"\\x\"}", "{\"a\": \"\\ud800\"}", "{\"a\": [}", "{\"a\": \"b"}) {
    EXPECT_THROW(Settings{json}, Failure) << json;
  }
}

TEST(Settings, SaysWhichSettingIsWrong) {
  const Settings settings(R"({"flag": "maybe"})");

  try {
    settings.flag("flag", false);
    FAIL() << "it took maybe for an answer";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), TRELLIS_BAD_SETTINGS);
    EXPECT_THAT(failure.sentence(), testing::HasSubstr("\"flag\""));
  }
  EXPECT_THROW((void)settings.required("host"), Failure);
  EXPECT_THROW((void)settings.whole("flag", 0), Failure);
}

TEST(Utf8, KnowsWhatIsWellFormed) {
  EXPECT_TRUE(trellis::is_utf8("Zo\u00eb \u0141 \U0001F600"));
  for (const char* bytes :
       {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xC3"})
    EXPECT_FALSE(trellis::is_utf8(bytes));
}
