#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <variant>

#include <gmock/gmock.h>

#include "hub/matching/engine/grouping.hpp"
#include "hub/matching/engine/words.hpp"
#include "tests/support/matching.hpp"
#include "tests/support/names.hpp"
#include "tests/support/village.hpp"

// One by one, in whatever order, with changes, withdrawals and locks in between, subjects come to
// the children that all of them together come to at once.
namespace trellis::matching {
namespace {

using testing::Registry;
using testing::Village;

struct Report {
  int subject = 0;
  Features features;
};
struct LockReport {
  int a = 0, b = 0;
  Lock kind = Lock::must_link;
};
using Happens = std::variant<Report, LockReport>;

// What a town's sources say in the end, and all that happened on the way.
struct Story {
  std::vector<Features> in_the_end;  // by subject - 1
  std::map<std::pair<int, int>, Lock> locks;
  std::vector<Happens> happened;  // each subject's reports in their order, all else shuffled
};

Features with_a_slip(Features features, std::mt19937& random) {
  if (!features.names.empty() && random() % 2 == 0) features.names[0].given[1] = 'q';
  if (random() % 3 == 0) features.births.clear();
  if (random() % 4 == 0) features.identifiers.clear();
  return features;
}

class StoryTeller {
 public:
  explicit StoryTeller(unsigned seed) : random_(seed), village_(seed, 40) {}

  // Locks before anything else, or at any time.
  Story tell(bool locks_first) {
    for (std::size_t i = 0; i < village_.subjects.size(); ++i) tell_of(static_cast<int>(i) + 1);
    for (int i = 0; i < 12; ++i) lock_two();
    shuffle(locks_first);
    return std::move(story_);
  }

 private:
  void tell_of(int subject) {
    const Features& features = village_.subjects[static_cast<std::size_t>(subject) - 1].features;
    std::vector<Features> reports;
    if (random_() % 3 == 0) reports.push_back(with_a_slip(features, random_));
    if (random_() % 12 == 0) reports.push_back({});  // withdrawn for a while
    reports.push_back(random_() % 15 == 0 ? Features{} : features);
    story_.in_the_end.push_back(reports.back());
    for (Features& each : reports) reports_[subject].push_back(std::move(each));
  }

  // Locks that can all hold: within a child, and between two.
  void lock_two() {
    const auto any = [&] { return static_cast<int>(random_() % village_.subjects.size()); };
    const int a = any(), b = any();
    const bool is_one =
        village_.child[static_cast<std::size_t>(a)] == village_.child[static_cast<std::size_t>(b)];
    if (a == b) return;
    const Lock kind = is_one ? Lock::must_link : Lock::never_link;
    story_.locks[std::minmax(a + 1, b + 1)] = kind;
    locks_.push_back({a + 1, b + 1, kind});
  }

  void shuffle(bool locks_first) {
    std::vector<int> turns;
    for (const auto& [subject, reports] : reports_)
      turns.insert(turns.end(), reports.size(), subject);
    if (!locks_first) turns.insert(turns.end(), locks_.size(), 0);
    std::shuffle(turns.begin(), turns.end(), random_);
    if (locks_first) turns.insert(turns.begin(), locks_.size(), 0);
    std::map<int, std::size_t> next;
    for (const int turn : turns) {
      const std::size_t at = next[turn]++;
      if (turn == 0)
        story_.happened.emplace_back(locks_[at]);
      else
        story_.happened.emplace_back(Report{turn, reports_[turn][at]});
    }
  }

