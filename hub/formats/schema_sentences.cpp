#include "hub/formats/schema_sentences.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "hub/base/text.hpp"

namespace trellis::formats {
namespace {

using Steps = std::vector<std::string>;

const Json* value_at(const Json& root, const Steps& steps) {
  const Json* at = &root;
  for (const auto& step : steps) {
    if (at->is(Json::Type::array)) {
      std::size_t index = 0;
      std::from_chars(step.data(), step.data() + step.size(), index);
      if (index >= at->items().size()) return at;
      at = &at->items()[index];
    } else {
      const Json* next = at->find(step);
      if (!next) return at;
      at = next;
    }
  }
  return at;
}

std::string quoted_part(const std::string& words) {
  const auto from = words.find('\'');
  const auto to = words.rfind('\'');
  return from < to ? words.substr(from + 1, to - from - 1) : std::string();
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    text += (i == 0 ? "" : ", ") + names[i];
  }
  return names.size() > most ? text + ", ..." : text;
}

std::vector<std::string> allowed_keys(const Json& schema, const Json& part) {
  std::vector<std::string> keys;
  for (const auto& [key, ignored] : part["properties"].members()) keys.push_back(key);
  for (const char* choice : {"anyOf", "oneOf", "allOf"}) {
    for (const auto& branch : part[choice].items()) {
      const Json* chosen = resolved(schema, &branch);
      if (!chosen) continue;
      for (const auto& [key, ignored] : (*chosen)["properties"].members()) keys.push_back(key);
    }
  }
  return keys;
}

std::string unknown_key(const std::string& key, const std::vector<std::string>& allowed) {
  std::string sentence = "there is no key \"" + key + "\" here";
  if (const auto meant = text::nearest(key, allowed))
    return sentence + "; did you mean \"" + *meant + "\"?";
  if (allowed.empty()) return sentence;
  return sentence + "; the keys are " + listed(allowed);
}

std::string type_words(const Json& part) {
  static const std::vector<std::pair<std::string, std::string>> words = {
      {"string", "a text in quotes"},
      {"integer", "a whole number"},
      {"number", "a number"},
      {"boolean", "true or false"},
      {"array", "a list in [ ]"},
      {"object", "an object in { }"},
      {"null", "null"}};
  std::vector<Json> types = part["type"].items();
  if (part["type"].is(Json::Type::string)) types.push_back(part["type"]);
  std::string text;
  for (const auto& type : types) {
    for (const auto& [name, word] : words) {
      if (type.string() == name) text += (text.empty() ? "" : " or ") + word;
    }
  }
  return text;
}

class Explainer {
 public:
  Explainer(const Json& value, const Json& schema) : value_(value), schema_(schema) {}

  void explain(const SchemaFinding& finding) {
    const Json* at = value_at(value_, finding.steps);
    const Json* part = subschema_at(schema_, finding.steps, value_);
    const std::string& words = finding.words;
    if (words.starts_with("Object contains a property")) return explain_keys(*at, part, words);
    if (words.starts_with("Missing required property")) {
      return say(*at, "the key \"" + quoted_part(words) + "\" is missing here");
    }
    if (words.starts_with("Failed to match against any enum")) return explain_choices(*at, part);
    if (words.starts_with("Value type not permitted")) return explain_type(*at, part);
    if (words.starts_with("Failed to match regex")) return explain_pattern(*at, part);
    if (words.starts_with("Failed to match expected value set by 'const'")) {
      return say(*at, "this must be " + (part ? (*part)["const"].dump() : "one fixed value"));
    }
    say(*at, plain(words));
  }

  std::vector<Error> take() { return std::move(errors_); }

 private:
  void say(const Json& at, std::string sentence) {
    if (!said_.insert({at.place().line, at.place().column, sentence}).second) return;
    errors_.push_back({Fault::invalid, std::move(sentence), at.place()});
  }

  // The validator names only the first unknown key of an object.
  void explain_keys(const Json& at, const Json* part, const std::string& words) {
    const std::string first = quoted_part(words);
    const auto allowed = part ? allowed_keys(schema_, *part) : std::vector<std::string>();
    for (const auto& [key, member] : at.members()) {
      const bool is_known = std::find(allowed.begin(), allowed.end(), key) != allowed.end();
      const bool is_open = part && !(*part)["patternProperties"].members().empty();
      if (key == first || (part && !is_known && !is_open)) say(member, unknown_key(key, allowed));
    }
  }

  void explain_choices(const Json& at, const Json* part) {
    std::vector<std::string> choices;
    if (part) {
      for (const auto& item : (*part)["enum"].items()) {
        choices.push_back(item.is(Json::Type::string) ? item.string() : item.dump());
      }
    }
    if (choices.empty()) return say(at, "this is none of the values allowed here");
    const auto meant =
        at.is(Json::Type::string) ? text::nearest(at.string(), choices) : std::nullopt;
    say(at,
        "this must be one of " + listed(choices) + (meant ? "; did you mean " + *meant + "?" : ""));
  }

