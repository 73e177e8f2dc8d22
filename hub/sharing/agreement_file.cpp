#include "hub/sharing/agreement_file.hpp"

#include <algorithm>
#include <set>

#include "hub/sharing/conditions.hpp"
#include "hub/sharing/json_folder.hpp"

namespace trellis::sharing {
namespace {

using formats::Json;
using model::Level;

Level level_of(const Json& value) {
  return model::parse_level(value.string()).value_or(Level::none);
}

template <typename T>
std::vector<std::string> ids_of(const std::vector<T>& all) {
  std::vector<std::string> ids;
  for (const T& one : all) ids.push_back(one.id);
  return ids;
}

// Reads one file; every check adds to the findings and goes on.
class Reader {
 public:
  Reader(const Parties& parties, const model::Catalogue& catalogue, std::vector<Error>& findings)
      : parties_(parties), catalogue_(catalogue), findings_(findings) {}

  Agreement read(const Json& file) {
    check_file_name(file["agreement"], findings_);
    agreement_.id = file["agreement"].string();
    agreement_.version = file["version"].string();
    agreement_.title = file["title"].string();
    agreement_.purpose_in_words = file["purpose-in-words"].string();
    agreement_.legal_basis = file["legal-basis"].string();
    agreement_.regime = model::parse_regime(file["regime"].string()).value_or(model::Regime::gdpr);
    read_status(file["status"].string());
    read_purpose(file["purpose"]);
    read_parties(file["parties"]);
    read_subjects(file["subjects"]);
    for (const Json& clause : file["share"].items()) read_clause(clause);
    read_dates(file);
    for (const Json& signature : file["signatories"].items()) read_signature(signature);
    return std::move(agreement_);
  }

 private:
  void read_status(const std::string& word) {
    if (word == "live") agreement_.status = Agreement::Status::live;
    if (word == "suspended") agreement_.status = Agreement::Status::suspended;
  }

  void read_purpose(const Json& purpose) {
    agreement_.purpose = purpose.string();
    std::set<std::string> tags;
    for (const std::string& name : catalogue_.kind_names())
      for (const std::string& tag : catalogue_.kind(name)->purposes) tags.insert(tag);
    is_one_of(purpose, "purpose in the model", {tags.begin(), tags.end()}, findings_);
  }

  void read_parties(const Json& parties) {
    const auto organisations = ids_of(parties_.organisations);
    for (const Json& provider : parties["providers"].items()) {
      is_one_of(provider, "organisation", organisations, findings_);
      agreement_.providers.push_back(provider.string());
    }
    for (const Json& recipient : parties["recipients"].items()) {
      const Json& id = recipient["organisation"];
      is_one_of(id, "organisation", organisations, findings_);
      for (const Json& role : recipient["roles"].items()) check_role(role, id.string());
      agreement_.recipients.push_back({id.string(), strings_of(recipient["roles"])});
    }
  }

  void check_role(const Json& id, const std::string& organisation_id) {
    if (!is_one_of(id, "role", ids_of(parties_.roles), findings_)) return;
    const Organisation* organisation = parties_.organisation(organisation_id);
    if (organisation != nullptr && !parties_.role(id.string())->belongs_to(*organisation))
      report(id, "\"" + id.string() + "\" is not a role of " + organisation_id, findings_);
  }

  void read_subjects(const Json& subjects) {
    Agreement::Subjects& read = agreement_.subjects;
    read.known_to_recipient = subjects["known-to-recipient"].boolean();
    for (const Json& service : subjects["open-to"].items())
      if (is_one_of(service, "service that a kind of the model opens", catalogue_.services(),
                    findings_))
        read.open_to.push_back(service.string());
    if (subjects.find("age-from")) read.age_from = static_cast<int>(subjects["age-from"].whole());
    if (subjects.find("age-to")) read.age_to = static_cast<int>(subjects["age-to"].whole());
    if (read.age_from && read.age_to && *read.age_from > *read.age_to)
      report(subjects["age-to"], "age-to is below age-from: nobody is of that age", findings_);
  }

  void read_clause(const Json& file) {
    Agreement::Clause clause;
    clause.id = file["clause"].string();
    clause.kinds = strings_of(file["kinds"]);
    clause.level = level_of(file["level"]);
    const auto is_same = [&](const Agreement::Clause& other) { return other.id == clause.id; };
    if (std::any_of(agreement_.clauses.begin(), agreement_.clauses.end(), is_same))
      report(file["clause"], "two clauses are numbered \"" + clause.id + "\"", findings_);
    for (const auto& [role, level] : file["roles"].members()) {
      if (!is_recipient_role(role))
        report(level, "\"" + role + "\" is no role of a recipient of this agreement", findings_);
      clause.roles.push_back({role, level_of(level)});
    }
    for (const Json& kind : file["kinds"].items()) check_kind(kind, clause);
    agreement_.clauses.push_back(std::move(clause));
  }

