#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/formats/csv_reader.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

// "Pupil ID" and "Pupil_ID" are both Pupil_ID there.
bool are_one_in_paths(std::string_view a, std::string_view b) {
  const std::string path = xml_name(a);
  return path == xml_name(b) && path.find_first_not_of('_') != std::string::npos;
}

}  // namespace

Result<bool> CsvReader::open() {
  TRELLIS_TRY(window_.start());
  TRELLIS_TRY(skip_lines());
  auto found = find_row();
  if (found.ok() && *found && is_separator_line()) found = take_separator_line();
  if (!found.ok()) return found;
  if (refused_ > 0) return false;  // no later row may pass for the header
  if (!*found) {
    TRELLIS_TRY(
        refuse_file("the file is empty; a header row with the columns' names was expected"));
    return false;
  }
  const bool is_usable = take_header();
  if (!told_.ok()) return std::move(told_).error();
  return is_usable;
}

// "sep=;" tells a spreadsheet what divides the cells.
bool CsvReader::is_separator_line() const {
  constexpr std::string_view word = "sep=";
  return row_.size() == word.size() + 1 &&
         text::equal_ignoring_case(row_.substr(0, word.size()), word);
}

Result<bool> CsvReader::take_separator_line() {
  if (row_.back() == settings_.delimiter) return find_row();
  ++refused_;
  TRELLIS_TRY(
      refuse_file("the first line says what divides the cells, and it is not the sign of the "
                  "setting \"delimiter\"; set \"delimiter\" to it"));
  return true;
}

bool CsvReader::take_header() {
  header_place_ = window_.place(0);
  if (const auto problem = problem_of_row()) {
    told_ = refuse_file(
        "the header row, column " + std::to_string(problem->cell + 1) + ": " + problem->sentence,
        problem->offset);
    return false;
  }
  while (!cells_.empty() && is_blank_csv_cell(cells_.back().raw)) cells_.pop_back();
  if (!name_columns() || !find_required()) return false;
  for (const auto& name : columns_) {
    if (&name != columns_.data()) header_ += settings_.delimiter;
    header_ += csv_cell(name);
  }
  return true;
}

bool CsvReader::name_columns() {
  for (const auto& cell : cells_) {
    std::string name = settings_.columns.name_of(cell.value());
    const std::string number = std::to_string(columns_.size() + 1);
    if (name.empty()) {
      told_ = refuse_file("column " + number + " has no name in the header row", cell.offset);
      return false;
    }
    const auto first = std::find_if(columns_.begin(), columns_.end(), [&](const auto& other) {
      return CsvColumns::same(other, name) || are_one_in_paths(other, name);
    });
    if (first != columns_.end()) {
      const bool is_known = settings_.columns.has(name);
      const bool is_same = CsvColumns::same(*first, name);
      const std::string how = is_known  ? " both mean " + name
                              : is_same ? " have the same name"
                                        : " have names that are the same in a mapping's paths";
      told_ = refuse_file("columns " + std::to_string(first - columns_.begin() + 1) + " and " +
                              number + how + " in the header row; every column needs its own",
                          cell.offset);
      return false;
    }
    columns_.push_back(std::move(name));
  }
  return true;
}

bool CsvReader::find_required() {
  const auto find = [&](const std::string& name) {
    return std::find_if(columns_.begin(), columns_.end(),
                        [&](const std::string& column) { return CsvColumns::same(column, name); });
  };
  std::vector<std::string> missing;
  for (const auto& name : settings_.columns.required) {
    if (find(name) == columns_.end()) missing.push_back(name);
  }
  for (const auto& name : settings_.key) {
    const auto found = find(name);
    if (found != columns_.end()) {
      key_cells_.push_back(static_cast<std::size_t>(found - columns_.begin()));
    } else if (std::find(missing.begin(), missing.end(), name) == missing.end()) {
      missing.push_back(name);
    }
  }
  if (missing.empty()) return true;
  std::string why = "the header row has no column ";
  for (const auto& name : missing) {
    const std::string spellings = settings_.columns.spellings_of(name);
    why += (&name == missing.data() ? "\"" : ", \"") + name + "\"" +
           (spellings.empty() ? "" : " (it may also be called " + spellings + ")");
  }
  if (columns_.size() == 1) why += "; it has one column: is \"delimiter\" right?";
  told_ = refuse_file(std::move(why));
  return false;
}

}  // namespace trellis::formats
