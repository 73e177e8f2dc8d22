#include "hub/matching/identity/following.hpp"

#include <gmock/gmock.h>

#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::matching {
namespace {

using testing::a_child;
using testing::IsOk;
using testing::LinksFake;
using testing::Registry;

const By steward{"steward", "seen together"};

// Two programs at one store: what the one writes the other reads at its next unit of work.
class TwoPrograms : public ::testing::Test {
 protected:
  struct Program {
    explicit Program(LinksFake& links) : identity(*opened.engine, links, clock, opened.rules) {
      EXPECT_THAT(identity.load(), IsOk());
    }
    template <typename Work>
    void unit(Work&& work) {
      EXPECT_THAT(identity.following().begun(), IsOk());
      work();
      EXPECT_THAT(identity.following().committing(), IsOk());
      identity.following().committed();
    }
    ChildId settle(int subject, const Features& features) {
      ChildId child;
      unit([&] {
        const auto settled = identity.settling().settle({SubjectId(subject), ConnectionId(subject)},
                                                        features, "import");
        ASSERT_THAT(settled, IsOk());
        child = settled->child;
      });
      return child;
    }
    OpenedEngine opened = testing::shipped_engine();
    testing::StandingClock clock;
    Identity identity;
  };

  LinksFake links_;
  Program one_{links_}, other_{links_};
};

const Features ada = a_child("ada", "quillington").born("2014-05-06").living_at("AB1 2CD").girl();

TEST_F(TwoPrograms, LinkWhatTheOtherHasBrought) {
  const ChildId child = one_.settle(1, ada);
  EXPECT_EQ(other_.settle(2, ada), child);
  EXPECT_EQ(one_.settle(3, ada), child);
}

TEST_F(TwoPrograms, KnowWhomTheOtherHasChangedOrMoved) {
  one_.settle(1, ada);
  const ChildId bob =
      other_.settle(2, a_child("bob", "harrowgate").born("2012-01-30").living_at("ZE9 9ZZ").boy());
  one_.settle(2, ada);
  EXPECT_NE(other_.settle(3, ada), bob) << "he has become ada in the meantime";
}

TEST_F(TwoPrograms, ObeyALockThatTheOtherHasSet) {
  one_.settle(1, ada);
  other_.settle(9, a_child("eve", "marlow").born("2010-10-10").girl());
  one_.unit([&] {
    ASSERT_THAT(one_.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward), IsOk());
  });
  EXPECT_NE(other_.settle(2, ada), *other_.identity.children().child_of(SubjectId(1)));
}

TEST_F(TwoPrograms, WeighNamesAlike) {
  for (int id = 1; id <= 1100; ++id)
    one_.settle(id,
                a_child("x" + std::to_string(id), "smith")
                    .born(std::to_string(2000 + id % 15) + "-02-0" + std::to_string(1 + id % 9)));
  EXPECT_EQ(one_.opened.engine->name_epoch(), 1);
  other_.settle(2000, ada);
  EXPECT_EQ(other_.opened.engine->name_epoch(), 1);
  const Features smith = a_child("ada", "smith").born("2015-03-02");
  EXPECT_EQ(one_.opened.engine->compare(smith, smith).bits,
            other_.opened.engine->compare(smith, smith).bits);
  Program restarted{links_};
  EXPECT_EQ(restarted.opened.engine->compare(smith, smith).bits,
            one_.opened.engine->compare(smith, smith).bits);
}

// A snapshot is left by whoever starts, and what is in it is forgotten as a change.
TEST_F(TwoPrograms, ReadAllWhereChangesWereForgotten) {
  const ChildId child = one_.settle(1, ada);
  one_.settle(2, a_child("bob", "harrowgate").born("2012-01-30").boy());
  ASSERT_THAT(links_.replace_snapshot("", {"newer", links_.position()->change}), IsOk());
  EXPECT_EQ(other_.settle(3, ada), child);
}

TEST_F(TwoPrograms, ReadAgainWhatWasRolledBackUnderTheSameNumbers) {
  ASSERT_THAT(one_.identity.following().begun(), IsOk());
  ASSERT_THAT(one_.identity.settling().settle({SubjectId(1), ConnectionId(1)}, ada, "import"),
              IsOk());
  LinksFake& links = links_;
  links = LinksFake();  // nothing of it came to the disk
  ASSERT_THAT(one_.identity.refresh(SubjectId(1)), IsOk());

  const ChildId child = other_.settle(7, ada);
  EXPECT_EQ(one_.settle(8, ada), child);
}

}  // namespace
}  // namespace trellis::matching
