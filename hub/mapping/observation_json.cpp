#include "hub/mapping/observation_json.hpp"

#include <array>

namespace trellis::mapping {
namespace {

using model::Field;
using model::Observation;
using model::Value;

constexpr std::array<bool, 256> stands_as_it_is = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x20; c < table.size(); ++c) table[c] = c != '"' && c != '\\';
  return table;
}();

void append_escaped(std::string& to, unsigned char c) {
  constexpr char digits[] = "0123456789abcdef";
  to += '\\';
  if (c == '"' || c == '\\') {
    to += static_cast<char>(c);
  } else if (c == '\n') {
    to += 'n';
  } else {
    to += "u00";
    to += digits[c >> 4];
    to += digits[c & 15];
  }
}

void append_text(std::string& to, std::string_view text) {
  to += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && stands_as_it_is[static_cast<unsigned char>(text[plain])]) ++plain;
    to += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    append_escaped(to, static_cast<unsigned char>(text.front()));
    text.remove_prefix(1);
  }
  to += '"';
}

// `key` is written as ,"key": with its comma.
void append_member(std::string& to, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  to += to.back() == '{' ? key.substr(1) : key;
  append_text(to, text);
}

bool is_plain(const Value& value) {
  return value.received.empty() && value.system.empty() && value.absent.empty() && !value.verdict;
}

void append_value(std::string& to, const Value& value) {
  if (is_plain(value)) return append_text(to, value.text);
  to += '{';
  append_member(to, ",\"text\":", value.text);
  append_member(to, ",\"received\":", value.received);
  append_member(to, ",\"system\":", value.system);
  append_member(to, ",\"absent\":", value.absent);
  if (value.verdict) append_member(to, ",\"verdict\":", model::to_string(*value.verdict));
  to += '}';
}

bool stood_before(const std::vector<Field>& fields, std::size_t at) {
  for (std::size_t i = 0; i < at; ++i) {
    if (fields[i].name == fields[at].name) return true;
  }
  return false;
}

bool stands_again(const std::vector<Field>& fields, std::size_t at) {
  for (std::size_t i = at + 1; i < fields.size(); ++i) {
    if (fields[i].name == fields[at].name) return true;
  }
  return false;
}

void append_fields(std::string& to, const std::vector<Field>& fields) {
  to += ",\"fields\":{";
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0 && (fields[i - 1].name == fields[i].name || stood_before(fields, i))) continue;
    if (to.back() != '{') to += ',';
    append_text(to, fields[i].name);
    to += ':';
    if (!stands_again(fields, i)) {
      append_value(to, fields[i].value);
      continue;
    }
    to += '[';
    for (std::size_t j = i; j < fields.size(); ++j) {
      if (fields[j].name != fields[i].name) continue;
      if (to.back() != '[') to += ',';
      append_value(to, fields[j].value);
    }
    to += ']';
  }
  to += '}';
}

std::string date_text(Date date) { return date.none() ? std::string() : date.text(); }

}  // namespace

void append_json(std::string& to, const Observation& observation) {
  to += '{';
  append_member(to, ",\"kind\":", observation.kind);
  append_member(to, ",\"valid_from\":", date_text(observation.valid_from));
  append_member(to, ",\"valid_to\":", date_text(observation.valid_to));
  if (observation.assertion != model::Assertion::fact) {
    append_member(to, ",\"assertion\":", model::to_string(observation.assertion));
  }
  if (observation.subject_category != model::SubjectCategory::none) {
    append_member(to, ",\"subject_category\":", model::to_string(observation.subject_category));
  }
  if (observation.regime != model::Regime::gdpr) {
    append_member(to, ",\"regime\":", model::to_string(observation.regime));
  }
  if (observation.sensitivity != model::Sensitivity::normal) {
    append_member(to, ",\"sensitivity\":", model::to_string(observation.sensitivity));
  }
  append_member(to, ",\"path\":", observation.path);
  append_fields(to, observation.fields);
  to += '}';
}

formats::Json to_json(const Observation& observation) {
  std::string text;
  append_json(text, observation);
  auto json = formats::Json::parse(text);
  return json ? std::move(*json) : formats::Json();
}

Result<Observation> from_json(const formats::Json& json) { return parse_observation(json.dump()); }

}  // namespace trellis::mapping
