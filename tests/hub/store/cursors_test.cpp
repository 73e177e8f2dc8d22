#include "hub/store/cursors.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"

namespace trellis::testing {
namespace {

TEST(StoredCursors, AreGivenBackToTheAdapterThatSaidThem) {
  const auto database = a_database();
  add_two_connections(*database);
  const auto cursors = store::make_cursors(*database);
  const std::string cursor("page\0 2\xff", 8);

  EXPECT_THAT(cursors->find(ConnectionId(1), "acme"), IsOkAnd(std::string()));
  ASSERT_THAT(cursors->keep(ConnectionId(1), "acme", "page 1", second(1)), IsOk());
  ASSERT_THAT(cursors->keep(ConnectionId(1), "acme", cursor, second(2)), IsOk());

  EXPECT_THAT(cursors->find(ConnectionId(1), "acme"), IsOkAnd(cursor));
  EXPECT_THAT(cursors->find(ConnectionId(2), "acme"), IsOkAnd(std::string()));
  EXPECT_THAT(cursors->find(ConnectionId(1), "another"), IsOkAnd(std::string()));
}

}  // namespace
}  // namespace trellis::testing
