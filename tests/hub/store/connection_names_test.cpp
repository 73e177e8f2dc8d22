#include "hub/store/connection_names.hpp"

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"

namespace trellis::testing {
namespace {

using store::connection_named;
using store::organisations_of_connections;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(ConnectionNames, AreMadeOnce) {
  const auto database = a_database();
  const auto made = connection_named(*database, "cin", "easton");
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(connection_named(*database, "cin", "easton"), IsOkAnd(*made));
}

TEST(ConnectionNames, ChangeTheirOrganisationUntilThereAreRecords) {
  const auto database = a_database();
  const auto made = connection_named(*database, "cin", "easton");
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(connection_named(*database, "cin", "northwick"), IsOkAnd(*made));
  EXPECT_THAT(organisations_of_connections(*database), IsOkAnd(IsEmpty()));

  ASSERT_THAT(database->run("INSERT INTO subject (connection_id, source_key) VALUES ($1, 'C1')",
                            {made->number()}),
              IsOk());
  EXPECT_THAT(organisations_of_connections(*database),
              IsOkAnd(ElementsAre(Pair("cin", "northwick"))));
  const auto changed = connection_named(*database, "cin", "easton");
  ASSERT_THAT(changed, IsError(Fault::conflict));
  EXPECT_THAT(changed.error().message, HasSubstr("are those of northwick"));
  EXPECT_THAT(connection_named(*database, "cin", "northwick"), IsOkAnd(*made));
}

}  // namespace
}  // namespace trellis::testing
