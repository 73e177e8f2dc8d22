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

}  // namespace

CellsOfRow cells_of_row(std::string_view bytes) {
  CellsOfRow cells;
  const std::string_view row = text::trim(bytes);
  if (row.empty() || row.front() == '<' || row.front() == '{' || row.front() == '[') return cells;
  for (std::size_t at = 0; at < row.size();) {
    const std::size_t end = std::min(row.find_first_of(between_cells, at), row.size());
    const std::string_view cell = bare(row.substr(at, end - at));
    add_restriction(cell, cells);
    add_number(cell, cells);
    add_day(cell, cells);
    at = end + 1;
  }
  return cells;
}

}  // namespace trellis::pipeline
