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
    spelled_.emplace_back(text::trim(cell.raw));
  }
  return true;
}

bool CsvReader::is_named_at(std::size_t cell, std::size_t column) const {
  const std::string_view name = text::trim(cells_[cell].raw);
  return text::equal_ignoring_case(name, spelled_[column]) ||
         text::equal_ignoring_case(name, columns_[column]);
}

// Two exports in one file: most of what stands in the row are columns' names. Looks closer only
// where one of the first cells is.
bool CsvReader::is_header_again() const {
  constexpr std::size_t first_cells = 3;
  std::size_t filled = 0, names = 0;
  for (std::size_t cell = 0; cell < cells_.size(); ++cell) {
    if (cell == first_cells && names == 0) return false;
    if (is_blank_csv_cell(cells_[cell].raw)) continue;
    ++filled;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
      if (!is_named_at(cell, column)) continue;
      ++names;
      break;
    }
  }
  const bool are_most = 2 * names > filled;
  return are_most && (names > 1 || columns_.size() == 1);
}

std::optional<CsvProblem> CsvReader::problem_of_header() {
  const bool is_again = is_header_again();
  if (!is_again && other_header_ == 0) return std::nullopt;
  if (!is_again)
    return CsvProblem{0, 0,
                      "the row stands under the second header of line " +
                          std::to_string(other_header_) +
                          ", whose columns are others; import that part as a file of its own"};
  drop_blank_surplus(cells_, columns_.size());
  bool is_equal = cells_.size() == columns_.size();
  for (std::size_t cell = 0; cell < cells_.size() && is_equal; ++cell)
    is_equal = is_named_at(cell, cell);
  other_header_ = is_equal ? 0 : window_.place(0).line;
  return CsvProblem{0, 0,
                    is_equal ? "a second header row stands here, equal to the first; it is no "
                               "record, and the rows after it are read"
                             : "a second header row stands here, whose columns are others; the "
                               "rows after it are held: import that part as a file of its own"};
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
