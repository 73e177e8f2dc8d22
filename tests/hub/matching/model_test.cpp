#include "hub/matching/engine/model.hpp"

#include <algorithm>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/shared.hpp"

namespace trellis::matching {
namespace {

using testing::IsOk;
using testing::SaysWhy;

const std::string file = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/default.json";

const std::string schema_file =
    std::string(TRELLIS_SOURCE_DIR) + "/config/schema/matching-model.schema.json";

std::size_t line_of(std::string_view words) {
  const std::string text = testing::read_file(file);
  return 1 + static_cast<std::size_t>(std::count(
                 text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find(words)), '\n'));
}

Result<Model> changed(std::string_view from, std::string_view to) {
  std::string text = testing::read_file(file);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos);
  text.replace(at, from.size(), to);
  return read_model(*formats::Json::parse(text));
}

}  // namespace

TEST(ShippedModel, IsReadAndFitsItsSchema) {
  EXPECT_THAT(read_model_file(file), IsOk());
  const auto schema = formats::Json::read_file(schema_file);
  ASSERT_THAT(schema, IsOk());
  EXPECT_TRUE(formats::check_schema(*formats::Json::read_file(file), *schema).empty());
}

TEST(ShippedModel, NeverLetsAWeakFindingSpeakLouderThanAStrongOne) {
  const Model model = *read_model_file(file);
  EXPECT_GE(model.given_frequency.least,
            model.given[static_cast<std::size_t>(WordLevel::nickname)]);
  EXPECT_LT(model.given[static_cast<std::size_t>(WordLevel::different)], 0);
  EXPECT_LT(model.birth[static_cast<std::size_t>(BirthLevel::different)],
            model.birth[static_cast<std::size_t>(BirthLevel::same_year)]);
  EXPECT_TRUE(model.identifiers[0].hard);
}

TEST(Model, IsRefusedWithThePlaceOfWhatIsWrong) {
  EXPECT_THAT(changed("\"prior\": -18", "\"prior\": \"low\""), SaysWhy("prior"));
  EXPECT_THAT(changed("\"nickname\"", "\"pet-name\""), SaysWhy("pet-name"));
  EXPECT_THAT(changed("\"ask\": 4", "\"ask\": 40"), SaysWhy("ask below automatic"));
  EXPECT_THAT(changed("\"strength\": 300", "\"strength\": 0"), SaysWhy("strength"));
  EXPECT_THAT(changed("\"other\"", "\"others\""), SaysWhy("other"));
  EXPECT_THAT(changed("\"version\": \"default-1\"", "\"version\": \"\""), SaysWhy("version"));
  const auto unknown = changed("\"sex\": {", "\"sx\": 1, \"sex\": {");
  ASSERT_THAT(unknown, SaysWhy("sx"));
  EXPECT_GT(unknown.error().place.line, 1u);
}

TEST(Model, RefusesAThresholdThatContradictsTheOthersAndTellsItsPlace) {
  const auto below_ask = changed("\"show\": 7", "\"show\": 3.9");
  ASSERT_THAT(below_ask, SaysWhy("'show' lies between ask and automatic"));
  EXPECT_EQ(below_ask.error().place.line, line_of("\"show\""));
  EXPECT_THAT(changed("\"show\": 7", "\"show\": 9.1"), SaysWhy("ask and automatic"));
  EXPECT_THAT(changed("\"show\": 7", "\"show\": \"often\""), SaysWhy("'show' is a number"));

  const auto above_links = changed("\"statistics\": 0", "\"statistics\": 9.1");
  ASSERT_THAT(above_links, SaysWhy("'statistics' lies between break-below and automatic"));
  EXPECT_EQ(above_links.error().place.line, line_of("\"statistics\""));
  EXPECT_THAT(changed("\"statistics\": 0", "\"statistics\": -1"), SaysWhy("break-below"));
  EXPECT_THAT(changed("\"statistics\": 0", "\"statistics\": 6"), IsOk()) << "people may say so";
}

TEST(Model, FromBeforeShowAndStatisticsIsReadWithWhatIsUsual) {
  const auto before = [](double automatic, double ask, double break_below) {
    formats::Json json = *formats::Json::read_file(file);
    json.set("thresholds", formats::Json::object({{"automatic", automatic},
                                                  {"ask", ask},
                                                  {"gap", 5},
                                                  {"same-connection", 16},
                                                  {"break-below", break_below},
                                                  {"rivals", 5}}));
    EXPECT_TRUE(formats::check_schema(json, *formats::Json::read_file(schema_file)).empty());
    const auto model = read_model(json);
    EXPECT_THAT(model, IsOk());
    EXPECT_THAT(read_model(to_json(*model)), IsOk()) << "what is written is read again";
    return model->thresholds;
  };
  EXPECT_EQ(before(9, 4, 0).show, 7);
  EXPECT_EQ(before(9, 4, 0).statistics, 0);
  EXPECT_EQ(before(6, 2, 1).show, 6) << "no further than automatic";
  EXPECT_EQ(before(6, 2, 1).statistics, 1) << "not below what a link may fall to";
  EXPECT_EQ(before(12, 8, 0).show, 8) << "no less than ask";
  EXPECT_EQ(before(6, 2, 7).statistics, 6);
}

TEST(Model, IsWrittenWithAllItsThresholds) {
  const Model::Thresholds read = read_model(to_json(*read_model_file(file)))->thresholds;
  EXPECT_EQ(read.show, 7);
  EXPECT_EQ(read.statistics, 0);
  const auto strict = changed("\"statistics\": 0", "\"statistics\": 5.5");
  EXPECT_EQ(read_model(to_json(*strict))->thresholds.statistics, 5.5);
}

TEST(Model, OfAMissingFileIsAnError) { EXPECT_FALSE(read_model_file(file + ".missing").ok()); }

}  // namespace trellis::matching
