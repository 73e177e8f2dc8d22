#include "hub/store/versions.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/store/known_files.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Versions, MarksOneOnce) {
  auto database = a_database();
  const auto versions = make_versions(*database);
  ASSERT_THAT(versions->mark_damaged(VersionId(4), "its bytes", second(9)), IsOk());
  ASSERT_THAT(versions->mark_damaged(VersionId(4), "again", second(12)), IsOk());
  EXPECT_EQ(number_from(*database, "SELECT found_at FROM damaged_version"), 9'000'000);
}

TEST(Versions, AreNoneInAnEmptyStore) {
  auto database = a_database();
  const auto versions = make_versions(*database);
  EXPECT_THAT(*versions->after({}, 10), IsEmpty());
  {
    const auto none = versions->version(VersionId(1), {});
    ASSERT_THAT(none, IsOk());
    EXPECT_FALSE(none->has_value());
  }
}

TEST(Versions, NameTheMappingWhoseDictionaryIsAnother) {
  auto database = a_database();
  const auto versions = make_versions(*database);
  ASSERT_THAT(database->script("INSERT INTO dictionary (id, mapping, bytes, digest) VALUES "
                               "(32768, 'rows', x'00', x'11')"),
              IsOk());
  EXPECT_THAT(*versions->damaged_dictionaries(), ElementsAre("rows"));
}

TEST(KnownFiles, AreThoseThatWerePut) {
  auto database = a_database();
  const auto files = make_known_files(*database);
  ASSERT_THAT(files->put("hub.json", "1"), IsOk());
  ASSERT_THAT(files->put("hub.json", "2"), IsOk());
  ASSERT_THAT(files->put("rules/a.json", "3"), IsOk());
  ASSERT_THAT(files->remove("rules/a.json"), IsOk());
  EXPECT_THAT(files->all(), IsOkAnd(desk::ConfigurationFiles{{"hub.json", "2"}}));
}

}  // namespace
}  // namespace trellis::store
