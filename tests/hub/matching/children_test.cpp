#include "hub/matching/identity/children.hpp"

#include <gmock/gmock.h>

#include "tests/support/links_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::matching {
namespace {

using ::testing::ElementsAre;
using trellis::testing::IsError;
using trellis::testing::IsOk;
using trellis::testing::LinksFake;

TEST(Children, AreLookedUpByTheLinksAlone) {
  LinksFake links;
  Children children(links);
  const ChildId elder = *links.make_child({}), younger = *links.make_child({});
  ASSERT_THAT(links.put(Known{{SubjectId(1), ConnectionId(1)}, elder, pack({})}), IsOk());
  ASSERT_THAT(links.put(Known{{SubjectId(2), ConnectionId(1)}, elder, pack({})}), IsOk());
  ASSERT_THAT(links.redirect(younger, elder), IsOk());

  EXPECT_EQ(*children.child_of(SubjectId(2)), elder);
  EXPECT_EQ(*children.resolve(younger), elder);
  EXPECT_THAT(*children.subjects_of(younger), ElementsAre(SubjectId(1), SubjectId(2)));
  EXPECT_THAT(children.child_of(SubjectId(3)), IsError(Fault::not_found));
  EXPECT_THAT(children.resolve(ChildId(9)), IsError(Fault::not_found));
}

TEST(Children, RefuseRedirectsThatGoRoundInACircle) {
  LinksFake links;
  Children children(links);
  const ChildId one = *links.make_child({}), other = *links.make_child({});
  ASSERT_THAT(links.redirect(one, other), IsOk());
  ASSERT_THAT(links.redirect(other, one), IsOk());

  EXPECT_THAT(children.resolve(one), IsError(Fault::conflict));
}

}  // namespace
}  // namespace trellis::matching
