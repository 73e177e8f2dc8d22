#include "hub/matching/model.hpp"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/shared.hpp"

namespace trellis::matching {
namespace {

using testing::IsOk;
using testing::SaysWhy;

const std::string file = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/default.json";

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
  const auto schema = formats::Json::read_file(std::string(TRELLIS_SOURCE_DIR) +
                                               "/config/schema/matching-model.schema.json");
  ASSERT_THAT(schema, IsOk());
  EXPECT_TRUE(formats::check_schema(*formats::Json::read_file(file), *schema).empty());
}

TEST(ShippedModel, NeverLetsAWeakFindingSpeakLouderThanAStrongOne) {
  const Model model = *read_model_file(file);
  EXPECT_GE(model.given_frequency.least,
            model.given[static_cast<std::size_t>(Likeliness::nickname)]);
  EXPECT_LT(model.given[static_cast<std::size_t>(Likeliness::different)], 0);
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

TEST(Model, OfAMissingFileIsAnError) { EXPECT_FALSE(read_model_file(file + ".missing").ok()); }

}  // namespace trellis::matching
