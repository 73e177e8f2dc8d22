#include "hub/alerts/rule_file.hpp"

#include <algorithm>
#include <set>

#include "hub/alerts/suspicion.hpp"
#include "hub/sharing/json_folder.hpp"

namespace trellis::alerts {
namespace {

using formats::Json;
using sharing::report;

Condition read_condition(const Json& file) {
  using Test = Condition::Test;
  const std::string& field = file["field"].string();
  if (const Json* parts = file.find("parts"))
    return {Test::share_above,
            file["share-of"].string(),
            sharing::strings_of(*parts),
            file["above"].number(),
            {}};
  if (const Json* word = file.find("equals")) return {Test::equals, field, {word->string()}, 0, {}};
  if (const Json* words = file.find("in"))
    return {Test::in, field, sharing::strings_of(*words), 0, {}};
  if (const Json* limit = file.find("below")) return {Test::below, field, {}, limit->number(), {}};
  if (const Json* limit = file.find("at-least"))
    return {Test::at_least, field, {}, limit->number(), {}};
  if (file.find("exists")) return {Test::exists, field, {}, 0, {}};
  const Json* any = file.find("any");
  Condition group;
  group.test = any != nullptr ? Test::any : Test::all;
  for (const Json& part : (any != nullptr ? *any : file["all"]).items())
    group.parts.push_back(read_condition(part));
  return group;
}

// Reads one file; every check adds to the findings and goes on.
class Reader {
 public:
  Reader(const sharing::Parties& parties, const model::Catalogue& catalogue,
         std::vector<Error>& findings)
      : parties_(parties), catalogue_(catalogue), findings_(findings) {}

  Rule read(const Json& file) {
    sharing::check_file_name(file["rule"], findings_);
    rule_.id = file["rule"].string();
    rule_.title = file["title"].string();
    rule_.open_to = file["child"]["open-to"].string();
    if (!rule_.open_to.empty())
      sharing::is_one_of(file["child"]["open-to"], "service that a kind of the model opens",
                         catalogue_.services(), findings_);
    rule_.severity = parse_severity(file["severity"].string()).value_or(Severity::prompt);
    rule_.answer_by_days = static_cast<int>(file["answer-by-days"].whole());
    rule_.ages_out_days = static_cast<int>(file["ages-out-days"].whole());
    rule_.sentence = file["sentence"].string();
    read_when(file["when"]);
    read_recipient(file["recipient"]);
    check_sentence(file["sentence"]);
    check_suspicion(file);
    return std::move(rule_);
  }

 private:
  void read_when(const Json& when) {
    for (const Json& kind : when["kinds"].items())
      if (sharing::is_one_of(kind, "kind in the model", catalogue_.kind_names(), findings_))
        rule_.kinds.push_back(kind.string());
    for (const Json& condition : when["fields"].items()) {
      rule_.when.parts.push_back(read_condition(condition));
      for (const std::string& name : rule_.when.parts.back().fields()) check_field(name, condition);
    }
    rule_.within_days = static_cast<int>(when["within-days"].whole());
    rule_.counted_from_end = when["counted-from"].string() == "end";
    rule_.identity = sharing::strings_of(when["one-per"]);
    for (const Json& name : when["one-per"].items()) check_field(name.string(), name);
  }

  // A field is known if every kind of the rule has it.
  void check_field(const std::string& name, const Json& at) {
    for (const std::string& kind_name : rule_.kinds) {
      const model::KindDefinition& kind = *catalogue_.kind(kind_name);
      if (kind.find(name) != nullptr) continue;
      std::vector<std::string> names;
      for (const model::FieldDefinition& field : kind.fields) names.push_back(field.name);
      sharing::report_unknown(at, "field of " + kind_name, name, names, findings_);
    }
  }

  void read_recipient(const Json& recipient) {
    rule_.role = recipient["role"].string();
    rule_.purpose = recipient["purpose"].string();
    rule_.organisation = recipient["organisation"].string();
    std::vector<std::string> roles;
    for (const sharing::Role& role : parties_.roles) roles.push_back(role.id);
    const bool is_role = sharing::is_one_of(recipient["role"], "role", roles, findings_);
    check_purpose(recipient["purpose"]);
    if (rule_.organisation.empty()) {
      if (rule_.open_to.empty())
        report(recipient, "say the recipient's organisation, or the service in child.open-to",
               findings_);
      return;
    }
    const sharing::Organisation* organisation = parties_.organisation(rule_.organisation);
    std::vector<std::string> ids;
    for (const sharing::Organisation& one : parties_.organisations) ids.push_back(one.id);
    sharing::is_one_of(recipient["organisation"], "organisation", ids, findings_);
    if (is_role && organisation != nullptr && !parties_.role(rule_.role)->belongs_to(*organisation))
      report(recipient["role"], "\"" + rule_.role + "\" is not a role of " + rule_.organisation,
             findings_);
  }

  void check_purpose(const Json& purpose) {
    for (const std::string& name : rule_.kinds) {
      const std::vector<std::string>& tags = catalogue_.kind(name)->purposes;
      if (!tags.empty() && std::find(tags.begin(), tags.end(), rule_.purpose) == tags.end())
        report(purpose, name + " does not serve the purpose " + rule_.purpose, findings_);
    }
  }

  void check_sentence(const Json& sentence) {
    std::string_view rest = rule_.sentence;
    for (std::size_t open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
      const std::size_t close = rest.find('}', open);
      if (close == rest.npos) return report(sentence, "a { has no }", findings_);
      const std::string name(rest.substr(open + 1, close - open - 1));
      if (name != "day") check_field(name, sentence);
      rest.remove_prefix(close + 1);
    }
  }

  void check_suspicion(const Json& file) {
    const bool is_suspect =
        std::any_of(rule_.kinds.begin(), rule_.kinds.end(),
                    [](const std::string& kind) { return is_suspicion(std::string_view(kind)); });
    if (!is_suspect) return;
    for (const char* key : {"title", "sentence"}) {
      const std::string_view word = word_of_guilt(file[key].string());
      if (!word.empty())
        report(file[key],
               "\"" + std::string(word) + "\" takes a suspicion for guilt; say what happened",
               findings_);
    }
    if (rule_.ages_out_days == 0)
      report(file["when"], "an alert about a suspicion needs ages-out-days", findings_);
  }

  const sharing::Parties& parties_;
  const model::Catalogue& catalogue_;
  std::vector<Error>& findings_;
  Rule rule_;
};

}  // namespace

std::optional<Rule> read_rule(const Json& file, const Json& schema, const sharing::Parties& parties,
                              const model::Catalogue& catalogue, std::vector<Error>& findings) {
  const std::vector<Error> wrong = formats::check_schema(file, schema);
  findings.insert(findings.end(), wrong.begin(), wrong.end());
  if (!wrong.empty()) return std::nullopt;
  const std::size_t before = findings.size();
  Rule rule = Reader(parties, catalogue, findings).read(file);
  if (findings.size() != before) return std::nullopt;
  return rule;
}

std::vector<Rule> load_rules(const std::string& folder, const std::string& schema_folder,
                             const sharing::Parties& parties, const model::Catalogue& catalogue,
                             std::vector<Error>& findings) {
  std::vector<Rule> all;
  const auto schema = sharing::read_schema(schema_folder, "alert-rule", findings);
  if (!schema) return all;
  for (const Json& file : sharing::read_json_folder(folder, findings)) {
    auto rule = read_rule(file, *schema, parties, catalogue, findings);
    if (rule) all.push_back(std::move(*rule));
  }
  return all;
}

}  // namespace trellis::alerts
