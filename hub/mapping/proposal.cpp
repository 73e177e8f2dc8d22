#include "hub/mapping/proposal.hpp"

#include <algorithm>
#include <filesystem>

#include "hub/base/text.hpp"
#include "hub/mapping/field_guess.hpp"
#include "hub/mapping/sample_fields.hpp"
#include "hub/mapping/sample_settings.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

constexpr std::size_t longest_line = 150;

std::string quoted(const std::string& text) { return Json(text).dump(); }

// The field that names the person in the source: always there, never twice, and called like a key.
const SampleField* key_of(const SampleFields& sample) {
  const auto is_key = [&](const SampleField& field) {
    const std::string words = words_of(field.path);
    const bool is_called_so = words.ends_with("id") || words.ends_with(" ref") ||
                              words.ends_with("reference") || words.ends_with("number") ||
                              words.ends_with(" no");
    return is_called_so && !field.repeats && field.records == sample.records;
  };
  const auto found = std::find_if(sample.fields.begin(), sample.fields.end(), is_key);
  return found == sample.fields.end() ? &sample.fields.front() : &*found;
}

struct Filled {
  std::string field;
  std::string line;  // of the file
};
struct Proposed {
  std::string kind;
  std::string system;  // the constant beside its value
  std::vector<Filled> fields;
};

class Proposal {
 public:
  Proposal(std::string name, std::string file, Json settings, SampleFields sample,
           const model::Catalogue& catalogue)
      : name_(std::move(name)),
        file_(std::move(file)),
        settings_(std::move(settings)),
        sample_(std::move(sample)),
        catalogue_(catalogue),
        guesser_(catalogue) {}

  std::string text() {
    const SampleField& key = *key_of(sample_);
    const std::string format = settings_["format"].string();
    if (format == "csv")
      settings_.set("key", Json::array({key.column.empty() ? key.path : key.column}));
    if (format == "xml" || format == "json") settings_.set("key", key.path);
    for (const SampleField& field : sample_.fields) place(field);
    return head(format, key) + observations(key) + left_out() + "}\n";
  }

 private:
  std::string head(const std::string& format, const SampleField& key) const {
    std::string text =
        "// Proposed from " + std::to_string(sample_.records) + " records of " + quoted(file_) +
        ". Every line that says \"guess\" wants a look; then delete these comments.\n{\n";
    text += "  \"$schema\": \"../schema/mapping.schema.json\",\n";
    text += "  \"mapping\": " + quoted(name_) + ",\n  \"version\": \"0.1.0\",\n";
    text += "  \"title\": " + quoted(name_ + ": say here which source, and of which years") + ",\n";
    text += "  // guess: the format, where a record begins, and its key\n";
    text += "  \"adapter\": " + quoted(format) + ",\n  \"settings\": " + settings_.dump() + ",\n";
    text +=
        "  // true where an input holds all that the source has: what is missing is no longer "
        "reported then\n";
    text += "  \"full-extract\": false,\n";
    if (!sample_.record.empty()) text += "  \"record\": " + quoted(sample_.record) + ",\n";
    text += "  // guess: the source's own key of the person, the same in every file\n";
    return text + "  \"subject\": " + quoted(key.path) + ",\n";
  }

  void place(const SampleField& field) {
    const auto guess = guesser_.guess(field.path);
    if (!guess) return unknown_.push_back(field.path);
    const auto* definition = catalogue_.kind(guess->kind)->find(guess->field);
    Proposed& proposed = room_for(*guess);
    std::string expression = quoted(field.path), why = guess->why;
    const bool is_day =
        definition->type == model::FieldType::date || definition->type == model::FieldType::instant;
    if (const DateGuess dates = guess_dates(field.values); is_day && !dates.pattern.empty()) {
      expression = "{ \"select\": " + expression + ", \"" +
                   (dates.has_time ? "parse-time" : "parse-date") + "\": " + quoted(dates.pattern) +
                   " }";
      why += "; most values are written so";
    } else if (definition->type == model::FieldType::code) {
      why += "; other codes than the model's need a list in codes/ and \"look-up\"";
    }
    proposed.fields.push_back(
        {guess->field, quoted(guess->field) + ": " + expression + ",  // guess: " + why});
  }

  // A value that needs a constant beside it has an observation of its own, and so has a second
  // value.
  Proposed& room_for(const FieldGuess& guess) {
    const auto has_room = [&](const Proposed& proposed) {
      return guess.system.empty() && proposed.kind == guess.kind &&
             std::none_of(proposed.fields.begin(), proposed.fields.end(),
                          [&](const Filled& filled) { return filled.field == guess.field; });
    };
    const auto found = std::find_if(proposed_.begin(), proposed_.end(), has_room);
    if (found != proposed_.end()) return *found;
    return proposed_.emplace_back(Proposed{guess.kind, guess.system, {}});
  }

  std::string observations(const SampleField& key) const {
    std::string text =
        "  \"observations\": [\n    { \"kind\": \"person.identifier\",\n      \"fields\": "
        "{ \"system\": { \"value\": \"local_id\" }, \"value\": " +
        quoted(key.path) + " } }";
    for (const Proposed& proposed : proposed_) {
      text += ",\n    { \"kind\": " + quoted(proposed.kind) + ",\n      \"fields\": {\n";
      if (!proposed.system.empty())
        text += "        \"system\": { \"value\": " + quoted(proposed.system) + " },\n";
      for (const Filled& filled : proposed.fields) text += "        " + filled.line + "\n";
      const auto comma = text.rfind(",  //");
      text.erase(comma, 1);
      text += "      } }";
    }
    return text + "\n  ]\n";
  }

  std::string left_out() const {
    if (unknown_.empty()) return {};
    std::string text =
        "  // Nothing in the model is called like these; `trellis mapping try` tells what is not "
        "read:";
    std::string line = "\n  //  ";
    for (const std::string& path : unknown_) {
      if (line.size() + path.size() > longest_line) {
        text += line;
        line = "\n  //  ";
      }
      line += " " + path;
    }
    return text + line + "\n";
  }

  std::string name_, file_;
  Json settings_;
  SampleFields sample_;
  const model::Catalogue& catalogue_;
  FieldGuesser guesser_;
  std::vector<Proposed> proposed_;
  std::vector<std::string> unknown_;
};

}  // namespace

Result<std::string> propose(const std::string& name, const std::string& sample,
                            const model::Catalogue& catalogue) {
  auto settings = guess_settings(sample);
  if (!settings) return settings.error();
  auto fields = read_fields(sample, *settings);
  if (!fields) return fields.error();
  const std::string file = std::filesystem::path(sample).filename().string();
  return Proposal(name, file, *std::move(settings), *std::move(fields), catalogue).text();
}

}  // namespace trellis::mapping
