#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// The invented population: who lives where, with whom, known to which services, under which names.
namespace first_hour {

using Day = std::chrono::sys_days;

struct Authority {
  std::string_view name;
  std::string_view code;  // DfE number, not in use
  std::string_view town;
  std::string_view postcode_area;  // not in use
  std::string_view school_prefix;
  int census;    // index of the school census connection that covers it
  int cin;       // index of its CIN census connection; -1: not connected yet
  int hospital;  // index of its nearest hospital
};
inline constexpr std::array<Authority, 4> authorities = {{
    {"Northbridge", "901", "Northbridge", "NB", "NBR", 0, 0, 0},
    {"Eastmere", "902", "Eastmere", "EM", "EMR", 1, -1, 0},
    {"Southwold Vale", "903", "Southwold Vale", "SV", "SWV", 2, -1, 1},
    {"Westhaven", "904", "Westhaven", "WH", "WHV", 2, 1, 1},
}};
inline constexpr std::string_view childview_connection = "childview-fourvale";
inline constexpr std::array<std::string_view, 3> census_connections = {
    "census-northbridge", "census-eastmere", "census-southwold-westhaven"};
inline constexpr std::array<std::string_view, 2> cin_connections = {"cin-northbridge",
                                                                    "cin-westhaven"};
inline constexpr std::array<std::string_view, 2> hospital_connections = {"adt-fourvale-royal",
                                                                         "adt-westhaven"};

struct Address {
  std::string line;
  std::string town;
  std::string postcode;
};

struct Household {
  int authority = 0;
  Address address;
  Address former_address;  // empty line: never moved
  std::string family;
  std::string mother;
  std::string father;  // empty: not in the household
  std::string phone;
  std::string ethnicity;  // DfE main code
};

// Something that happened lately and that somebody will want to know.
enum class Story { none, suspension, permanent_exclusion, low_attendance, protection_plan, court };

struct Person {
  int id = 0;
  int household = 0;
  int twin = -1;
  std::string family;
  std::string former_family;
  std::string given;
  std::string middle;
  std::string known_as;
  char sex = 'M';
  Day born;
  std::string nhs;
  std::string upn;
  std::string former_upn;
  std::string uln;
  std::string pnc;
  int school = 0;       // of its authority
  int moved_from = -1;  // authority whose school the child left this year
  bool in_school = false;
  bool in_youth_justice = false;
  bool has_open_programme = false;
  bool in_cin = false;
  std::array<bool, 2> in_hospital{};
  Story story = Story::none;
};

struct Population {
  std::uint64_t seed = 0;
  Day today;
  std::vector<Household> households;
  std::vector<Person> people;
  int showcase = 0;  // people[showcase]; the twin stands right behind
  int schools_per_authority = 0;

  const Household& home(const Person& person) const {
    return households[static_cast<std::size_t>(person.household)];
  }
};

Population make_population(std::uint64_t seed, int children, Day today);

int age_on(Day born, Day on);
int year_of(Day day);
std::string person_name(const Person& person);  // P00042, for truth.csv

}  // namespace first_hour
