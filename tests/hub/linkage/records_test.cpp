#include "hub/linkage/records.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/fields.hpp"
#include "tests/hub/linkage/town.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;

TEST(LinkFields, SayWhereTheyAreWrong) {
  const auto read = [](const std::string& text) {
    return Fields::read(*formats::Json::parse(text, "fields.json"));
  };
  EXPECT_THAT(read(R"({"fields":[{"column":"a","is":"given_name"}]})"), IsOk());
  EXPECT_THAT(read(R"({"fields":[{"column":"a","is":"shoe_size"}]})"), IsError(Fault::invalid));
  EXPECT_THAT(read(R"({"fields":[]})"), IsError(Fault::invalid));
  const auto twice =
      read("{\"fields\":[{\"column\":\"a\",\"is\":\"sex\"},\n{\"column\":\"a\",\"is\":\"text\"}]}");
  ASSERT_THAT(twice, SaysWhy("stands twice"));
  EXPECT_EQ(twice.error().place.line, 2u);
}

TEST(LinkFields, AreGuessedFromTheColumnsNames) {
  const Fields fields = guess_fields(
      {"rec_id", "First Name", "Surname", "DOB", "Shoe size"},
      {{"1", "Ada", "Byron", "2012-03-05", "36"}, {"2", "Ben", "Okoro", "2011-04-06", "38"}});
  EXPECT_EQ(fields.record_id, "rec_id");
  std::vector<std::string> columns;
  for (const Field& field : fields.fields) columns.push_back(field.column);
  EXPECT_THAT(columns, ElementsAre("First Name", "Surname", "DOB"));
  EXPECT_THAT(Fields::read(*formats::Json::parse(fields.to_json().dump())), IsOk());
}

TEST(LinkEncoder, NamesTheColumnThatNoTableHas) {
  Encoder encoder({{}, {{"first", Is::given_name, {}, {}}, {"last", Is::family_name, {}, {}}}},
                  testing::shipped_words());
  EXPECT_THAT(encoder.start_table({"a", "b"}), SaysWhy("a, b"));
  ASSERT_THAT(encoder.start_table({"first", "b"}), IsOk());
  encoder.add({"Ada", "x"});
  EXPECT_THAT(encoder.take(), SaysWhy("\"last\""));
}

TEST(LinkEncoder, KeepsTheOrderOfManyRowsAndOfTablesWithOtherColumns) {
  Encoder encoder({{}, {{"first", Is::given_name, {}, {}}, {"phone", Is::phone, {}, {}}}},
                  testing::shipped_words(), 3);
  constexpr std::uint32_t rows = 20'000;
  ASSERT_THAT(encoder.start_table({"first", "phone"}), IsOk());
  for (std::uint32_t i = 0; i < rows; ++i)
    encoder.add({i % 2 == 0 ? "Zo\u00eb" : "Ben", "+44 1632 " + std::to_string(100'000 + i)});
  ASSERT_THAT(encoder.start_table({"phone", "other", "first"}), IsOk());
  for (std::uint32_t i = 0; i < rows; ++i)
    encoder.add({"01632" + std::to_string(100'000 + i), "x", "zoe"});
  const Records records = *encoder.take();

  ASSERT_EQ(records.count, 2 * rows);
  const std::uint32_t zoe = records.people[0].name.given[0];
  EXPECT_EQ(records.names.text(zoe), "zoe");
  for (std::uint32_t i = 0; i < rows; ++i) {
    ASSERT_EQ(records.people[i].name.given[0] == zoe, i % 2 == 0) << i;
    ASSERT_EQ(records.people[rows + i].name.given[0], zoe) << i;
    ASSERT_EQ(*records.codes_of(i), *records.codes_of(rows + i)) << i;
  }
}

TEST(Lexicon, GivesEachTextOneCode) {
  Lexicon lexicon;
  std::vector<std::string> texts;
  for (int i = 0; i < 5000; ++i) texts.push_back(i % 7 == 0 ? "" : std::to_string(i * 37 % 3000));
  const std::vector<std::string_view> views(texts.begin(), texts.end());
  std::vector<std::uint32_t> codes;
  lexicon.put(views, codes);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(lexicon.text(codes[i]), texts[i]);
    EXPECT_EQ(lexicon.put(texts[i]), codes[i]);
  }
  EXPECT_EQ(lexicon.size(), std::set<std::string>(texts.begin(), texts.end()).size());
}

TEST(LinkEncoder, RefusesMoreColumnsThanItCanCompare) {
  Fields fields;
  std::vector<std::string> columns;
  for (std::size_t i = 0; i <= most_texts; ++i) {
    columns.push_back("c" + std::to_string(i));
    fields.fields.push_back({columns.back(), Is::text, {}, {}});
  }
  EXPECT_THAT(Encoder(fields, testing::shipped_words()).start_table(columns),
              SaysWhy("at most 11"));
  fields.fields.pop_back();
  EXPECT_THAT(Encoder(fields, testing::shipped_words()).start_table(columns), IsOk());
}

}  // namespace
}  // namespace trellis::linkage
