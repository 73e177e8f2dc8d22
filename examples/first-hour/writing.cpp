#include "writing.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <utility>

namespace first_hour {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

std::string formatted(const char* pattern, Day day, bool year_first) {
  const year_month_day date(day);
  const int y = static_cast<int>(date.year());
  const unsigned m = static_cast<unsigned>(date.month());
  const unsigned d = static_cast<unsigned>(date.day());
  char text[32];
  if (year_first) {
    std::snprintf(text, sizeof text, pattern, y, m, d);
  } else {
    std::snprintf(text, sizeof text, pattern, d, m, y);
  }
  return text;
}

constexpr std::pair<std::string_view, std::string_view> plain_letters[] = {
    {"á", "a"}, {"à", "a"}, {"â", "a"}, {"ă", "a"}, {"ä", "a"}, {"ć", "c"}, {"č", "c"}, {"ç", "c"},
    {"é", "e"}, {"è", "e"}, {"ê", "e"}, {"ë", "e"}, {"í", "i"}, {"ï", "i"}, {"ł", "l"}, {"ń", "n"},
    {"ñ", "n"}, {"ó", "o"}, {"ô", "o"}, {"ö", "o"}, {"ø", "o"}, {"ș", "s"}, {"ś", "s"}, {"ț", "t"},
    {"ú", "u"}, {"ü", "u"}, {"ż", "z"}, {"ź", "z"}, {"Ł", "L"}, {"Ó", "O"}, {"Ș", "S"}, {"É", "E"}};

bool is_plain_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// A slip of the keyboard between two plain letters, never at the first.
std::string misspelt(Random& random, std::string name) {
  if (name.size() < 5) return name;
  const std::size_t at =
      1 + static_cast<std::size_t>(random.below(static_cast<int>(name.size()) - 2));
  if (!is_plain_letter(name[at]) || !is_plain_letter(name[at + 1])) return name;
  switch (random.below(4)) {
    case 0:
      std::swap(name[at], name[at + 1]);
      break;
    case 1:
      name.erase(at, 1);
      break;
    case 2:
      name.insert(at, 1, name[at]);
      break;
    default:
      name[at] = name[at] == 'a' ? 'e' : name[at] == 'i' ? 'y' : name[at] == 's' ? 'z' : 'a';
  }
  return name;
}

// Chances in a hundred.
struct Habits {
  int nickname, former_family, misspelling, drop_marks, half_double_barrel, swap_names;
  int day_off, day_month_swapped, middle;
};
constexpr Habits habits_of(Clerk clerk) {
  switch (clerk) {
    case Clerk::youth_justice:
      return {30, 20, 6, 70, 30, 1, 2, 1, 25};
    case Clerk::school:
      return {2, 5, 1, 15, 5, 0, 1, 0, 80};
    case Clerk::hospital:
      return {8, 15, 4, 100, 20, 1, 1, 1, 40};
  }
  return {};
}

Day birth_date(Random& random, Day born, const Habits& habits) {
  const year_month_day date(born);
  if (random.percent(habits.day_off)) return born + days(random.percent(50) ? 1 : -1);
  if (random.percent(habits.day_month_swapped) && static_cast<unsigned>(date.day()) <= 12) {
    const std::chrono::month month(static_cast<unsigned>(date.day()));
    const std::chrono::day day(static_cast<unsigned>(date.month()));
    return Day(year_month_day(date.year(), month, day));
  }
  return born;
}

std::string half_of(Random& random, const std::string& family) {
  const std::size_t hyphen = family.find('-');
  if (hyphen == std::string::npos) return family;
  return random.percent(50) ? family.substr(0, hyphen) : family.substr(hyphen + 1);
}

}  // namespace

std::string iso_date(Day day) { return formatted("%04d-%02u-%02u", day, true); }
std::string hl7_date(Day day) { return formatted("%04d%02u%02u", day, true); }

std::string uk_date(Day day) {
  const std::string iso = iso_date(day);
  return iso.substr(8, 2) + "/" + iso.substr(5, 2) + "/" + iso.substr(0, 4);
}

std::string census_date(Day day) {
  constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const unsigned month = static_cast<unsigned>(year_month_day(day).month());
  const std::string iso = iso_date(day);
  return iso.substr(0, 5) + std::string(months[month - 1]) + iso.substr(7) + " 00:00:00";
}

std::string census_number(int value) { return std::to_string(value) + ".0"; }

std::string without_marks(std::string_view name) {
  std::string plain;
  while (!name.empty()) {
    std::size_t taken = 1;
    std::string_view put = name.substr(0, 1);
    for (const auto& [marked, letter] : plain_letters) {
      if (name.substr(0, marked.size()) != marked) continue;
      taken = marked.size();
      put = letter;
      break;
    }
    plain += put;
    name.remove_prefix(taken);
  }
  return plain;
}

std::string capitals(std::string_view name) {
  std::string text = without_marks(name);
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

Written write_person(const Population& population, const Person& person, Clerk clerk) {
  const auto purpose = 100 + static_cast<std::uint64_t>(clerk);
  Random random = Random::of(population.seed, static_cast<std::uint64_t>(person.id), purpose);
  const Habits habits = habits_of(clerk);
  Written written{person.family, person.given, {}, birth_date(random, person.born, habits)};
  if (random.percent(habits.middle)) written.middle = person.middle;
  if (!person.known_as.empty() && random.percent(habits.nickname * 2))
    written.given = person.known_as;
  if (!person.former_family.empty() && random.percent(habits.former_family * 2)) {
    written.family = person.former_family;
  }
  if (random.percent(habits.half_double_barrel)) written.family = half_of(random, written.family);
  if (random.percent(habits.misspelling)) {
    std::string& name = random.percent(50) ? written.family : written.given;
    name = misspelt(random, name);
  }
  if (random.percent(habits.drop_marks)) {
    written.family = without_marks(written.family);
    written.given = without_marks(written.given);
    written.middle = without_marks(written.middle);
  }
  if (random.percent(habits.swap_names)) std::swap(written.family, written.given);
  return written;
}

std::ofstream open_file(const std::string& path) {
  std::error_code ignored;  // opening the file says what is wrong
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) {
    std::cerr << "first-hour-data: cannot write " << path << "\n";
    std::exit(1);
  }
  return file;
}

Csv::Csv(const std::string& path, const std::vector<std::string_view>& header)
    : path_(path), file_(open_file(path)) {
  row(std::vector<std::string>(header.begin(), header.end()));
}

void Csv::row(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (&cell != cells.data()) line += ',';
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
      line += cell;
      continue;
    }
    line += '"';
    for (const char c : cell) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  raw(line);
}

void Csv::raw(std::string_view line) {
  if (!(file_ << line << "\r\n")) {
    std::cerr << "first-hour-data: cannot write " << path_ << "\n";
    std::exit(1);
  }
}

Truth::Truth(const std::string& path) : csv_(path, {"connection", "subject_key", "person"}) {}

void Truth::add(std::string_view connection, const std::string& subject_key, const Person& person) {
  csv_.row({std::string(connection), subject_key, person_name(person)});
}

}  // namespace first_hour
