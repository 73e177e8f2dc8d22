#include <charconv>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "files.hpp"

// Writes the invented data of the first hour. The same options give the same bytes, everywhere.
namespace first_hour {
namespace {

constexpr std::string_view usage =
    "usage: first-hour-data --out FOLDER [--scale CHILDREN] [--seed N] [--today YYYY-MM-DD]\n"
    "       first-hour-data --cin-xml CHILDREN FILE [--seed N] [--today YYYY-MM-DD]   (FILE - is "
    "stdout)\n";

struct Options {
  std::string out;
  std::string cin_file;
  int children = 2000;
  int cin_children = 0;
  std::uint64_t seed = 20261120;
  Day today = Day(std::chrono::year(2026) / 11 / 20);
};

[[noreturn]] void stop(std::string_view why) {
  std::cerr << "first-hour-data: " << why << "\n" << usage;
  std::exit(2);
}

template <typename Number>
Number number(std::string_view text, Number least, Number most) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    stop("'" + std::string(text) + "' is not a number from " + std::to_string(least) + " to " +
         std::to_string(most));
  }
  return value;
}

Day day(std::string_view text) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const int year = number(text.substr(0, 4), 1950, 2100);
    const unsigned month = number(text.substr(5, 2), 1U, 12U);
    const unsigned date = number(text.substr(8, 2), 1U, 31U);
    const std::chrono::year_month_day day =
        std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(date);
    if (day.ok()) return Day(day);
  }
  stop("--today takes a date like 2026-11-20");
}

Options parse(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const auto next = [&]() -> std::string_view {
      if (i + 1 >= count) stop(std::string(word) + " needs a value");
      return words[++i];
    };
    if (word == "--out") {
      options.out = next();
    } else if (word == "--scale") {
      options.children = number(next(), 10, 2'000'000);
    } else if (word == "--seed") {
      options.seed = number<std::uint64_t>(next(), 0, UINT64_MAX);
    } else if (word == "--today") {
      options.today = day(next());
    } else if (word == "--cin-xml") {
      options.cin_children = number(next(), 1, 10'000'000);
      options.cin_file = next();
    } else {
      stop("unknown option '" + std::string(word) + "'");
    }
  }
  if (options.out.empty() && options.cin_file.empty()) stop("--out or --cin-xml is needed");
  return options;
}

// Names and keys need no escaping: this program invented them.
void write_showcase(const Population& population, const std::string& out) {
  const Person& child = population.people[static_cast<std::size_t>(population.showcase)];
  const Person& twin = population.people[static_cast<std::size_t>(child.twin)];
  const std::pair<std::string_view, std::string> facts[] = {
      {"given", child.given},
      {"family", child.family},
      {"born", iso_date(child.born)},
      {"person", person_name(child)},
      {"twin", twin.given},
      {"twin_person", person_name(twin)},
      {"youth_justice_connection", std::string(childview_connection)},
      {"youth_justice_organisation", "fourvale-yjs"},
      {"youth_justice_key", childview_key(child)},
      {"school_connection", std::string(census_connections[0])},
      {"school_organisation", "northbridge-education"},
      {"school_key", pupil_key(population, child)},
      {"social_care_connection", std::string(cin_connections[0])},
      {"social_care_key",
       std::string(authorities[0].code) + "/" + social_care_key(population, child)},
      {"hospital_connection", std::string(hospital_connections[0])},
      {"hospital_key", "FVROYAL1/" + hospital_number(child, 0)}};
  std::ofstream to = open_file(out + "/showcase.json");
  to << "{";
  for (const auto& [name, value] : facts) {
    to << (name == facts[0].first ? "\n" : ",\n") << "  \"" << name << "\": \"" << value << "\"";
  }
  to << "\n}\n";
}

int run(const Options& options) {
  if (!options.cin_file.empty()) {
    write_big_cin_census(options.seed, options.cin_children, options.today, options.cin_file);
  }
  if (options.out.empty()) return 0;
  const Population population = make_population(options.seed, options.children, options.today);
  Truth truth(options.out + "/truth.csv");
  write_childview(population, options.out, truth);
  write_censuses(population, options.out, truth);
  write_cin_censuses(population, options.out, truth);
  write_hospitals(population, options.out, truth);
  write_showcase(population, options.out);
  return 0;
}

}  // namespace
}  // namespace first_hour

int main(int count, char** words) { return first_hour::run(first_hour::parse(count, words)); }
