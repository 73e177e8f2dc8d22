#pragma once

#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "people.hpp"
#include "random.hpp"

// How systems write what they know: dates, names with their slips, CSV.
namespace first_hour {

std::string iso_date(Day day);         // 2026-11-20
std::string uk_date(Day day);          // 20/11/2026
std::string census_date(Day day);      // 2026-Nov-20 00:00:00
std::string hl7_date(Day day);         // 20261120
std::string census_number(int value);  // 134.0

std::string without_marks(std::string_view name);  // Łukasz -> Lukasz
std::string capitals(std::string_view name);       // without marks, upper case

struct Written {
  std::string family;
  std::string given;
  std::string middle;
  Day born;
};
enum class Clerk { youth_justice, school, hospital };

// The same for a person and a clerk, whatever else is written.
Written write_person(const Population& population, const Person& person, Clerk clerk);

// One CSV file (RFC 4180, CRLF). Ends the program if it cannot be written.
class Csv {
 public:
  Csv(const std::string& path, const std::vector<std::string_view>& header);
  void row(const std::vector<std::string>& cells);
  void raw(std::string_view line);  // for what is wrong on purpose

 private:
  std::string path_;
  std::ofstream file_;
};

// What each connection's records are about: the answer sheet for matching.
class Truth {
 public:
  explicit Truth(const std::string& path);
  void add(std::string_view connection, const std::string& subject_key, const Person& person);

 private:
  Csv csv_;
};

std::ofstream open_file(const std::string& path);  // makes its folders

}  // namespace first_hour
