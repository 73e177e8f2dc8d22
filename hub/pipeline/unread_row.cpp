#include "hub/pipeline/unread_row.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "hub/base/text.hpp"
#include "hub/base/time.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::string_view between_cells = ",;\t|\r\n";

// Words that a cell of another column may hold as well.
constexpr std::array<std::string_view, 5> common_words = {"all", "everything", "person", "place",
                                                          "record"};

std::string_view bare(std::string_view cell) {
  cell = text::trim(cell);
  while (!cell.empty() && cell.front() == '"') cell.remove_prefix(1);
  while (!cell.empty() && cell.back() == '"') cell.remove_suffix(1);
  return text::trim(cell);
}

void add_restriction(std::string_view cell, CellsOfRow& cells) {
  const std::string wording = text::lower(cell);
  if (std::find(common_words.begin(), common_words.end(), wording) != common_words.end()) return;
  Statement statement;
  statement.scope = model::parse_restriction_scope(cell);
  if (!statement.scope) return;
  statement.wording = wording;
  statement.reason = "told by a row that could not be read";
  cells.restrictions.push_back(std::move(statement));
}

void add_number(std::string_view cell, CellsOfRow& cells) {
  const model::Checked checked = model::check_identifier("nhs_number", cell, 0);
  if (checked.verdict != model::Verdict::valid) return;
  cells.features.identifiers.push_back({"nhs_number", checked.canonical});
}

void add_day(std::string_view cell, CellsOfRow& cells) {
  for (const std::string_view pattern : {"YYYY-MM-DD", "DD/MM/YYYY", "DD.MM.YYYY"}) {
    const auto day = parse_date(cell, pattern);
    if (!day.ok()) continue;
    cells.features.births.push_back(*day);
    return;
  }
}

void add(std::string_view value, CellsOfRow& cells) {
  add_restriction(value, cells);
  add_number(value, cells);
  add_day(value, cells);
}

// Of JSON, what stands behind a colon or in a list; names of its parts are followed by a colon.
void add_json_values(std::string_view json, CellsOfRow& cells) {
  for (std::size_t at = 0; at < json.size();) {
    const bool is_quoted = json[at] == '"';
    const std::size_t from = is_quoted ? at + 1 : at;
    const std::size_t end =
        std::min(is_quoted ? json.find('"', from) : json.find_first_of("\":,[]{} \t\r\n", from),
                 json.size());
    const std::size_t next = json.find_first_not_of(" \t\r\n", std::min(end + 1, json.size()));
    const bool is_name = is_quoted && next != json.npos && json[next] == ':';
    if (!is_name) add(text::trim(json.substr(from, end - from)), cells);
    at = end + 1;
  }
}

// Of XML, what stands between tags and in the quotes of attributes.
void add_xml_values(std::string_view xml, CellsOfRow& cells) {
  bool is_in_tag = false;
  for (std::size_t at = 0; at < xml.size();) {
    std::size_t end = std::min(xml.find_first_of(is_in_tag ? ">\"'" : "<", at), xml.size());
    if (!is_in_tag) {
      add(text::trim(xml.substr(at, end - at)), cells);
      is_in_tag = true;
    } else if (end < xml.size() && xml[end] == '>') {
      is_in_tag = false;
    } else if (end < xml.size()) {
      const std::size_t from = end + 1;
      end = std::min(xml.find(xml[end], from), xml.size());
      add(text::trim(xml.substr(from, end - from)), cells);
    }
    at = end + 1;
  }
}

}  // namespace

CellsOfRow cells_of_row(std::string_view bytes) {
  CellsOfRow cells;
  const std::string_view row = text::trim(bytes);
  if (row.empty()) return cells;
  if (row.front() == '{' || row.front() == '[') {
    add_json_values(row, cells);
    return cells;
  }
  if (row.front() == '<') {
    add_xml_values(row, cells);
    return cells;
  }
  for (std::size_t at = 0; at < row.size();) {
    const std::size_t end = std::min(row.find_first_of(between_cells, at), row.size());
    add(bare(row.substr(at, end - at)), cells);
    at = end + 1;
  }
  return cells;
}

}  // namespace trellis::pipeline
