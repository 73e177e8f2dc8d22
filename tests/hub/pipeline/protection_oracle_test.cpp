#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "hub/pipeline/protections.hpp"
#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

// What is shown of children with random histories of restrictions, told by three sources and by
// people, against a second judge: it keeps the stories themselves, and of the hub it knows nothing.
namespace trellis::pipeline {
namespace {

using trellis::testing::IsOk;

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  int upto(int most) { return std::uniform_int_distribution<int>(0, most)(engine_); }
  bool one_in(int many) { return upto(many - 1) == 0; }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> sources = {"schools", "care", "youth-justice"};
const std::map<std::string, std::string> organisation_of = {
    {"schools", "schools"}, {"care", "care"}, {"youth-justice", "yjs"}};

// What one row of a source says of a child.
struct Row {
  int house = 0;      // 0: no address
  std::string scope;  // as the source writes it; empty: no restriction
  std::string until;
  bool is_for_household = false;
  bool is_broken = false;  // held
};

struct Story {
  int number = 0;
  std::map<std::string, std::vector<Row>> rows;  // of each source that knows the child, in time
  // After which step a person ends all that protects the child; none: nobody does.
  std::optional<std::size_t> ended_after;
  bool is_protected_by_a_person = false;  // location, after everything else
};

constexpr int children = 40;
constexpr std::size_t steps = 3;
const std::string first_day = "2026-03-02";
const std::vector<std::string> asked_on = {"2026-03-03", "2026-06-01", "2027-06-01"};

Row any_row(Dice& dice, bool is_last) {
  static const std::vector<std::string> scopes = {"location",      "Address",  "whole record",
                                                  "WHOLE_RECORD",  "see file", "adoption seal",
                                                  "adoption_seal", "location", "whole_record"};
  Row row;
  row.house = dice.upto(25);
  if (!dice.one_in(4)) return row;
  row.scope = scopes[static_cast<std::size_t>(dice.upto(static_cast<int>(scopes.size()) - 1))];
  if (dice.one_in(3)) row.until = dice.one_in(2) ? "2026-01-31" : "2026-12-31";
  row.is_for_household = dice.one_in(4);
  row.is_broken = is_last && dice.one_in(3);
  return row;
}

Story any_story(Dice& dice, int number) {
  Story story;
  story.number = number;
  for (const std::string& source : sources) {
    if (dice.one_in(4) && source != "schools") continue;
    for (std::size_t step = 0; step < steps; ++step)
      story.rows[source].push_back(any_row(dice, step + 1 == steps));
  }
  if (dice.one_in(5)) story.ended_after = static_cast<std::size_t>(dice.upto(steps - 1));
  story.is_protected_by_a_person = dice.one_in(15);
  return story;
}

// The judge. Per child: which sources stand apart under a seal, and what protects the others.
enum class Shown { all, without_places, own_only };

bool is_seal(const Row& row) { return row.scope.substr(0, 8) == "adoption"; }
bool is_place(const Row& row) { return row.scope == "location" || row.scope == "Address"; }

// One restriction of one source over its steps.
struct Claim {
  Row row;
  bool was_said_last_time = true;
  bool is_ended = false;
};

std::string family_of(const Row& row) {  // what a source's later word is taken to be about
  const std::string kind = is_seal(row)              ? "seal"
                           : is_place(row)           ? "place"
                           : row.scope == "see file" ? "?"
                                                     : "whole";
  return kind + (row.is_for_household ? " household" : "");
}

bool is_word_for_word(const Row& a, const Row& b) {
  return a.scope == b.scope && a.until == b.until;
}

std::vector<Claim> claims_of(const Story& story, const std::string& source) {
  std::vector<Claim> claims;
  const std::vector<Row>& rows = story.rows.at(source);
  for (std::size_t step = 0; step < rows.size(); ++step) {
    const Row& row = rows[step];
    bool is_new = !row.scope.empty();
    for (Claim& claim : claims) {
      const bool is_again = is_new && claim.was_said_last_time && !row.is_broken &&
                            family_of(claim.row) == family_of(row) &&
                            (!claim.is_ended || is_word_for_word(claim.row, row));
      if (row.is_broken) continue;  // what is held says nothing of what was said before
      claim.was_said_last_time = is_again;
      if (!is_again) continue;
      is_new = false;
      claim.row = row;
    }
    if (is_new) claims.push_back({row});
    if (story.ended_after == step)
      for (Claim& claim : claims) claim.is_ended = true;
  }
  return claims;
}

bool holds(const Claim& claim, const std::string& day) {
  return !claim.is_ended && (claim.row.until.empty() || claim.row.until >= day);
}

// By the seal as it stood when the source last said something that was stored.
bool stands_apart(const Story& story, const std::string& source) {
  for (const Claim& claim : claims_of(story, source))
    if (is_seal(claim.row) && !claim.row.is_broken && holds(claim, first_day)) return true;
  return false;
}

// The story as far as a source has told it when it is at `step`, those after it in the order of
// imports at the step before; people have acted after the steps before.
Story as_of(const Story& story, std::size_t step, const std::string& source) {
  Story so_far = story;
  const auto at = std::find(sources.begin(), sources.end(), source);
  for (auto& [each, rows] : so_far.rows)
    rows.resize(std::find(sources.begin(), sources.end(), each) <= at ? step + 1 : step);
  if (story.ended_after >= step) so_far.ended_after.reset();
  return so_far;
}

// What others left behind for it when a seal took them away.
std::vector<Claim> left_to(const Story& story, const std::string& source) {
  std::vector<Claim> left;
  for (const auto& [leaver, rows] : story.rows) {
    for (std::size_t step = 1; step < rows.size() && leaver != source; ++step) {
      Story before = as_of(story, step, leaver);
      const bool is_ended_since = story.ended_after >= step;
      if (is_ended_since || !stands_apart(before, leaver) || stands_apart(before, source)) continue;
      const std::vector<Claim> claims = claims_of(before, leaver);
      before.rows[leaver].pop_back();
      if (stands_apart(before, leaver)) continue;
      for (const Claim& claim : claims)
        if (!is_seal(claim.row) && holds(claim, first_day)) left.push_back(claim);
    }
  }
  return left;
}

std::vector<std::string> together_with(const Story& story, const std::string& source) {
  if (stands_apart(story, source)) return {source};
  std::vector<std::string> all;
  for (const auto& [each, rows] : story.rows)
    if (!stands_apart(story, each)) all.push_back(each);
  return all;
}

// The last row that was stored: a broken one is not.
std::set<int> houses_of(const Story& story, const std::vector<std::string>& members) {
  std::set<int> houses;
  for (const std::string& source : members) {
    const std::vector<Row>& rows = story.rows.at(source);
    const Row& last = rows.back().is_broken ? rows[rows.size() - 2] : rows.back();
    if (last.house != 0) houses.insert(last.house);
  }
  return houses;
}

Shown more_restrictive(Shown a, Shown b) { return std::max(a, b); }

struct Group {
  const Story* story;
  std::vector<std::string> members;
};

std::vector<Group> groups_of(const std::vector<Story>& stories) {
  std::vector<Group> groups;
  for (const Story& story : stories) {
    std::set<std::vector<std::string>> seen;
    for (const auto& [source, rows] : story.rows) seen.insert(together_with(story, source));
    for (const auto& members : seen) groups.push_back({&story, members});
  }
  return groups;
}

Shown judged(const std::vector<Group>& groups, const Group& asked, const std::string& day) {
  Shown shown = Shown::all;
  const std::set<int> own = houses_of(*asked.story, asked.members);
  for (const Group& group : groups) {
    const bool is_itself = group.story == asked.story && group.members == asked.members;
    const std::set<int> theirs = houses_of(*group.story, group.members);
    const bool lives_there =
        std::any_of(theirs.begin(), theirs.end(), [&](int house) { return own.contains(house); });
    if (!is_itself && !lives_there) continue;
    for (const std::string& source : group.members) {
      std::vector<Claim> claims = claims_of(*group.story, source);
      for (const Claim& claim : left_to(*group.story, source)) claims.push_back(claim);
      for (const Claim& claim : claims)
        if (holds(claim, day) && (is_itself || claim.row.is_for_household))
          shown = more_restrictive(shown,
                                   is_place(claim.row) ? Shown::without_places : Shown::own_only);
    }
    if (is_itself && group.story->is_protected_by_a_person)
      shown = more_restrictive(shown, Shown::without_places);
  }
  return shown;
}

// The hub's side.
std::string nhs_number(int child) {
  for (int serial = child * 11;; ++serial) {
    const std::string digits = "999" + std::to_string(1'000'000 + serial).substr(1);
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (digits[i] - '0') * static_cast<int>(10 - i);
    const int check = (11 - sum % 11) % 11;
    if (check != 10) return digits + std::to_string(check);
  }
}

std::string letters(int number) {
  std::string text;
  for (int i = 0; i < 4; ++i, number /= 7) text += "aeioubd"[number % 7];
  return text;
}

std::string line_of(const Story& story, const Row& row, const std::string& event) {
  const int n = story.number;
  const std::string day = std::to_string(10 + n % 18), month = std::to_string(10 + n % 3);
  std::string line = "K" + std::to_string(n) + ",G" + letters(n * 31 + 5) + ",F" +
                     letters(n * 17 + 3) + ",20" + std::to_string(10 + n % 6) + "-" + month + "-" +
                     day + "," + nhs_number(n) + ",";
  line += row.house == 0 ? "," : std::to_string(row.house) + " Long Lane,AB1 2CD";
  line += "," + row.scope + "," + row.until + "," + (row.is_for_household ? "yes" : "") + "," +
          event + "," + (row.is_broken ? "yes" : "") + "\n";
  return line;
}

std::shared_ptr<const sharing::Policy> open_policy(const World& world) {
  sharing::Parties parties;
  parties.organisations = {{"schools", "Schools", "education"},
                           {"care", "Care", "social_care"},
                           {"yjs", "Service", "youth_justice"}};
  parties.roles = {{"youth_justice_worker", "Worker", {"yjs"}, {}, model::Level::detail}};
  sharing::Agreement agreement;
  agreement.id = "all-to-yjs";
  agreement.version = "1";
  agreement.status = sharing::Agreement::Status::live;
  agreement.providers = {"schools", "care"};
  agreement.recipients = {{"yjs", {"youth_justice_worker"}}};
  agreement.purpose = "youth_justice";
  agreement.clauses = {{"1", {"person.*", "education.*"}, model::Level::detail, {}}};
  agreement.start = *Date::of(2026, 1, 1);
  for (const std::string party : {"schools", "care", "yjs"})
    agreement.signatures.push_back({party, "Head", *Date::of(2025, 12, 1)});
  return std::make_shared<sharing::Policy>(parties, std::vector{agreement}, world.catalogue);
}

const std::vector<std::string> kinds = {"person.name",          "person.birth",
                                        "person.address",       "person.identifier",
                                        "education.suspension", "person.restriction"};

class Oracle : public ::testing::Test {
 protected:
  // Imports every story step by step; people act where their story says so.
  void live(World& world, const std::vector<Story>& stories) {
    for (std::size_t step = 0; step < steps; ++step) {
      for (const std::string& source : sources) {
        std::string rows = "id,given,family,born,nhs,street,postcode,scope,until,all_home," +
                           std::string(source == "youth-justice" ? "opened" : "suspended") +
                           ",broken\n";
        for (const Story& story : stories)
          if (const auto found = story.rows.find(source); found != story.rows.end())
            rows += line_of(story, found->second[step], "2026-02-20");
        world.import(source, rows);
      }
      for (const Story& story : stories)
        if (story.ended_after == step) end_all(world, story);
    }
    for (const Story& story : stories)
      if (story.is_protected_by_a_person) protect(world, story);
  }

