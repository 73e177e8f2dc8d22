#include "people.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

#include "identifiers.hpp"
#include "names.hpp"
#include "random.hpp"

namespace first_hour {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

enum Purpose : std::uint64_t { households_purpose = 1, person_purpose, service_purpose };

constexpr std::string_view ethnicities[] = {"WBRI", "WBRI", "WBRI", "WBRI", "WBRI", "WOTH",
                                            "APKN", "MWBC", "AIND", "BAFR", "WROM", "WIRI",
                                            "MWAS", "CHNE", "BCRB", "OOTH", "REFU", "NOBT"};

int authority_for(Random& random) {
  const int roll = random.below(100);
  return roll < 32 ? 0 : roll < 54 ? 1 : roll < 74 ? 2 : 3;
}

Address make_address(Random& random, int authority) {
  const Authority& where = authorities[static_cast<std::size_t>(authority)];
  constexpr std::string_view inward = "ABDEFGHJLNPQRSTUWXYZ";
  const auto letter = [&] { return inward[static_cast<std::size_t>(random.below(20))]; };
  std::string postcode = std::string(where.postcode_area) + std::to_string(random.between(1, 19)) +
                         " " + std::to_string(random.between(1, 9)) + letter() + letter();
  return {std::to_string(random.between(1, 160)) + " " + std::string(random.pick(streets())),
          std::string(where.town), std::move(postcode)};
}

std::string family_name(Random& random) {
  std::string family(random.pick_common(surnames()));
  if (random.percent(6)) {
    const std::string_view other = random.pick_common(surnames());
    if (other != family) family += "-" + std::string(other);
  }
  return family;
}

std::string phone_number(Random& random) {
  char text[16];  // 07700 900xxx is kept for drama by Ofcom
  std::snprintf(text, sizeof text, "07700 900%03d", random.below(1000));
  return text;
}

Household make_household(Random& random) {
  Household home;
  home.authority = authority_for(random);
  home.address = make_address(random, home.authority);
  if (random.percent(14)) home.former_address = make_address(random, home.authority);
  home.family = family_name(random);
  home.mother = random.pick_common(girls());
  if (random.percent(68)) home.father = random.pick_common(boys());
  home.phone = phone_number(random);
  home.ethnicity = random.pick(std::span(ethnicities));
  return home;
}

std::string given_name(Random& random, char sex) {
  return std::string(sex == 'M' ? random.pick_common(boys()) : random.pick_common(girls()));
}

void name_person(Random& random, const Household& home, Person& person) {
  person.given = given_name(random, person.sex);
  if (random.percent(60)) person.middle = given_name(random, person.sex);
  person.family = random.percent(88) ? home.family : family_name(random);
  if (random.percent(6)) person.former_family = family_name(random);
  person.known_as = nickname_of(person.given);
  if (!random.percent(60)) person.known_as.clear();
}

void number_person(Random& random, const Population& population, const Household& home,
                   Person& person) {
  const auto serial = static_cast<std::uint32_t>(person.id);
  const int authority_number = 901 + home.authority;
  const int establishment = 2000 + person.id % population.schools_per_authority;
  const int allocated = year_of(person.born) + 4;
  // Children of one authority, school and year get distinct serials: ids differ by whole rounds.
  const int place = person.id / population.schools_per_authority;
  person.school = person.household % population.schools_per_authority;
  person.nhs = nhs_number(serial);
  if (age_on(person.born, population.today) < 4) return;
  person.upn = upn(authority_number, establishment, allocated, place);
  if (random.percent(2)) {
    person.former_upn = upn(authority_number, establishment + 500, allocated, place);
  }
  if (age_on(person.born, population.today) >= 14) person.uln = learner_number(serial);
}

Person make_person(Random& random, const Population& population, int household) {
  const Household& home = population.households[static_cast<std::size_t>(household)];
  Person person;
  person.id = static_cast<int>(population.people.size()) + 1;
  person.household = household;
  person.sex = random.percent(51) ? 'M' : 'F';
  person.born = population.today - days(random.between(0, 18 * 365 - 1));
  name_person(random, home, person);
  number_person(random, population, home, person);
  return person;
}

// Same birth date, another given name, own identifiers.
Person make_twin(Random& random, const Population& population, const Person& first) {
  Person twin = make_person(random, population, first.household);
  twin.born = first.born;
  twin.family = first.family;
  twin.former_family.clear();
  if (random.percent(60)) twin.sex = first.sex;
  do {
    twin.given = given_name(random, twin.sex);
  } while (twin.given == first.given);
  twin.known_as.clear();
  twin.upn.clear();
  twin.uln.clear();
  number_person(random, population, population.home(first), twin);
  return twin;
}

void join_services(Random& random, const Population& population, Person& person) {
  const Authority& where = authorities[static_cast<std::size_t>(population.home(person).authority)];
  const int age = age_on(person.born, population.today);
  person.in_school =
      (age >= 4 && age <= 15 && random.percent(97)) || (age >= 16 && random.percent(45));
  person.in_youth_justice = age >= 10 && random.percent(17);
  person.has_open_programme = person.in_youth_justice && random.percent(55);
  person.in_cin = where.cin >= 0 && random.percent(person.in_youth_justice ? 45 : 9);
  const std::size_t near = static_cast<std::size_t>(where.hospital);
  person.in_hospital[near] = random.percent(person.in_youth_justice ? 60 : 34);
  person.in_hospital[1 - near] = random.percent(4);
  if (person.in_school && random.percent(2)) {
    person.moved_from = (population.home(person).authority + 1 + random.below(3)) % 4;
  }
  if (person.in_youth_justice && random.percent(65)) {
    person.pnc = pnc_id(year_of(population.today) - random.below(3), 100'000 + person.id);
  }
}

// Lately something happened to some of the children with an open programme.
void tell_stories(Random& random, Population& population) {
  constexpr Story order[] = {Story::suspension, Story::court,           Story::low_attendance,
                             Story::none,       Story::protection_plan, Story::permanent_exclusion,
                             Story::none,       Story::suspension};
  std::size_t next = static_cast<std::size_t>(random.below(8));
  for (Person& person : population.people) {
    if (!person.has_open_programme || person.story != Story::none) continue;
    person.story = order[next++ % std::size(order)];
    if (person.story == Story::protection_plan) {
      person.in_cin =
          authorities[static_cast<std::size_t>(population.home(person).authority)].cin >= 0;
      if (!person.in_cin) person.story = Story::court;
    } else if (person.story != Story::court && person.story != Story::none) {
      person.in_school = true;
    }
  }
}

Household showcase_home(Random& random) {
  Household home = make_household(random);
  home.authority = 0;
  home.address = {"14 Navigation Row", "Northbridge", "NB7 4QT"};
  home.former_address = {"3 Kiln Street", "Northbridge", "NB2 9LD"};
  home.family = "Wiśniewska-Hughes";
  home.mother = "Oliwia";
  home.father = "Gareth";
  home.phone = "07700 900461";
  home.ethnicity = "WOTH";
  return home;
}

Person showcase_girl(Random& random, const Population& population, std::string given, Day born) {
  const int household = static_cast<int>(population.households.size()) - 1;
  Person girl = make_person(random, population, household);
  girl.sex = 'F';
  girl.born = born;
  girl.given = std::move(given);
  girl.family = population.home(girl).family;
  girl.former_family = girl.known_as = girl.former_upn = {};
  number_person(random, population, population.home(girl), girl);
  girl.former_upn.clear();
  girl.in_school = true;
  girl.in_hospital = {true, false};
  return girl;
}

// One child whom all four services know, each a little differently, and a twin whom youth justice
// does not know.
void make_showcase(Random& random, Population& population) {
  population.households.push_back(showcase_home(random));
  population.showcase = static_cast<int>(population.people.size());
  const Day born = population.today - days(15 * 365 + 40);

  Person maja = showcase_girl(random, population, "Maja", born);
  maja.middle = "Róża";
  maja.former_family = "Wiśniewska";
  maja.known_as = "Maya";
  maja.in_youth_justice = maja.has_open_programme = maja.in_cin = true;
  maja.pnc = pnc_id(year_of(population.today), 100'000 + maja.id);
  maja.story = Story::suspension;
  maja.twin = population.showcase + 1;
  population.people.push_back(maja);

  Person zofia = showcase_girl(random, population, "Zofia", born);
  zofia.middle = "Anna";
  zofia.twin = population.showcase;
  population.people.push_back(zofia);
}

void add_household(Random& random, Population& population, int children) {
  population.households.push_back(make_household(random));
  const int household = static_cast<int>(population.households.size()) - 1;
  const int wanted = 1 + random.below(2) + random.below(2) + (random.percent(15) ? 1 : 0);
  for (int i = 0; i < wanted && static_cast<int>(population.people.size()) < children; ++i) {
    const int left = children - static_cast<int>(population.people.size());
    Person person = make_person(random, population, household);
    join_services(random, population, person);
    population.people.push_back(person);
    if (left < 2 || !random.percent(2)) continue;
    const int first = static_cast<int>(population.people.size()) - 1;
    Person twin = make_twin(random, population, person);
    join_services(random, population, twin);
    twin.twin = first;
    population.people.push_back(twin);
    population.people[static_cast<std::size_t>(first)].twin = first + 1;
  }
}

}  // namespace

Population make_population(std::uint64_t seed, int children, Day today) {
  Population population;
  population.seed = seed;
  population.today = today;
  population.schools_per_authority = std::max(10, children / 900);
  Random random = Random::of(seed, 0, households_purpose);
  population.people.reserve(static_cast<std::size_t>(children) + 2);
  while (static_cast<int>(population.people.size()) < children - 2) {
    add_household(random, population, children - 2);
  }
  make_showcase(random, population);
  tell_stories(random, population);
  return population;
}

int age_on(Day born, Day on) {
  const year_month_day a(born);
  const year_month_day b(on);
  const int years = static_cast<int>(b.year()) - static_cast<int>(a.year());
  const bool had_birthday = b.month() > a.month() || (b.month() == a.month() && b.day() >= a.day());
  return years - (had_birthday ? 0 : 1);
}

int year_of(Day day) { return static_cast<int>(year_month_day(day).year()); }

std::string person_name(const Person& person) {
  char text[16];
  std::snprintf(text, sizeof text, "P%05d", person.id);
  return text;
}

}  // namespace first_hour
