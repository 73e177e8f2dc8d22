#include "hub/matching/identity/history.hpp"

#include <map>
#include <random>
#include <set>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/village.hpp"

namespace trellis::matching {
namespace {

using namespace testing;

const By steward{"steward", "looked at both files"};

// What happens to a village's subjects, and who stood where after each step.
class Chronicle {
 public:
  explicit Chronicle(unsigned seed) : random_(seed), village_(seed, 30) {}

  void live(int steps) {
    for (int i = 0; i < steps; ++i) {
      registry.clock.at += std::chrono::seconds(1);
      step();
      std::map<SubjectId, ChildId> now;
      for (const SubjectId each : known_) now[each] = *registry.identity.children().child_of(each);
      past[registry.clock.at] = now;
    }
  }

  Registry registry;
  std::map<Instant, std::map<SubjectId, ChildId>> past;

 private:
  std::size_t any() { return random_() % village_.subjects.size(); }
  SubjectId any_known() {
    return *std::next(known_.begin(), static_cast<std::ptrdiff_t>(random_() % known_.size()));
  }

  void step() {
    const auto what = random_() % 10;
    if (what < 6 || known_.size() < 2) return settle();
    const SubjectId a = any_known(), b = any_known();
    if (a == b) return;
    Result<Changed> changed = Changed{};
    if (what == 6) changed = registry.identity.decisions().must_link(a, b, steward);
    if (what == 7) changed = registry.identity.decisions().never_link(a, b, steward);
    if (what > 7 && !events_.empty())
      changed = registry.identity.undoing().undo(events_[random_() % events_.size()], steward);
    if (changed.ok() && !changed->event.none()) events_.push_back(changed->event);
  }

  void settle() {
    const std::size_t i = any();
    Features features = village_.subjects[i].features;
    if (random_() % 4 == 0)
      features = village_.subjects[any()].features;  // another file by mistake
    const int id = static_cast<int>(i) + 1;
    const Settled settled = registry.settle(id, features, id);
    known_.insert(SubjectId(id));
    if (!settled.event.none()) events_.push_back(settled.event);
  }

  std::mt19937 random_;
  Village village_;
  std::set<SubjectId> known_;
  std::vector<EventId> events_;
};

std::set<SubjectId> together(const std::map<SubjectId, ChildId>& standing, SubjectId subject) {
  std::set<SubjectId> found;
  const auto own = standing.find(subject);
  for (const auto& [each, child] : standing)
    if (own != standing.end() && child == own->second) found.insert(each);
  return found;
}

}  // namespace

TEST(History, RebuildsEveryPastState) {
  std::size_t links = 0;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    Chronicle chronicle(seed);
    chronicle.live(150);
    for (const auto& [subject, child] : chronicle.past.rbegin()->second) {
      const auto events = chronicle.registry.identity.children().history(subject);
      ASSERT_THAT(events, IsOk());
      for (const auto& [at, was] : chronicle.past) {
        const auto rebuilt = standing_at(*events, at);
        ASSERT_EQ(rebuilt.count(subject), was.count(subject)) << to_string(subject);
        if (was.count(subject) == 0) continue;
        EXPECT_EQ(rebuilt.at(subject), was.at(subject));
        EXPECT_EQ(together(rebuilt, subject), together(was, subject)) << to_string(subject);
        links += together(was, subject).size() - 1;
      }
    }
  }
  EXPECT_GT(links, 1000u);
}

TEST(History, TellsWhoSaidWhatOnWhichEvidence) {
  Registry registry;
  const auto ada = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road");
  registry.settle(1, ada);
  registry.settle(2, ada);
  ASSERT_THAT(registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward),
              IsOk());
  const auto events = registry.identity.children().history(SubjectId(2));
  ASSERT_THAT(events, IsOk());
  ASSERT_EQ(events->size(), 3u);
  EXPECT_EQ((*events)[1].model, "default-1");
  EXPECT_THAT(read_comparison((*events)[1].evidence), IsOk());
  EXPECT_EQ((*events)[2].actor, "steward");
  EXPECT_EQ((*events)[2].reason, steward.reason);
  EXPECT_EQ((*events)[2].locks.size(), 1u);
}

TEST(History, TellsLocksToBothOfWhomTheyTell) {
  Registry registry;
  registry.settle(1, a_child("ada", "moss").born("2015-03-02"));
  registry.settle(2, a_child("leo", "hart").born("2011-12-24"));
  const auto never = registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward);
  ASSERT_THAT(never, IsOk());
  for (const int subject : {1, 2}) {
    const auto events = registry.identity.children().history(SubjectId(subject));
    EXPECT_EQ(events->back().id, never->event) << subject;
  }
}

TEST(History, EndsWhereTwoWereParted) {
  Registry registry;
  const auto ada = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road");
  registry.settle(1, ada);
  registry.settle(2, ada);
  ASSERT_THAT(registry.identity.decisions().never_link(SubjectId(1), SubjectId(2), steward),
              IsOk());
  const EventId later = registry.settle(3, SubjectBuilder(ada).nhs("9990000018")).event;
  const bool is_with_two = registry.child(3) == registry.child(2);
  const auto events = registry.identity.children().history(SubjectId(is_with_two ? 1 : 2));
  for (const Event& event : *events) EXPECT_NE(event.id, later);
}

TEST(History, TellsTheBareMovesOfThoseWhomSomebodySealedBrought) {
  Registry registry;
  const auto ada = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road");
  registry.settle(1, ada);
  const EventId with_sealed = registry.settle(2, ada).event;
  registry.settle(1, SubjectBuilder(ada).sealed());
  const auto events = registry.identity.children().history(SubjectId(2));
  ASSERT_THAT(events, IsOk());
  ASSERT_FALSE(events->empty());
  EXPECT_EQ(events->front().id, with_sealed);
  EXPECT_EQ(events->front().subject, SubjectId(2));
  EXPECT_TRUE(events->front().other.none());
  EXPECT_TRUE(events->front().evidence.empty());
  EXPECT_EQ(events->front().moves.size(), 1u);
}

TEST(History, IsSilentAboutWhoIsSealed) {
  Registry registry;
  const auto ada = a_child("ada", "moss").born("2015-03-02").living_at("AB1 2CD", "3 elm road");
  registry.settle(1, ada);
  registry.settle(2, ada);
  registry.settle(3, ada);
  registry.settle(2, SubjectBuilder(ada).sealed());
  const auto events = registry.identity.children().history(SubjectId(3));
  ASSERT_THAT(events, IsOk());
  for (const Event& event : *events) {
    EXPECT_NE(event.subject, SubjectId(2));
    EXPECT_NE(event.other, SubjectId(2));
    for (const Move& move : event.moves) EXPECT_NE(move.subject, SubjectId(2));
  }
  EXPECT_EQ(standing_at(*events, registry.clock.at).count(SubjectId(2)), 0u);
  EXPECT_THAT(registry.identity.children().history(SubjectId(2)), IsError(Fault::not_found));
}

}  // namespace trellis::matching
