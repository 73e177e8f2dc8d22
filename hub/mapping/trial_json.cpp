#include "hub/mapping/trial_json.hpp"

#include "hub/mapping/observation_json.hpp"
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

Json paths_of(const Coverage& coverage) {
  Json list = Json::array();
  for (const Coverage::Path& path : coverage.idle_paths()) {
    Json json = Json::object({{"path", path.xpath}});
    json.set("line", static_cast<std::int64_t>(path.place.line));
    json.set("column", static_cast<std::int64_t>(path.place.column));
    list.push(std::move(json));
  }
  return list;
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

Json to_json(const Trial::Refused& refused) {
  Json json = Json::object();
  if (!refused.key.empty()) json.set("record", refused.key);
  json.set("reason", refused.reason);
  add_place(json, refused.place);
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
  json.set("paths-that-select-nothing", paths_of(coverage));
  return json;
}

TrialJson::TrialJson(std::FILE* to, const Mapping& mapping, Layout layout)
    : to_(to),
      between_(layout == Layout::lines ? "\n" : ""),
      held_(std::tmpfile()),
      refused_(std::tmpfile()),
      issues_(std::tmpfile()) {
  write("{\"mapping\":" + Json(mapping.name()).dump() +
        ",\"version\":" + Json(mapping.version()).dump() + ",\"observations\":[");
}

void TrialJson::write(std::string_view text) { std::fwrite(text.data(), 1, text.size(), to_); }

void TrialJson::write_item(std::string_view item, bool& is_first) {
  if (!is_first) write(",");
  is_first = false;
  write(between_);
  write(item);
}

void TrialJson::keep(const Json& item, const Spool& spool) {
  const std::string text = item.dump() + "\n";
  std::fwrite(text.data(), 1, text.size(), spool.get());
}

void TrialJson::record(Trial::Record record) {
  for (const auto& observation : record.observations)
    write_item(of_record(record, to_json(observation)).dump(), is_first_);
  for (const auto& issue : record.issues) keep(of_record(record, to_json(issue)), issues_);
  if (record.is_held || seen_.contains(record.subject)) return;
  if (subjects_.size() == subjects_.capacity()) {
    subjects_.reserve(2 * subjects_.size() + 64);
    seen_.clear();
    seen_.insert(subjects_.begin(), subjects_.end());
  }
  seen_.insert(subjects_.emplace_back(std::move(record.subject)));
}

void TrialJson::held(Trial::Held held) { keep(to_json(held), held_); }
void TrialJson::refused(Trial::Refused refused) { keep(to_json(refused), refused_); }

void TrialJson::write_list(std::string_view name, const Spool& spool) {
  write("],\"" + std::string(name) + "\":[");
  std::rewind(spool.get());
  bool is_first = true;
  std::string line;
  for (int c = std::fgetc(spool.get()); c != EOF; c = std::fgetc(spool.get())) {
    if (c != '\n') {
      line += static_cast<char>(c);
      continue;
    }
    write_item(line, is_first);
    line.clear();
  }
}

void TrialJson::finish(const TrialSink& trial, std::string_view failure) {
  write("],\"subjects\":[");
  bool is_first = true;
  for (const std::string& subject : subjects_) write_item(Json(subject).dump(), is_first);
  write_list("held", held_);
  write_list("refused", refused_);
  write_list("issues", issues_);
  write("],\"coverage\":" + to_json(trial.coverage()).dump());
  if (trial.is_partial()) write(",\"partial\":true");
  if (!failure.empty()) write(",\"failure\":" + Json(std::string(failure)).dump());
  write("}\n");
}

}  // namespace trellis::mapping