  std::mt19937 random_;
  Village village_;
  Story story_;
  std::map<int, std::vector<Features>> reports_;
  std::vector<LockReport> locks_;
};

void happen(const Happens& what, Registry& registry) {
  if (const auto* report = std::get_if<Report>(&what)) {
    registry.settle(report->subject, report->features);
    return;
  }
  const auto& [a, b, kind] = std::get<LockReport>(what);
  const By steward{"steward", "seen together"};
  const auto locked =
      kind == Lock::must_link
          ? registry.identity.decisions().must_link(SubjectId(a), SubjectId(b), steward)
          : registry.identity.decisions().never_link(SubjectId(a), SubjectId(b), steward);
  EXPECT_TRUE(locked.ok()) << to_string(locked.error());
}

// By subject - 1: the group that all of them together come to.
std::vector<std::uint32_t> at_once(const Story& story) {
  const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";
  const Model model = *read_model_file(folder + "default.json");
  const NameLists lists = testing::shipped_names();
  Words words(lists);
  std::vector<Encoding> encoded;
  for (const Features& each : story.in_the_end) {
    encoded.emplace_back(each, model, words);
    for (const Encoded::Name& name : encoded.back().view().names)
      words.count(name.given, Role::given, 1);
  }
  Ties ties(encoded.size());
  for (std::size_t b = 0; b < encoded.size(); ++b) {
    for (std::size_t a = 0; a < b; ++a) {
      const auto lock = story.locks.find({static_cast<int>(a) + 1, static_cast<int>(b) + 1});
      ties.set(a, b,
               tie_of(score(encoded[a].view(), encoded[b].view(), model, words),
                      lock == story.locks.end() ? std::nullopt : std::optional(lock->second)));
    }
  }
  return group(ties, model);
}

// The subjects of children that stand although all together would take them apart: a link that was
// made is broken by a person only.
std::set<ChildId> kept(Registry& registry, const std::vector<std::uint32_t>& groups) {
  std::map<ChildId, std::set<std::uint32_t>> groups_of;
  for (std::size_t i = 0; i < groups.size(); ++i)
    groups_of[registry.child(static_cast<int>(i) + 1)].insert(groups[i]);
  std::set<ChildId> kept;
  for (const auto& [child, of] : groups_of)
    if (of.size() > 1) kept.insert(child);
  return kept;
}

}  // namespace

class OneByOne : public ::testing::TestWithParam<bool> {};

TEST_P(OneByOne, ComesToWhatAllTogetherComeTo) {
  const bool locks_first = GetParam();
  std::size_t subjects = 0, joined = 0, in_kept = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const Story story = StoryTeller(seed).tell(locks_first);
    Registry registry;
    for (const Happens& each : story.happened) happen(each, registry);
    for (const auto& [pair, kind] : story.locks)
      EXPECT_EQ(registry.child(pair.first) == registry.child(pair.second), kind == Lock::must_link);

    const std::vector<std::uint32_t> groups = at_once(story);
    const std::set<ChildId> standing = kept(registry, groups);
    std::map<std::uint32_t, std::set<ChildId>> children_of;
    std::set<std::uint32_t> with_locks;
    for (const auto& [pair, kind] : story.locks)
      for (const int subject : {pair.first, pair.second})
        with_locks.insert(groups[static_cast<std::size_t>(subject) - 1]);
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const ChildId child = registry.child(static_cast<int>(i) + 1);
      children_of[groups[i]].insert(child);
      in_kept += standing.count(child);
      joined += groups[i] != i ? 1 : 0;
    }
    subjects += groups.size();
    for (const auto& [group, children] : children_of) {
      const bool has_kept = std::any_of(children.begin(), children.end(),
                                        [&](ChildId child) { return standing.count(child) != 0; });
      // A late lock moves those whom it names; others around it wait for their next report.
      const bool is_locked_late = !locks_first && with_locks.count(group) != 0;
      EXPECT_TRUE(children.size() == 1 || has_kept || is_locked_late)
          << "seed " << seed << ": the group of subject " << group + 1 << " is " << children.size()
          << " children";
    }
  }
  EXPECT_GT(joined, subjects / 4);
  EXPECT_LT(in_kept, subjects / 20);
}

INSTANTIATE_TEST_SUITE_P(WithLocks, OneByOne, ::testing::Bool(),
                         [](const auto& each) { return each.param ? "BeforeAll" : "AtAnyTime"; });

}  // namespace trellis::matching
