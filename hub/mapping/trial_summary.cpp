#include <algorithm>
#include <iterator>
#include <map>

#include "hub/mapping/trial_parts.hpp"

namespace trellis::mapping {
namespace {

constexpr std::size_t most_lines = 20;
using Counts = std::map<std::string, std::size_t>;

std::string line(const std::string& label, std::size_t count) {
  return "  " + label + std::string(label.size() < 14 ? 14 - label.size() : 1, ' ') +
         std::to_string(count) + "\n";
}

std::string names(const std::set<std::string>& all) {
  std::string text;
  std::size_t count = 0;
  for (const auto& name : all) {
    if (count++ == most_lines)
      return text + "    ... and " + std::to_string(all.size() - most_lines) + " more\n";
    text += "    " + name + "\n";
  }
  return text;
}

std::string observations_of(const Trial& trial) {
  Counts kinds;
  std::size_t all = 0;
  for (const auto& record : trial.records) {
    all += record.observations.size();
    for (const auto& observation : record.observations) ++kinds[observation.kind];
  }
  std::string text = line("observations", all);
  for (const auto& [kind, count] : kinds)
    text += "    " + kind + "  " + std::to_string(count) + "\n";
  return text;
}

std::string held_of(const Trial& trial) {
  std::string text = line("held", trial.held.size());
  for (std::size_t i = 0; i < std::min(trial.held.size(), most_lines); ++i) {
    text += "    " + to_string(trial.held[i].error) + "\n";
  }
  if (trial.held.size() > most_lines) text += "    ... and more\n";
  return text;
}

std::string issues_of(const Trial& trial) {
  Counts rules;
  std::size_t all = 0;
  for (const auto& record : trial.records) {
    all += record.issues.size();
    for (const auto& issue : record.issues) {
      ++rules[std::string(to_string(issue.severity)) + " " + issue.rule + ": " + issue.sentence];
    }
  }
  std::string text = line("issues", all);
  for (const auto& [rule, count] : rules)
    text += "    " + std::to_string(count) + "  " + rule + "\n";
  return text;
}

std::string coverage_of(const Coverage& coverage) {
  return "  source fields read    " +
         std::to_string(percent(coverage.source_fields_read, coverage.source_fields)) +
         " %; nothing reads:\n" +
         names(without(coverage.source_fields, coverage.source_fields_read)) +
         "  target fields filled  " +
         std::to_string(percent(coverage.target_fields_filled, coverage.target_fields)) +
         " %; nothing fills:\n" +
         names(without(coverage.target_fields, coverage.target_fields_filled));
}

}  // namespace

std::vector<std::string> subjects_of(const Trial& trial) {
  std::vector<std::string> subjects;
  std::set<std::string> seen;
  for (const auto& record : trial.records) {
    if (!record.is_held && seen.insert(record.subject).second) subjects.push_back(record.subject);
  }
  return subjects;
}

std::set<std::string> without(const std::set<std::string>& all, const std::set<std::string>& some) {
  std::set<std::string> rest;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

std::size_t percent(const std::set<std::string>& part, const std::set<std::string>& whole) {
  return whole.empty() ? 100 : part.size() * 100 / whole.size();
}

std::string summary(const Trial& trial) {
  return trial.mapping + " " + trial.version + "\n" +
         line(trial.is_partial ? "records (more follow)" : "records", trial.records.size()) +
         line("subjects", subjects_of(trial).size()) + observations_of(trial) + held_of(trial) +
         issues_of(trial) + coverage_of(trial.coverage);
}

}  // namespace trellis::mapping