  bool is_recipient_role(const std::string& role) const {
    return std::any_of(
        agreement_.recipients.begin(), agreement_.recipients.end(),
        [&](const Agreement::Recipient& recipient) { return contains(recipient.roles, role); });
  }

  void check_kind(const Json& pattern, const Agreement::Clause& clause) {
    const std::string& word = pattern.string();
    const std::vector<std::string> names = catalogue_.kind_names();
    if (word.ends_with(".*")) {
      const std::string domain = word.substr(0, word.size() - 1);
      const auto is_inside = [&](const std::string& name) { return name.starts_with(domain); };
      if (std::none_of(names.begin(), names.end(), is_inside))
        report(pattern, "the model has no kinds of the domain \"" + domain + "\"", findings_);
      return;
    }
    if (!is_one_of(pattern, "kind in the model", names, findings_)) return;
    const model::KindDefinition& kind = *catalogue_.kind(word);
    const bool gives = clause.level != Level::none ||
                       std::any_of(clause.roles.begin(), clause.roles.end(),
                                   [](const auto& own) { return own.level != Level::none; });
    if (!gives) return;
    if (kind.sensitivity == model::Sensitivity::sealed)
      report(pattern, word + " is sealed: no agreement can share it", findings_);
    else if (!kind.purposes.empty() && !contains(kind.purposes, agreement_.purpose))
      report(pattern, word + " does not serve the purpose " + agreement_.purpose, findings_);
  }

  Date read_date(const Json& value) {
    if (value.is(Json::Type::null)) return {};
    const auto date = Date::parse(value.string());
    if (date.ok()) return *date;
    report(value, "this day does not exist", findings_);
    return {};
  }

  void read_dates(const Json& file) {
    agreement_.start = read_date(file["start"]);
    agreement_.review = read_date(file["review"]);
    agreement_.end = read_date(file["end"]);
    if (!agreement_.end.none() && agreement_.end < agreement_.start)
      report(file["end"], "it ends before it starts", findings_);
    if (!agreement_.review.none() && agreement_.review < agreement_.start)
      report(file["review"], "its review is before it starts", findings_);
  }

  void read_signature(const Json& file) {
    const Json& organisation = file["organisation"];
    is_one_of(organisation, "party to this agreement", agreement_.parties(), findings_);
    agreement_.signatures.push_back(
        {organisation.string(), file["office"].string(), read_date(file["signed"])});
  }

  const Parties& parties_;
  const model::Catalogue& catalogue_;
  std::vector<Error>& findings_;
  Agreement agreement_;
};

template <typename T>
void keep(std::optional<T> read, std::vector<T>& all) {
  if (read) all.push_back(std::move(*read));
}

}  // namespace

std::optional<Agreement> read_agreement(const Json& file, const Json& schema,
                                        const Parties& parties, const model::Catalogue& catalogue,
                                        std::vector<Error>& findings) {
  const std::vector<Error> wrong = formats::check_schema(file, schema);
  findings.insert(findings.end(), wrong.begin(), wrong.end());
  if (!wrong.empty()) return std::nullopt;
  const std::size_t before = findings.size();
  Agreement agreement = Reader(parties, catalogue, findings).read(file);
  if (findings.size() != before) return std::nullopt;
  return agreement;
}

std::optional<Role> read_role(const Json& file, const Json& schema,
                              const std::vector<Organisation>& organisations,
                              std::vector<Error>& findings) {
  const std::vector<Error> wrong = formats::check_schema(file, schema);
  findings.insert(findings.end(), wrong.begin(), wrong.end());
  if (!wrong.empty()) return std::nullopt;
  const std::size_t before = findings.size();
  check_file_name(file["role"], findings);
  for (const Json& id : file["organisations"].items())
    is_one_of(id, "organisation", ids_of(organisations), findings);
  if (findings.size() != before) return std::nullopt;
  return Role{file["role"].string(), file["title"].string(), strings_of(file["organisations"]),
              strings_of(file["organisation-kinds"]), level_of(file["own-records"])};
}

std::vector<Agreement> load_agreements(const std::string& folder, const std::string& schema_folder,
                                       const Parties& parties, const model::Catalogue& catalogue,
                                       std::vector<Error>& findings) {
  std::vector<Agreement> all;
  const auto schema = read_schema(schema_folder, "agreement", findings);
  if (!schema) return all;
  for (const Json& file : read_json_folder(folder, findings))
    keep(read_agreement(file, *schema, parties, catalogue, findings), all);
  return all;
}

std::vector<Role> load_roles(const std::string& folder, const std::string& schema_folder,
                             const std::vector<Organisation>& organisations,
                             std::vector<Error>& findings) {
  std::vector<Role> all;
  const auto schema = read_schema(schema_folder, "role", findings);
  if (!schema) return all;
  for (const Json& file : read_json_folder(folder, findings))
    keep(read_role(file, *schema, organisations, findings), all);
  return all;
}

}  // namespace trellis::sharing
