#include <algorithm>
#include <chrono>
#include <cstdio>
#include <random>

#include "hub/sharing/policy.hpp"
#include "tests/hub/sharing/world.hpp"

// The policy against a second evaluator that is written another way: it writes every agreement out
// as a table of grants, strikes rows, and looks the question up. It shares no decision with the
// policy.
namespace trellis::sharing {
namespace {

using model::Level;
using namespace trellis::testing;

struct Case {
  std::vector<Agreement> agreements;
  ChildFacts child;
  Asker asker;
  Date today;
};

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  int upto(int most) { return std::uniform_int_distribution<int>(0, most)(engine_); }
  bool one_in(int many) { return upto(many - 1) == 0; }
  template <typename T>
  const T& of(const std::vector<T>& all) {
    return all[static_cast<std::size_t>(upto(static_cast<int>(all.size()) - 1))];
  }

 private:
  std::mt19937 engine_;
};

const std::vector<std::string> organisations = {"schools", "academies", "care",   "yjs",
                                                "police",  "council",   "nowhere"};
const std::vector<std::string> roles = {"yj_worker", "yj_manager", "school_lead",
                                        "steward",   "council_it", "nobody"};
const std::vector<std::string> purposes = {"youth_justice", "safeguarding", "curiosity", ""};
const std::vector<std::string> services = {"youth_justice", "education", "social_care"};
const std::vector<std::string> days = {"2026-01-01", "2026-06-14", "2026-06-15", "2026-06-16",
                                       "2026-12-31"};
const std::vector<std::string> births = {"2008-06-15", "2008-06-16", "2016-06-15", "2016-06-16",
                                         "2012-02-29", "2016-06",    "2008",       "2013"};

std::vector<std::string> patterns() {
  std::vector<std::string> all = a_catalogue()->kind_names();
  for (const char* domain :
       {"person.*", "education.*", "social_care.*", "police.*", "youth_justice.*"})
    all.emplace_back(domain);
  return all;
}

// Mostly recipients, days and signatures that work: a case that fails on everything tests nothing.
Agreement::Recipient any_recipient(Dice& dice) {
  if (dice.one_in(10)) return {dice.of(organisations), {dice.of(roles)}};
  if (dice.one_in(3)) return {"schools", {"school_lead", "steward"}};
  return {"yjs", {"yj_worker", "yj_manager"}};
}

std::string mostly(Dice& dice, const std::vector<std::string>& all) {
  return dice.one_in(12) ? dice.of(all) : all.front();
}

Agreement any_agreement(Dice& dice, int number) {
  static const std::vector<std::string> all_patterns = patterns();
  Agreement agreement;
  agreement.id = "A" + std::to_string(number);
  agreement.status =
      dice.one_in(12) ? static_cast<Agreement::Status>(dice.upto(2)) : Agreement::Status::live;
  for (int i = dice.upto(1); i >= 0; --i) agreement.providers.push_back(dice.of(organisations));
  for (int i = dice.upto(1); i >= 0; --i) agreement.recipients.push_back(any_recipient(dice));
  agreement.purpose = mostly(dice, purposes);
  for (int i = dice.upto(3); i >= 0; --i) {
    Agreement::Clause clause;
    clause.id = std::to_string(i);
    for (int k = dice.upto(2); k >= 0; --k) clause.kinds.push_back(dice.of(all_patterns));
    clause.level = static_cast<Level>(dice.upto(4));
    if (dice.one_in(2)) clause.roles.push_back({dice.of(roles), static_cast<Level>(dice.upto(4))});
    agreement.clauses.push_back(clause);
  }
  if (!dice.one_in(20)) agreement.start = day(mostly(dice, days));
  if (dice.one_in(3)) agreement.end = day(dice.of(days));
  for (const std::string& party : agreement.parties())
    if (!dice.one_in(20))
      agreement.signatures.push_back({party, "office", day(mostly(dice, days))});
  if (dice.one_in(6)) agreement.subjects.known_to_recipient = true;
  if (dice.one_in(6)) agreement.subjects.open_to = {dice.of(services), dice.of(services)};
  if (dice.one_in(6)) agreement.subjects.age_from = 10;
  if (dice.one_in(6)) agreement.subjects.age_to = 17;
  return agreement;
}

Case any_case(Dice& dice) {
  Case one;
  for (int i = dice.upto(4); i > 0; --i) one.agreements.push_back(any_agreement(dice, i));
  one.today = day(dice.of(days));
  one.asker = {dice.of(roles), dice.of(organisations), dice.of(purposes)};
  if (!one.agreements.empty() && !dice.one_in(6)) {
    const Agreement& agreement = dice.of(one.agreements);
    const Agreement::Recipient& recipient = dice.of(agreement.recipients);
    one.asker = {dice.of(recipient.roles), recipient.organisation, agreement.purpose};
  }
  for (int i = dice.upto(3); i > 0; --i) one.child.known_to.push_back(dice.of(organisations));
  for (int i = dice.upto(2); i > 0; --i) one.child.open_to.push_back(dice.of(services));
  if (!dice.one_in(10)) one.child.birth = day(dice.of(births));
  one.child.sealed = dice.one_in(10);
  one.child.protected_location = dice.one_in(5);
  return one;
}

// What is asked of a case: mostly what one of its agreements is about.
std::pair<std::string, std::string> any_question(Dice& dice, const Case& one) {
  std::string provider = dice.of(organisations);
  std::string kind = dice.of(a_catalogue()->kind_names());
  if (one.agreements.empty() || dice.one_in(6)) return {provider, kind};
  const Agreement& agreement = dice.of(one.agreements);
  provider = dice.of(agreement.providers);
  const std::string& pattern = dice.of(dice.of(agreement.clauses).kinds);
  if (pattern.back() != '*') kind = pattern;
  return {provider, kind};
}

bool has(const std::vector<std::string>& all, const std::string& word) {
  return std::count(all.begin(), all.end(), word) > 0;
}

// Every day of birth that the date can mean is counted out.
bool age_fits(const Agreement::Subjects& subjects, Date birth, Date on) {
  if (!subjects.age_from && !subjects.age_to) return true;
  if (birth.none()) return false;
  for (auto born = birth.first_day(); born <= birth.last_day(); born += std::chrono::days(1)) {
    const std::chrono::year_month_day b(born);
    int birthdays = 0;
    for (int year = int(b.year()) + 1; year <= on.year(); ++year) {
      const std::string month_day = Date::of(Instant(born)).text().substr(4);
      if (std::to_string(year) + month_day <= on.text()) ++birthdays;
    }
    if (subjects.age_from && birthdays < *subjects.age_from) return false;
    if (subjects.age_to && birthdays > *subjects.age_to) return false;
  }
  return true;
}

bool stands(const Agreement& agreement, const Case& one) {
  const std::string today = one.today.text();
  if (to_string(agreement.status) != "live") return false;
  if (agreement.start.none() || agreement.start.text() > today) return false;
  if (!agreement.end.none() && agreement.end.text() < today) return false;
  std::set<std::string> have_signed;
  for (const auto& signature : agreement.signatures)
    if (signature.signed_on.text() <= today) have_signed.insert(signature.organisation);
  for (const std::string& party : agreement.parties())
    if (have_signed.count(party) == 0) return false;
  const Agreement::Subjects& about = agreement.subjects;
  if (about.known_to_recipient && !has(one.child.known_to, one.asker.organisation)) return false;
  bool any_open = about.open_to.empty();
  for (const std::string& service : about.open_to)
    any_open = any_open || has(one.child.open_to, service);
  return any_open && age_fits(about, one.child.birth, one.today);
}

// Level by kind that one agreement gives a role: domains first, then single kinds written over
// them.
std::map<std::string, Level> table_of(const Agreement& agreement, const std::string& role) {
  std::map<std::string, Level> table;
  for (const bool single : {false, true}) {
    std::map<std::string, Level> layer;
    for (const auto& clause : agreement.clauses) {
      Level level = clause.level;
      for (auto own = clause.roles.rbegin(); own != clause.roles.rend(); ++own)
        if (own->role == role) level = own->level;
      for (const std::string& pattern : clause.kinds) {
        if ((pattern.back() == '*') == single) continue;
        for (const std::string& kind : a_catalogue()->kind_names()) {
          const std::string domain = kind.substr(0, kind.find('.')) + ".*";
          if (pattern != (single ? kind : domain)) continue;
          const auto [at, is_new] = layer.try_emplace(kind, level);
          if (!is_new) at->second = std::min(at->second, level);
        }
      }
    }
    for (const auto& [kind, level] : layer) table[kind] = level;
  }
  return table;
}

Level own_level(const Asker& asker) {
  static const std::map<std::pair<std::string, std::string>, Level> table = {
      {{"yj_worker", "yjs"}, Level::detail},       {{"yj_manager", "yjs"}, Level::detail},
      {{"school_lead", "schools"}, Level::detail}, {{"school_lead", "academies"}, Level::detail},
      {{"steward", "schools"}, Level::identity},   {{"steward", "academies"}, Level::identity},
      {{"steward", "council"}, Level::identity},   {{"council_it", "council"}, Level::none}};
  const auto found = table.find({asker.role, asker.organisation});
  return found == table.end() ? static_cast<Level>(-1) : found->second;
}

Level oracle(const Case& one, const std::string& provider, const std::string& kind) {
  if (own_level(one.asker) == static_cast<Level>(-1)) return Level::none;
  if (one.child.protected_location && kind == "person.address") return Level::none;
  if (provider == one.asker.organisation) return own_level(one.asker);
  if (one.child.sealed || kind == "person.restriction" || kind == "social_care.adoption")
    return Level::none;
  Level best = Level::none;
  for (const Agreement& agreement : one.agreements) {
    bool names_me = false;
    for (const auto& recipient : agreement.recipients)
      names_me = names_me || (recipient.organisation == one.asker.organisation &&
                              has(recipient.roles, one.asker.role));
    if (!names_me || !has(agreement.providers, provider)) continue;
    if (agreement.purpose != one.asker.purpose || !stands(agreement, one)) continue;
    const bool is_everyones = kind == "person.name" || kind == "person.birth";
    const bool serves = is_everyones || agreement.purpose == "safeguarding" ||
                        (agreement.purpose == "youth_justice" && kind != "social_care.episode");
    const auto table = table_of(agreement, one.asker.role);
    const auto found = table.find(kind);
    if (serves && found != table.end()) best = std::max(best, found->second);
  }
  return best;
}

bool is_place(const std::string& field) {
  return has({"establishment", "urn", "lines", "postcode"}, field);
}

std::vector<std::string> oracle_fields(const Case& one, const std::string& kind, Level level) {
  std::vector<std::string> names;
  if (level == Level::none) return names;
  for (const auto& field : a_catalogue()->kind(kind)->fields)
    if (field.level <= level && !(one.child.protected_location && is_place(field.name)))
      names.push_back(field.name);
  return names;
}

Sourced planted(const std::string& provider, const std::string& kind) {
  Sourced held = held_by(provider, kind, "2026-02-02", "2026-03-03");
  for (const auto& field : a_catalogue()->kind(kind)->fields)
    held.observation.fields.push_back(
        {field.name, {"canary-" + field.name, "as received", {}, {}, {}}});
  held.observation.fields.push_back({"unknown", {"canary-unknown", {}, {}, {}, {}}});
  return held;
}

std::vector<std::string> names_in(const std::optional<model::Observation>& seen) {
  std::vector<std::string> names;
  if (seen)
    for (const model::Field& field : seen->fields) names.push_back(field.name);
  return names;
}

TEST(Policy, AgreesWithAnIndependentEvaluatorInAHundredThousandCases) {
  constexpr int cases = 100'000;
  Dice dice(20260615);
  const auto catalogue = a_catalogue();
  long leaks = 0;
  long wrongful_blocks = 0;
  std::map<Level, long> granted;
  std::chrono::nanoseconds spent{0};
  for (int i = 0; i < cases; ++i) {
    const Case one = any_case(dice);
    const auto [provider, kind] = any_question(dice, one);
    const Policy policy(some_parties(), one.agreements, catalogue);

    const auto began = std::chrono::steady_clock::now();
    const Permissions permissions = policy.permit(one.asker, one.child, one.today);
    const Level level = permissions.answer(provider, kind).level;
    spent += std::chrono::steady_clock::now() - began;

    const Level right = oracle(one, provider, kind);
    const std::vector<std::string> fields = oracle_fields(one, kind, right);
    leaks += level > right ? 1 : 0;
    wrongful_blocks += level < right ? 1 : 0;
    ++granted[level];
    EXPECT_EQ(permissions.fields(provider, kind), fields);
    const Sourced held = planted(provider, kind);
    EXPECT_EQ(permissions.filter(held).has_value(), right != Level::none);
    EXPECT_EQ(names_in(permissions.filter(held)), fields);
    EXPECT_EQ(permissions.readable().count({provider, kind}) == 1, right != Level::none);
    EXPECT_EQ(is_known(permissions, std::span(&held, 1)), right != Level::none);
    if (HasFailure()) FAIL() << "case " << i << ": " << provider << " " << kind;
  }
  EXPECT_EQ(leaks, 0);
  EXPECT_EQ(wrongful_blocks, 0);
  for (const Level level :
       {Level::none, Level::exists, Level::identity, Level::summary, Level::detail})
    EXPECT_GT(granted[level], cases / 200) << "too few cases of level " << model::to_string(level);
  std::printf("%d cases, %.2f us per decision\n", cases,
              static_cast<double>(spent.count()) / 1000.0 / cases);
}

}  // namespace
}  // namespace trellis::sharing
