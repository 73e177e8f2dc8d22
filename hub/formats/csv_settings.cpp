#include "hub/formats/csv_settings.hpp"

#include <algorithm>
#include <regex>

#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t longest_header = 256;  // the library's search recurses once per character

bool is_expression(std::string_view pattern) {
  return pattern.size() > 2 && pattern.starts_with('/') && pattern.ends_with('/');
}

std::regex expression(std::string_view pattern) {
  const std::string inside(pattern.substr(1, pattern.size() - 2));
  return std::regex(inside, std::regex::ECMAScript | std::regex::icase);
}

// What is read of a header: a line break in it is a blank.
std::string seen_header(std::string_view header) {
  std::string seen;
  for (const char c : text::without_unseen(header)) {
    const bool is_break = c == '\r' || c == '\n' || c == '\t';
    if (!is_break) seen += c;
    if (is_break && !seen.ends_with(' ')) seen += ' ';
  }
  return std::string(text::trim(seen));
}

std::string with_single_blanks(std::string_view text) {
  std::string single;
  for (const char c : seen_header(text))
    if (c != ' ' || !single.ends_with(' ')) single += c;
  return single;
}

bool fits(std::string_view header, std::string_view pattern) {
  if (!is_expression(pattern)) return CsvColumns::same(header, pattern);
  if (header.size() > longest_header) return false;
  try {
    return std::regex_search(header.begin(), header.end(), expression(pattern));
  } catch (const std::regex_error&) {  // a search that would cost too much
    return false;
  }
}

Status check_expression(const Json& at, std::string_view pattern) {
  if (!is_expression(pattern)) return done();
  try {
    expression(pattern);
    return done();
  } catch (const std::regex_error&) {
    return wrong_setting(at, "the pattern between / and / is not a regular expression");
  }
}

Result<CsvColumns> read_columns(const Json& settings) {
  CsvColumns columns;
  const Json* rules = settings.find("columns");
  if (rules && !rules->is(Json::Type::object)) {
    return wrong_setting(*rules,
                         "\"columns\" must be an object: a name, and the headers that mean it");
  }
  for (const auto& [name, value] : rules ? rules->members() : std::vector<Json::Member>()) {
    TRELLIS_LET(auto patterns, list_setting(*rules, name));
    for (const auto& pattern : patterns) TRELLIS_TRY(check_expression(value, pattern));
    columns.rules.push_back({name, std::move(patterns)});
  }
  TRELLIS_LET(auto required, list_setting(settings, "required"));
  columns.required = std::move(required);
  return columns;
}

}  // namespace

bool CsvColumns::same(std::string_view a, std::string_view b) {
  return text::equal_ignoring_case(with_single_blanks(a), with_single_blanks(b));
}

std::string CsvColumns::name_of(std::string_view received) const {
  const std::string header = seen_header(received);
  for (const auto& rule : rules) {
    if (same(header, rule.name)) return rule.name;
  }
  for (const bool expressions : {false, true}) {
    for (const auto& rule : rules) {
      for (const auto& pattern : rule.patterns) {
        if (is_expression(pattern) == expressions && fits(header, pattern)) return rule.name;
      }
    }
  }
  return header;
}

bool CsvColumns::has(std::string_view name) const {
  return std::any_of(rules.begin(), rules.end(),
                     [&](const Rule& rule) { return rule.name == name; });
}

std::string CsvColumns::spellings_of(std::string_view name) const {
  for (const auto& rule : rules) {
    if (rule.name == name) return text::join(rule.patterns, ", ");
  }
  return {};
}

std::vector<std::string> CsvSettings::keys() {
  return {"delimiter", "encoding", "skip-lines", "columns", "required", "key"};
}

Result<CsvSettings> CsvSettings::read(const Json& settings) {
  CsvSettings read;
  TRELLIS_LET(auto delimiter, delimiter_setting(settings));
  TRELLIS_LET(auto encoding, encoding_setting(settings));
  TRELLIS_LET(auto columns, read_columns(settings));
  TRELLIS_LET(auto key, list_setting(settings, "key"));
  if (const Json* lines = settings.find("skip-lines")) {
    if (lines->whole(-1) < 0)
      return wrong_setting(*lines, "\"skip-lines\" must be a whole number from 0");
    read.skipped_lines = static_cast<std::uint64_t>(lines->whole());
  }
  read.delimiter = delimiter;
  read.encoding = std::move(encoding);
  read.columns = std::move(columns);
  read.key = std::move(key);
  return read;
}

}  // namespace trellis::formats
