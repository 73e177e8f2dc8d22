#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "hub/base/text.hpp"
#include "hub/mapping/code_list_file.hpp"
#include "hub/mapping/findings.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/mapping/schemas.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

class CatalogueReader {
 public:
  explicit CatalogueReader(Findings& findings) : findings_(findings) {}

  void read_model(const std::string& file) {
    Json document;
    if (!read_checked(file, model_schema, findings_, document)) return;
    for (const auto& [name, codes] : document["lists"].members()) add_list(name, codes);
    documents_.push_back(std::move(document));
  }

  // One that is broken concerns only who uses it.
  void read_codes(const std::string& file, std::vector<Error>& errors) {
    const std::size_t before = errors.size();
    Findings own(errors);
    model::CodeList list = read_code_list(file, own);
    if (own.any())
      list = {std::filesystem::path(file).stem().string(), {}, to_string(errors[before])};
    if (!list_names_.insert(list.name).second) {
      findings_.add({file, 1, 1, {}}, "the code list " + in_quotes(list.name) + " stands twice");
      return;
    }
    lists_.push_back(std::move(list));
  }

  Result<model::Catalogue> finish() {
    for (const Json& document : documents_) {
      for (const auto& [name, kind] : document["kinds"].members()) add_kind(name, kind);
    }
    if (findings_.any()) return findings_.first();
    return model::Catalogue::make(std::move(kinds_), std::move(lists_));
  }

 private:
  void add_list(const std::string& name, const Json& codes) {
    if (!list_names_.insert(name).second) {
      return findings_.add(codes, "the code list " + in_quotes(name) + " stands twice");
    }
    model::CodeList list;
    list.name = name;
    for (const auto& [code, label] : codes.members()) {
      list.entries.push_back({code, label.string(), {}, {}, {}});
    }
    lists_.push_back(std::move(list));
  }

  void add_kind(const std::string& name, const Json& from) {
    if (!kind_names_.insert(name).second) {
      return findings_.add(from, "the kind " + in_quotes(name) + " stands twice");
    }
    model::KindDefinition kind;
    kind.name = name;
    kind.label = from["label"].string();
    kind.standard = from["standard"].string();
    kind.sensitivity =
        model::parse_sensitivity(from["sensitivity"].string()).value_or(model::Sensitivity::normal);
    kind.regime = model::parse_regime(from["regime"].string()).value_or(model::Regime::gdpr);
    kind.assertion =
        model::parse_assertion(from["assertion"].string()).value_or(model::Assertion::fact);
    kind.opens = from["opens"].string();
    kind.is_place = from["place"].boolean();
    for (const Json& purpose : from["purposes"].items()) kind.purposes.push_back(purpose.string());
    for (const auto& [field, definition] : from["fields"].members()) {
      add_field(kind, field, definition, from["fields"].find("system") != nullptr);
    }
    kinds_.push_back(std::move(kind));
  }

  void add_field(model::KindDefinition& kind, const std::string& name, const Json& from,
                 bool has_system) {
    model::FieldDefinition field;
    field.name = name;
    field.label = from["label"].string();
    field.type = model::parse_field_type(from["type"].string()).value_or(model::FieldType::text);
    field.codes = from["codes"].string();
    field.many = from["many"].boolean();
    field.knows_none = from["words-for-none"].boolean();
    field.is_past = from["past"].boolean();
    if (const Json* place = from.find("place"))
      field.whereabouts =
          place->boolean() ? model::Whereabouts::told : model::Whereabouts::not_told;
    field.level = model::parse_level(from["level"].string()).value_or(model::Level::detail);
    check_codes(field, from, has_system);
    kind.fields.push_back(std::move(field));
  }

  void check_codes(const model::FieldDefinition& field, const Json& from, bool has_system) {
    const Json& codes = from.find("codes") ? from["codes"] : from;
    if (field.type == model::FieldType::code) {
      if (field.codes.empty())
        return findings_.add(codes, "a code needs the name of its list in `codes`");
      check_name(codes, field.codes, {list_names_.begin(), list_names_.end()}, "a code list");
    } else if (field.type == model::FieldType::identifier) {
      if (!field.codes.empty())
        return check_name(codes, field.codes, model::identifier_kinds(), "a kind of identifier");
      if (!has_system)
        findings_.add(codes,
                      "an identifier needs its kind in `codes`, or a field `system` beside it");
    } else if (!field.codes.empty()) {
      findings_.add(codes, "only a code and an identifier have `codes`");
    }
  }

  void check_name(const Json& at, const std::string& name, const std::vector<std::string>& known,
                  const std::string& what) {
    if (std::find(known.begin(), known.end(), name) != known.end()) return;
    findings_.add(at, in_quotes(name) + " is not " + what + did_you_mean(name, known));
  }

  Findings& findings_;
  std::vector<Json> documents_;
  std::vector<model::KindDefinition> kinds_;
  std::vector<model::CodeList> lists_;
  std::set<std::string> kind_names_, list_names_;
};

}  // namespace

Result<model::Catalogue> load_catalogue(const MappingFolders& folders, std::vector<Error>& errors) {
  Findings findings(errors);
  CatalogueReader reader(findings);
  const auto files = files_of(folders.shipped() + "/model", ".json");
  if (files.empty()) {
    findings.add({folders.shipped() + "/model", 0, 0, {}},
                 "there is no file of the common model here", Fault::not_found);
  }
  for (const auto& file : files) reader.read_model(file);
  for (const auto& file : folders.code_lists()) reader.read_codes(file, errors);
  return reader.finish();
}

}  // namespace trellis::mapping
