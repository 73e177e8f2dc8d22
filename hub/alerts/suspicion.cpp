#include "hub/alerts/suspicion.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "hub/base/text.hpp"

namespace trellis::alerts {
namespace {

constexpr std::array<std::string_view, 7> suspicion_kinds = {
    "police.arrest",      "police.charge", "police.crime_outcome",        "police.custody",
    "police.stop_search", "police.weapon", "youth_justice.panel_referral"};

constexpr std::array<std::string_view, 9> guilty_words = {"committed", "convict",     "criminal",
                                                          "culprit",   "guilt",       "offended",
                                                          "offender",  "perpetrator", "reoffend"};

bool is_outcome_without_action(std::string_view code) {
  int number = 0;
  const auto [end, fault] = std::from_chars(code.data(), code.data() + code.size(), number);
  if (fault != std::errc{} || end != code.data() + code.size()) return false;
  return number >= 9 && number <= 22 && number != 19;
}

}  // namespace

bool is_suspicion(std::string_view kind) {
  return std::find(suspicion_kinds.begin(), suspicion_kinds.end(), kind) != suspicion_kinds.end();
}

bool is_suspicion(const model::Observation& observation) {
  return observation.subject_category == model::SubjectCategory::suspect ||
         is_suspicion(std::string_view(observation.kind));
}

bool is_without_action(const model::Observation& observation) {
  if (observation.kind == "police.crime_outcome")
    return is_outcome_without_action(observation.text("outcome"));
  if (observation.kind != "youth_justice.outcome") return false;
  return observation.text("type") == "O22" ||
         is_outcome_without_action(observation.text("police_outcome"));
}

std::string_view word_of_guilt(std::string_view text) {
  const std::string folded = text::lower(text);
  const auto found =
      std::find_if(guilty_words.begin(), guilty_words.end(),
                   [&](std::string_view word) { return folded.find(word) != std::string::npos; });
  return found == guilty_words.end() ? std::string_view() : *found;
}

}  // namespace trellis::alerts
