#include "tests/support/links_fake.hpp"

#include "tests/support/links_contract.hpp"

namespace trellis::testing {

struct FakeLinks {
  matching::Links& links() { return fake; }
  LinksFake fake;
};
INSTANTIATE_TYPED_TEST_SUITE_P(Fake, LinksContract, FakeLinks);

}  // namespace trellis::testing
