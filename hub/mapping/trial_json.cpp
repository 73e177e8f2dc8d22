#include "hub/mapping/observation_json.hpp"
#include "hub/mapping/trial.hpp"
#include "hub/mapping/trial_parts.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

Json list_of(const std::set<std::string>& names) {
  Json list = Json::array();
  for (const auto& name : names) list.push(name);
  return list;
}

Json of_record(const Trial::Record& record, const Json& said) {
  Json json = Json::object({{"subject", record.subject}, {"record", record.key}});
  for (const auto& [key, value] : said.members()) json.set(key, value);
  return json;
}

}  // namespace

void add_place(Json& to, const Place& place) {
  if (!place.file.empty()) to.set("file", place.file);
  if (place.line > 0) to.set("line", static_cast<std::int64_t>(place.line));
  if (place.column > 0) to.set("column", static_cast<std::int64_t>(place.column));
  if (!place.path.empty()) to.set("path", place.path);
}

Json to_json(const Issue& issue) {
  Json json = Json::object();
  json.set("severity", to_string(issue.severity));
  json.set("rule", issue.rule);
  json.set("sentence", issue.sentence);
  add_place(json, issue.place);
  return json;
}

Json to_json(const Trial::Held& held) {
  Json json = Json::object();
  if (!held.key.empty()) json.set("record", held.key);
  json.set("error", held.error.message);
  add_place(json, held.error.place);
  return json;
}

Json to_json(const Coverage& coverage) {
  Json source = Json::object();
  source.set("fields", list_of(coverage.source_fields));
  source.set("read", list_of(coverage.source_fields_read));
  source.set("unread", list_of(without(coverage.source_fields, coverage.source_fields_read)));
  source.set("percent", static_cast<std::int64_t>(
                            percent(coverage.source_fields_read, coverage.source_fields)));
  Json target = Json::object();
  target.set("fields", list_of(coverage.target_fields));
  target.set("filled", list_of(coverage.target_fields_filled));
  target.set("unfilled", list_of(without(coverage.target_fields, coverage.target_fields_filled)));
  target.set("percent", static_cast<std::int64_t>(
                            percent(coverage.target_fields_filled, coverage.target_fields)));
  Json json = Json::object();
  json.set("source", std::move(source));
  json.set("target", std::move(target));
  return json;
}

Json to_json(const Trial& trial) {
  Json subjects = Json::array(), observations = Json::array(), held = Json::array();
  Json issues = Json::array();
  for (const auto& subject : subjects_of(trial)) subjects.push(subject);
  for (const auto& record : trial.records) {
    for (const auto& observation : record.observations) {
      observations.push(of_record(record, to_json(observation)));
    }
    for (const auto& issue : record.issues) {
      issues.push(of_record(record, to_json(issue)));
    }
  }
  for (const auto& piece : trial.held) held.push(to_json(piece));
  Json json = Json::object({{"mapping", trial.mapping}, {"version", trial.version}});
  json.set("subjects", std::move(subjects));
  json.set("observations", std::move(observations));
  json.set("held", std::move(held));
  json.set("issues", std::move(issues));
  json.set("coverage", to_json(trial.coverage));
  if (trial.is_partial) json.set("partial", true);
  return json;
}

}  // namespace trellis::mapping
