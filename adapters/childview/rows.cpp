#include "rows.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <iterator>

namespace childview {
namespace {

[[noreturn]] void bad_settings(std::string sentence) {
  throw trellis::Failure(TRELLIS_BAD_SETTINGS, std::move(sentence));
}

// Where the JSON value that starts at `at` ends; strings may hold brackets.
std::size_t end_of_object(std::string_view json, std::size_t at) {
  int depth = 0;
  bool in_text = false;
  for (; at < json.size(); ++at) {
    const char c = json[at];
    if (in_text) {
      if (c == '\\') ++at;
      if (c == '"') in_text = false;
      continue;
    }
    if (c == '"') in_text = true;
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) return at + 1;
  }
  return std::string_view::npos;
}

// What a spreadsheet would run, whatever blanks and quotes stand before it.
bool is_formula(std::string_view text) {
  constexpr std::string_view leads[] = {" ", "'", "\"", "\v", "\f", "\u00A0", "\u3000"};
  constexpr std::string_view starts[] = {"=",  "+",      "-",      "@",      "\t",    "\r",
                                         "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  const auto begins = [&](std::string_view start) { return text.substr(0, start.size()) == start; };
  const auto* lead = std::find_if(std::begin(leads), std::end(leads), begins);
  while (lead != std::end(leads)) {
    text.remove_prefix(lead->size());
    lead = std::find_if(std::begin(leads), std::end(leads), begins);
  }
  return std::any_of(std::begin(starts), std::end(starts), begins);
}

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash;
}

}  // namespace

std::vector<std::string> objects_of(std::string_view json_array, std::string_view setting) {
  const std::string wrong =
      "the setting \"" + std::string(setting) + "\" is a list of {\"column\": ..., \"from\": ...}";
  if (json_array.empty() || json_array.front() != '[' || json_array.back() != ']')
    bad_settings(wrong);
  std::vector<std::string> objects;
  std::size_t at = 1;
  while (true) {
    at = json_array.find_first_not_of(" \t\r\n,", at);
    if (at == std::string_view::npos) bad_settings(wrong);
    if (json_array[at] == ']') return objects;
    if (json_array[at] != '{') bad_settings(wrong);
    const std::size_t end = end_of_object(json_array, at);
    if (end == std::string_view::npos) bad_settings(wrong);
    objects.emplace_back(json_array.substr(at, end - at));
    at = end;
  }
}

std::vector<Column> read_columns(const trellis::Settings& settings, const std::string& setting) {
  std::vector<Column> columns;
  if (!settings.has(setting)) return columns;
  for (const std::string& object : objects_of(settings.text(setting), setting)) {
    const trellis::Settings one(object);
    Column column{one.required("column"), one.text("from"), one.text("value"),
                  one.flag("required", false)};
    if (column.from.empty() == !one.has("value")) {
      bad_settings("a column of \"" + setting + "\" has either \"from\" or \"value\"");
    }
    columns.push_back(std::move(column));
  }
  if (columns.empty()) bad_settings("the setting \"" + setting + "\" names no column");
  return columns;
}

std::string cell(std::string_view text) {
  std::string guarded;
  if (is_formula(text)) guarded += '\'';
  guarded += text;
  const bool is_plain = guarded.find_first_of(",;\"\r\n") == std::string::npos &&
                        (guarded.empty() || (guarded.front() != ' ' && guarded.back() != ' '));
  if (is_plain) return guarded;
  std::string quoted = "\"";
  for (const char c : guarded) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

std::string csv(const std::vector<Column>& columns, const trellis::Settings& record) {
  std::string header;
  std::string line;
  for (const Column& column : columns) {
    std::string text = column.from.empty() ? column.value : record.text(column.from);
    if (text == "null") text.clear();
    if (column.is_required && text.empty()) {
      throw trellis::Failure(TRELLIS_BAD_DATA, "the column " + column.name + " needs the field \"" +
                                                   column.from + "\", which has no value");
    }
    const char* comma = header.empty() ? "" : ",";
    header += comma + cell(column.name);
    line += comma + cell(text);
  }
  return header + "\r\n" + line + "\r\n";
}

std::string file_name(std::string_view type, std::string_view key) {
  constexpr std::size_t longest = 60;
  std::string name(type);
  name += '-';
  for (const char c : key.substr(0, longest)) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    name += is_kept ? c : '_';
  }
  char hash[24];
  std::snprintf(hash, sizeof hash, "-%016llx.csv", static_cast<unsigned long long>(fnv1a(key)));
  return name + hash;
}

}  // namespace childview
