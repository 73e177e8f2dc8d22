#include "hub/mapping/trial_summary.hpp"

#include <functional>

#include "hub/mapping/trial_parts.hpp"

namespace trellis::mapping {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t most_places = 3;  // of an issue

std::string line(const std::string& label, std::size_t count) {
  return "  " + label + std::string(label.size() < 14 ? 14 - label.size() : 1, ' ') +
         std::to_string(count) + "\n";
}

template <typename All>
std::string lines_of(const All& all) {
  std::string text;
  std::size_t count = 0;
  for (const std::string& each : all) {
    if (count++ == most_lines)
      return text + "    ... and " + std::to_string(all.size() - most_lines) + " more\n";
    text += "    " + each + "\n";
  }
  return text;
}

std::string coverage_of(const Coverage& coverage) {
  std::vector<std::string> idle;
  for (const Coverage::Path& path : coverage.idle_paths())
    idle.push_back("mapping.json:" + std::to_string(path.place.line) + ":" +
                   std::to_string(path.place.column) + "  " + path.xpath);
  std::vector<std::string> misnamed;
  for (const Coverage::Misnamed& each : coverage.misnamed())
    misnamed.push_back(each.field + " is not read, and " + each.wanted + " is not there");
  return "  source fields read    " +
         std::to_string(percent(coverage.source_fields_read, coverage.source_fields)) +
         " %; nothing reads:\n" +
         lines_of(without(coverage.source_fields, coverage.source_fields_read)) +
         "  target fields filled  " +
         std::to_string(percent(coverage.target_fields_filled, coverage.target_fields)) +
         " %; nothing fills:\n" +
         lines_of(without(coverage.target_fields, coverage.target_fields_filled)) +
         (idle.empty() ? "" : "  paths that select nothing in any record:\n" + lines_of(idle)) +
         (misnamed.empty() ? "" : "  names that are all but the same:\n" + lines_of(misnamed));
}

std::size_t sum_of(const std::map<std::string, std::size_t>& counts) {
  std::size_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

}  // namespace

std::set<std::string> without(const std::set<std::string>& all, const std::set<std::string>& some) {
  std::set<std::string> rest = all;
  for (const std::string& each : some) rest.erase(each);
  return rest;
}

std::size_t percent(const std::set<std::string>& part, const std::set<std::string>& whole) {
  return whole.empty() ? 100 : part.size() * 100 / whole.size();
}

void TrialSummary::record(Trial::Record record) {
  ++records_;
  if (!record.is_held) subjects_.insert(std::hash<std::string>{}(record.subject));
  for (const auto& observation : record.observations) ++kinds_[observation.kind];
  for (const Issue& issue : record.issues) {
    Told& told =
        issues_[std::string(to_string(issue.severity)) + " " + issue.rule + ": " + issue.sentence];
    if (++told.count <= most_places) told.first_places.push_back(to_string(issue.place));
  }
}

void TrialSummary::held(Trial::Held held) {
  ++held_;
  if (first_held_.size() < most_lines) first_held_.push_back(to_string(held.error));
}

void TrialSummary::refused(Trial::Refused refused) { ++refused_[refused.reason]; }

std::string TrialSummary::observations_text() const {
  std::string text = line("observations", sum_of(kinds_));
  for (const auto& [kind, count] : kinds_)
    text += "    " + kind + "  " + std::to_string(count) + "\n";
  return text;
}

std::string TrialSummary::held_text() const {
  std::string text = line("held", held_) + lines_of(first_held_);
  if (held_ > most_lines) text += "    ... and " + std::to_string(held_ - most_lines) + " more\n";
  return text;
}

std::string TrialSummary::refused_text() const {
  if (refused_.empty()) return {};
  std::string text = line("refused", sum_of(refused_));
  for (const auto& [reason, count] : refused_)
    text += "    " + std::to_string(count) + "  " + reason + "\n";
  return text;
}

std::string TrialSummary::issues_text() const {
  std::size_t sum = 0;
  for (const auto& [rule, told] : issues_) sum += told.count;
  std::string text = line("issues", sum);
  for (const auto& [rule, told] : issues_) {
    text += "    " + std::to_string(told.count) + "  " + rule + "\n";
    for (const std::string& place : told.first_places)
      if (!place.empty()) text += "         " + place + "\n";
    if (told.count > most_places)
      text += "         ... and " + std::to_string(told.count - most_places) + " more\n";
  }
  return text;
}

std::string TrialSummary::text(const Mapping& mapping, const TrialSink& trial) const {
  return mapping.name() + " " + mapping.version() + "\n" +
         line(trial.is_partial() ? "records (more follow)" : "records", records_) +
         line("subjects", subjects_.size()) + observations_text() + held_text() + refused_text() +
         issues_text() + coverage_of(trial.coverage());
}

}  // namespace trellis::mapping