  SubjectId subject(World& world, const std::string& source, const Story& story) {
    auto connection = world.records->connection(source, World::organisation_of(source));
    return **world.records->find_subject(*connection, "K" + std::to_string(story.number));
  }

  // A seal that ends lets its subject be placed anew, as it does where a person ends it.
  void end_all(World& world, const Story& story) {
    for (const auto& [source, rows] : story.rows) {
      const SubjectId id = subject(world, source, story);
      for (const auto all = world.restrictions->of(id); const Restriction& one : *all) {
        if (one.ended) continue;
        EXPECT_THAT(world.restrictions->end(one.id, {world.clock.now(), "jo", "safe", "panel"}),
                    IsOk());
      }
      const auto known = world.links->find(id);
      matching::Features features = *matching::unpack((*known)->features);
      features.sealed = false;
      EXPECT_THAT(world.identity->settling().settle((*known)->subject, features, "jo"), IsOk());
    }
  }

  void protect(World& world, const Story& story) {
    for (const auto& [source, rows] : story.rows) {
      Restriction one;
      one.subject = subject(world, source, story);
      one.made_by = "jo";
      one.statement.scope = model::RestrictionScope::location;
      EXPECT_THAT(world.restrictions->add(one), IsOk());
    }
  }

  // What a worker of the youth justice service sees of each provider, by kind.
  std::set<std::pair<std::string, std::string>> seen(World& world, const sharing::Policy& policy,
                                                     const Group& group, const std::string& day) {
    std::vector<SubjectId> subjects;
    for (const std::string& source : group.members)
      subjects.push_back(subject(world, source, *group.story));
    const auto child = world.identity->children().child_of(subjects.front());
    const auto all = world.identity->children().subjects_of(*child);
    std::set<SubjectId> expected(subjects.begin(), subjects.end());
    EXPECT_EQ(std::set<SubjectId>(all->begin(), all->end()), expected)
        << "child " << group.story->number;
    const auto view =
        see_as(*world.records, *world.protections, *all, policy,
               {"youth_justice_worker", "yjs", "youth_justice"}, std::nullopt, *Date::parse(day));
    EXPECT_THAT(view, IsOk());
    std::set<std::pair<std::string, std::string>> shown;
    for (const Line& line : view->lines)
      shown.emplace(line.from.organisation, line.from.observation.kind);
    return shown;
  }