  void explain_type(const Json& at, const Json* part) {
    const std::string wanted = part ? type_words(*part) : std::string();
    say(at, wanted.empty() ? "this is a value of the wrong kind" : "this must be " + wanted);
  }

  void explain_pattern(const Json& at, const Json* part) {
    if (part && (*part)["pattern"].is(Json::Type::string)) {
      return say(at, "this text must look like " + (*part)["pattern"].string());
    }
    say(at, "this text does not have the shape that is needed here");
  }

  static std::string plain(std::string words) {
    if (words.ends_with('.')) words.pop_back();
    if (words.starts_with("Array should contain")) words.replace(0, 5, "this list");
    if (words.starts_with("String should")) words.replace(0, 6, "this text");
    if (words.starts_with("Object should")) words.replace(0, 6, "this object");
    if (words.starts_with("Value should")) words.replace(0, 5, "this value");
    if (words.starts_with("Expected number")) words.replace(0, 15, "this must be a number");
    if (words.starts_with("Elements at indexes")) words = "two items of this list are the same";
    if (words.starts_with("Failed to validate against exactly one")) {
      return "this fits more than one of the forms allowed here; only one may fit";
    }
    return words.starts_with("Failed to") ? "this value fits none of the forms allowed here"
                                          : words;
  }

  const Json& value_;
  const Json& schema_;
  std::vector<Error> errors_;
  std::set<std::tuple<std::uint64_t, std::uint64_t, std::string>> said_;
};

bool begins_with(const Steps& steps, const Steps& start) {
  return steps.size() >= start.size() && std::equal(start.begin(), start.end(), steps.begin());
}

struct Branch {
  std::vector<SchemaFinding> findings;
  bool is_of_another_type = false;
  std::size_t depth = 0;
};

// Drops the sentences that only say "the part inside is wrong", and keeps of the branches of anyOf
// and oneOf the one that was most likely meant.
class Sifter {
 public:
  void take(const SchemaFinding& finding) {
    const std::string& words = finding.words;
    if (words.starts_with("Failed to validate against child schema #"))
      return end_branch(finding.steps);
    if (words.starts_with("Failed to validate against any schemas allowed by anyOf") ||
        words.starts_with("Failed to validate against any child schemas allowed by oneOf")) {
      return choose(finding);
    }
    const bool is_wrapper = words.starts_with("Failed to validate against schema associated") ||
                            words.starts_with("Failed to validate against additional") ||
                            words.starts_with("Failed to validate item #") ||
                            words.starts_with("Failed to validate against a conditional") ||
                            words.starts_with("Failed to validate against dependent");
    if (!is_wrapper) findings_.push_back(finding);
  }

  std::vector<SchemaFinding> findings() && {
    for (auto& [steps, branch] : ended_) {  // of allOf, which has no last word
      findings_.insert(findings_.end(), branch.findings.begin(), branch.findings.end());
    }
    return std::move(findings_);
  }

 private:
  struct Ended {
    Steps steps;
    Branch branch;
  };

  void end_branch(const Steps& steps) {
    Branch branch;
    while (!findings_.empty() && begins_with(findings_.back().steps, steps)) {
      const auto& last = findings_.back();
      branch.depth = std::max(branch.depth, last.steps.size());
      branch.is_of_another_type |=
          last.steps == steps && last.words.starts_with("Value type not permitted");
      branch.findings.insert(branch.findings.begin(), last);
      findings_.pop_back();
    }
    ended_.push_back({steps, std::move(branch)});
  }

  void choose(const SchemaFinding& finding) {
    std::vector<Branch> branches;
    while (!ended_.empty() && ended_.back().steps == finding.steps) {
      branches.insert(branches.begin(), std::move(ended_.back().branch));
      ended_.pop_back();
    }
    const auto better = [](const Branch& a, const Branch& b) {
      if (a.is_of_another_type != b.is_of_another_type) return !a.is_of_another_type;
      if (a.depth != b.depth) return a.depth > b.depth;
      return a.findings.size() < b.findings.size();
    };
    const auto best = std::min_element(branches.begin(), branches.end(), better);
    if (best == branches.end() || best->is_of_another_type || best->findings.empty()) {
      findings_.push_back({finding.steps, "Failed to fit any form"});
      return;
    }
    findings_.insert(findings_.end(), best->findings.begin(), best->findings.end());
  }

  std::vector<SchemaFinding> findings_;
  std::vector<Ended> ended_;
};

}  // namespace

std::vector<Error> explain_findings(const Json& value, const Json& schema,
                                    const std::vector<SchemaFinding>& findings) {
  Sifter sifter;
  for (const auto& finding : findings) sifter.take(finding);
  Explainer explainer(value, schema);
  for (const auto& finding : std::move(sifter).findings()) explainer.explain(finding);
  auto errors = explainer.take();
  std::stable_sort(errors.begin(), errors.end(), [](const Error& a, const Error& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  if (errors.empty() && !findings.empty()) {
    errors.push_back({Fault::invalid, "this file does not fit its schema", value.place()});
  }
  return errors;
}

}  // namespace trellis::formats
