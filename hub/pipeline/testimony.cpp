#include "hub/pipeline/testimony.hpp"

#include <algorithm>
#include <utility>

#include "hub/mapping/observation_json.hpp"

namespace trellis::pipeline {
namespace {

std::string_view take_line(std::string_view& text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

}  // namespace

bool speaks_for_matching(std::string_view kind) {
  return kind.starts_with("person.") || kind == "education.enrolment" ||
         kind == "education.attendance_summary";
}

// Of a version that says the same thing twice the first place counts.
void Testimony::note(VersionId version, SaidAt said) {
  const std::size_t place = next_[version.number()]++;
  if (said->second.places.emplace(version.number(), place).second)
    of_version_[version.number()].push_back(&said->first);
}

void Testimony::add(VersionId version, const model::Observation& observation) {
  if (!speaks_for_matching(observation.kind)) return;
  std::string json;
  mapping::append_json(json, observation);
  note(version, said_.try_emplace(std::move(json), Said{observation, {}}).first);
}

Status Testimony::add(VersionId version, std::string_view kinds, std::string_view observations) {
  while (!observations.empty()) {
    const std::string_view kind = take_line(kinds), line = take_line(observations);
    if (!speaks_for_matching(kind)) continue;
    auto said = said_.find(std::string(line));
    if (said == said_.end()) {
      TRELLIS_LET(auto observation, mapping::parse_observation(line));
      said = said_.try_emplace(std::string(line), Said{std::move(observation), {}}).first;
    }
    note(version, said);
  }
  return done();
}

void Testimony::drop(VersionId version) {
  const auto known = of_version_.find(version.number());
  next_.erase(version.number());
  if (known == of_version_.end()) return;
  for (const std::string* const json : std::exchange(known->second, {})) {
    const auto said = said_.find(*json);
    said->second.places.erase(version.number());
    if (said->second.places.empty()) said_.erase(said);
  }
  of_version_.erase(known);
}

matching::Features Testimony::features() const {
  std::vector<std::pair<Place, const Said*>> ordered;
  for (const auto& [json, said] : said_) ordered.emplace_back(*said.places.begin(), &said);
  std::sort(ordered.begin(), ordered.end());
  std::vector<model::Observation> observations;
  for (const auto& [place, said] : ordered) observations.push_back(said->observation);
  return matching::features_of(observations);
}

}  // namespace trellis::pipeline