  bool may_be_shown(const Group& group, const std::string& source, const std::string& kind,
                    Shown shown) {
    const std::vector<Row>& rows = group.story->rows.at(source);
    const Row& last = rows.back().is_broken ? rows[rows.size() - 2] : rows.back();
    const bool is_own = source == "youth-justice";
    if (kind == "person.address") return shown == Shown::all && last.house != 0;
    if (kind == "person.restriction") return is_own && !last.scope.empty();
    if (kind == "education.suspension" && is_own) return false;
    return is_own || shown != Shown::own_only;
  }

  long cases = 0, leaks = 0, wrongful_blocks = 0;
  std::map<Shown, long> met;
};

TEST_F(Oracle, FindsNoLeakAndNoWrongfulBlockInTwentyThousandCases) {
  Dice dice(20260302);
  while (cases < 20'000 && !HasFailure()) {
    World world;
    std::vector<Story> stories;
    for (int number = 0; number < children; ++number) stories.push_back(any_story(dice, number));
    live(world, stories);
    const auto policy = open_policy(world);
    const std::vector<Group> groups = groups_of(stories);
    for (const std::string& day : asked_on) {
      world.protections->forget();
      for (const Group& group : groups) {
        const Shown shown = judged(groups, group, day);
        const auto visible = seen(world, *policy, group, day);
        for (const std::string& source : group.members) {
          for (const std::string& kind : kinds) {
            const bool is_shown = visible.contains({organisation_of.at(source), kind});
            const bool may_be = may_be_shown(group, source, kind, shown);
            ++cases;
            ++met[shown];
            leaks += is_shown && !may_be ? 1 : 0;
            wrongful_blocks += may_be && !is_shown ? 1 : 0;
            EXPECT_EQ(is_shown, may_be) << "child " << group.story->number << " of case " << cases
                                        << ": " << source << " " << kind << " on " << day;
          }
        }
      }
    }
  }
  EXPECT_EQ(leaks, 0);
  EXPECT_EQ(wrongful_blocks, 0);
  for (const Shown each : {Shown::all, Shown::without_places, Shown::own_only})
    EXPECT_GT(met[each], 1'000);
}

}  // namespace
}  // namespace trellis::pipeline
