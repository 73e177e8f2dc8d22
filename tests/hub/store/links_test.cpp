#include "hub/store/links.hpp"

#include "tests/support/links_contract.hpp"
#include "tests/support/store.hpp"

namespace trellis::testing {

struct StoredLinks {
  matching::Links& links() { return *stored; }

  std::unique_ptr<store::Database> database = a_database();
  std::unique_ptr<matching::Links> stored = store::make_links(*database);
};
INSTANTIATE_TYPED_TEST_SUITE_P(Stored, LinksContract, StoredLinks);

TEST(StoredLinks, RefusesToUndoAnEventTwice) {
  StoredLinks maker;
  const auto first = *maker.links().append(matching::Event{});
  matching::Event undo;
  undo.undoes = first;
  ASSERT_THAT(maker.links().append(undo), IsOk());
  EXPECT_FALSE(maker.links().append(undo).ok());
}

}  // namespace trellis::testing
