#include "hub/model/catalogue.hpp"

#include <algorithm>
#include <set>

#include "hub/base/text.hpp"
#include "hub/model/identifier.hpp"
#include "hub/model/names.hpp"

namespace trellis::model {

namespace {

constexpr Names<FieldType, 8> field_types = {{{FieldType::text, "text"},
                                              {FieldType::date, "date"},
                                              {FieldType::instant, "instant"},
                                              {FieldType::boolean, "boolean"},
                                              {FieldType::whole_number, "whole_number"},
                                              {FieldType::decimal, "decimal"},
                                              {FieldType::code, "code"},
                                              {FieldType::identifier, "identifier"}}};

using Lists = std::map<std::string, CodeList, std::less<>>;

std::string in_quotes(std::string_view name) { return '"' + std::string(name) + '"'; }

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
  const auto near = text::nearest(word, candidates);
  return near ? "; did you mean " + in_quotes(*near) + "?" : std::string{};
}

Error wrong(const KindDefinition& kind, const FieldDefinition& field, const std::string& what) {
  return {Fault::invalid,
          "kind " + in_quotes(kind.name) + ", field " + in_quotes(field.name) + ": " + what};
}

Status check_codes(const KindDefinition& kind, const FieldDefinition& field, const Lists& lists) {
  if (field.codes.empty() || lists.find(field.codes) != lists.end()) return done();
  std::vector<std::string> known;
  for (const auto& [name, list] : lists) known.push_back(name);
  return wrong(
      kind, field,
      "there is no code list " + in_quotes(field.codes) + did_you_mean(field.codes, known));
}

Status check_identifier_kind(const KindDefinition& kind, const FieldDefinition& field) {
  if (field.codes.empty()) {
    if (kind.find("system") != nullptr) return done();
    return wrong(kind, field,
                 "an identifier names its kind, or stands beside a field \"system\" that does");
  }
  const auto& known = identifier_kinds();
  if (std::find(known.begin(), known.end(), field.codes) != known.end()) return done();
  return wrong(
      kind, field,
      in_quotes(field.codes) + " is not a kind of identifier" + did_you_mean(field.codes, known));
}

Status check(const KindDefinition& kind, const Lists& lists) {
  const std::size_t dot = kind.name.find('.');
  if (dot == std::string::npos || dot == 0 || dot + 1 == kind.name.size())
    return Error{Fault::invalid, "kind " + in_quotes(kind.name) + ": a kind is named domain.kind"};
  std::set<std::string_view> names;
  for (const FieldDefinition& field : kind.fields) {
    if (field.name.empty())
      return Error{Fault::invalid, "kind " + in_quotes(kind.name) + ": a field needs a name"};
    if (!names.insert(field.name).second) return wrong(kind, field, "it stands twice");
    if (field.type == FieldType::code) TRELLIS_TRY(check_codes(kind, field, lists));
    if (field.type == FieldType::identifier) TRELLIS_TRY(check_identifier_kind(kind, field));
  }
  return done();
}

bool in_force(const CodeList::Entry& entry, Date on) {
  if (on.none()) return true;
  return (entry.from.none() || entry.from.first_day() <= on.last_day()) &&
         (entry.to.none() || on.first_day() <= entry.to.last_day());
}

template <typename Same>
const CodeList::Entry* newest(const CodeList& list, Date on, Same same) {
  const CodeList::Entry* found = nullptr;
  for (const CodeList::Entry& entry : list.entries) {
    if (!same(entry.code) || !in_force(entry, on)) continue;
    if (found == nullptr || found->from <= entry.from) found = &entry;
  }
  return found;
}

}  // namespace

const FieldDefinition* KindDefinition::find(std::string_view field) const {
  for (const FieldDefinition& candidate : fields)
    if (candidate.name == field) return &candidate;
  return nullptr;
}

const CodeList::Entry* CodeList::find(std::string_view code, Date on) const {
  const Entry* exact = newest(*this, on, [&](std::string_view other) { return other == code; });
  if (exact != nullptr) return exact;
  return newest(*this, on,
                [&](std::string_view other) { return text::equal_ignoring_case(other, code); });
}

Result<Catalogue> Catalogue::make(std::vector<KindDefinition> kinds, std::vector<CodeList> lists) {
  Catalogue catalogue;
  for (CodeList& list : lists) {
    const std::string name = list.name;
    if (!catalogue.lists_.try_emplace(name, std::move(list)).second)
      return Error{Fault::conflict, "the code list " + in_quotes(name) + " stands twice"};
  }
  for (KindDefinition& kind : kinds) {
    TRELLIS_TRY(check(kind, catalogue.lists_));
    const std::string name = kind.name;
    if (!catalogue.kinds_.try_emplace(name, std::move(kind)).second)
      return Error{Fault::conflict, "the kind " + in_quotes(name) + " stands twice"};
  }
  return catalogue;
}

const KindDefinition* Catalogue::kind(std::string_view name) const {
  const auto found = kinds_.find(name);
  return found == kinds_.end() ? nullptr : &found->second;
}

const CodeList* Catalogue::codes(std::string_view list) const {
  const auto found = lists_.find(list);
  return found == lists_.end() ? nullptr : &found->second;
}

std::vector<std::string> Catalogue::kind_names() const {
  std::vector<std::string> names;
  for (const auto& [name, kind] : kinds_) names.push_back(name);
  return names;
}

std::vector<std::string> Catalogue::services() const {
  std::set<std::string> services;
  for (const auto& [name, kind] : kinds_)
    if (!kind.opens.empty()) services.insert(kind.opens);
  return {services.begin(), services.end()};
}

std::string_view to_string(FieldType type) { return name_of(type, field_types); }
std::optional<FieldType> parse_field_type(std::string_view text) {
  return value_of(text, field_types);
}

}  // namespace trellis::model
