// Compares the hub's children with the generator's truth, over pairs of subjects:
//   trellis child sources --output csv | first-hour-score TRUTH.csv
// Both files: connection, source key, and who that is. Precision: of the pairs that the hub holds
// to be one child, how many are. Recall: of the pairs that are one child, how many the hub holds to
// be.
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace {

// connection and source key -> person; these files quote nothing but keys without quotes inside.
std::map<std::string, std::string> read(std::istream& input) {
  std::map<std::string, std::string> people;
  std::string line;
  std::getline(input, line);
  while (std::getline(input, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const auto last = line.rfind(',');
    if (last == std::string::npos) continue;
    std::string key;
    for (const char c : line.substr(0, last))
      if (c != '"') key += c;
    people[key] = line.substr(last + 1);
  }
  return people;
}

std::uint64_t pairs(std::uint64_t count) { return count * (count - 1) / 2; }

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "trellis child sources --output csv | first-hour-score TRUTH.csv\n";
    return 64;
  }
  std::ifstream file(words[1]);
  const auto truth = read(file);
  const auto hub = read(std::cin);
  std::map<std::string, std::uint64_t> real, found;
  std::map<std::pair<std::string, std::string>, std::uint64_t> both;
  std::uint64_t missing = 0;
  for (const auto& [key, person] : truth) {
    const auto child = hub.find(key);
    if (child == hub.end()) {
      ++missing;  // held in quarantine
      continue;
    }
    ++real[person];
    ++found[child->second];
    ++both[{person, child->second}];
  }
  std::uint64_t real_pairs = 0, found_pairs = 0, right_pairs = 0;
  for (const auto& [person, size] : real) real_pairs += pairs(size);
  for (const auto& [child, size] : found) found_pairs += pairs(size);
  for (const auto& [cell, size] : both) right_pairs += pairs(size);
  if (real_pairs == 0 || found_pairs == 0) {
    std::cerr << "the truth and the hub have nothing in common\n";
    return 1;
  }
  std::printf("%zu people in truth, %zu children in the hub; %llu subjects held or absent\n",
              real.size(), found.size(), static_cast<unsigned long long>(missing));
  std::printf("precision %.4f (%llu wrong pairs), recall %.4f (%llu missed pairs)\n",
              static_cast<double>(right_pairs) / static_cast<double>(found_pairs),
              static_cast<unsigned long long>(found_pairs - right_pairs),
              static_cast<double>(right_pairs) / static_cast<double>(real_pairs),
              static_cast<unsigned long long>(real_pairs - right_pairs));
  return 0;
}
