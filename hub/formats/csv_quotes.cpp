#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"
#include "hub/formats/csv_reader.hpp"

// Quotes that are not closed where their cell ends: they swallow the rows behind them.
namespace trellis::formats {
namespace {

constexpr std::string_view line_ends = "\r\n";

std::size_t size_of_end(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("\r\n") ? 2 : 1;
}

// "7" and "2108" have one shape, and so have "P-12" and "Q-7"; "12 High Street" has another.
std::string shape_of(std::string_view text) {
  std::string shape;
  for (const char c : text::trim(text)) {
    const bool is_digit = c >= '0' && c <= '9';
    const bool is_letter =
        ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (static_cast<unsigned char>(c) >= 0x80);
    const char kind = is_digit ? '9' : is_letter ? 'a' : c;
    if (!shape.ends_with(kind) || (!is_digit && !is_letter)) shape += kind;
  }
  return shape;
}

}  // namespace

// As many cells as the header has, and a key like this row's.
bool CsvReader::is_like_this_row(std::string_view line) const {
  const std::size_t key = key_cells_.empty() ? 0 : key_cells_.front();
  std::vector<std::string_view> parts;
  while (true) {
    const auto end = line.find(settings_.delimiter);
    parts.push_back(line.substr(0, end));
    if (end == std::string_view::npos || parts.size() > limits_.columns) break;
    line.remove_prefix(end + 1);
  }
  while (parts.size() > columns_.size() && is_blank_csv_cell(parts.back())) parts.pop_back();
  if (parts.size() != columns_.size() || parts.size() < 2) return false;
  if (key >= cells_.size()) return false;
  const std::string shape = shape_of(cells_[key].value());
  return !shape.empty() && shape == shape_of(parts[key]);
}

bool CsvReader::holds_lines_like_rows() const {
  // Nearly all rows are one line.
  if (row_.find('\n') == std::string_view::npos && row_.find('\r') == std::string_view::npos)
    return false;
  for (auto end = row_.find_first_of(line_ends); end != std::string_view::npos;) {
    const std::size_t from = end + size_of_end(row_, end);
    end = row_.find_first_of(line_ends, from);
    const auto line =
        row_.substr(std::min(from, row_.size()), end == std::string_view::npos ? end : end - from);
    if (is_like_this_row(line)) return true;
  }
  return false;
}

Status CsvReader::refuse_row(const CsvProblem& problem) {
  if (row_.find_first_of(line_ends) == std::string_view::npos) return refuse(problem);
  if (problem.opened) {
    const auto end = row_.find_first_of(line_ends, *problem.opened);
    if (end < problem.offset) return refuse_opening_line(*problem.opened, problem.cell);
  } else if (cells_.size() != columns_.size() && holds_lines_like_rows()) {
    const auto breaks = [](const CsvCell& cell) {
      return cell.raw.find_first_of(line_ends) != std::string_view::npos;
    };
    const auto cell = std::find_if(cells_.begin(), cells_.end(), breaks);
    if (cell != cells_.end())
      return refuse_opening_line(cell->offset, static_cast<std::size_t>(cell - cells_.begin()));
  }
  return refuse(problem);
}

// Only the line in which the quote was opened: reading goes on behind it.
Status CsvReader::refuse_opening_line(std::size_t opened, std::size_t cell) {
  const auto end = row_.find_first_of(line_ends, opened);
  taken_ = end + size_of_end(row_, end);
  row_ = row_.substr(0, end);
  return refuse({opened, cell,
                 "this cell opens a quote and does not close it where it ends; the next lines "
                 "were read as rows of their own"});
}

// The quotes close, but what they hold may be rows: a person has to look at each line.
Status CsvReader::refuse_each_line() {
  const auto breaks = [](const CsvCell& cell) {
    return cell.raw.find_first_of(line_ends) != std::string_view::npos;
  };
  const auto cell = std::find_if(cells_.begin(), cells_.end(), breaks);
  const auto number = static_cast<std::size_t>(cell - cells_.begin());
  const Place start = window_.place(0);
  const Place opened = window_.place(cell->offset);
  Position position(start.line, start.column);
  for (std::size_t from = 0; from < row_.size();) {
    const auto end = std::min(row_.find_first_of(line_ends, from), row_.size());
    const auto line = row_.substr(from, end - from);
    const bool is_first = from <= cell->offset && cell->offset < end;
    const std::string why =
        is_first ? cell_name(number) +
                       ": this cell opens a quote that is closed some lines further "
                       "down, and what stands between looks like rows; close the "
                       "quote where the cell ends"
                 : "this line stands inside the quotes that line " + std::to_string(opened.line) +
                       " opens, and looks like a row or a part of one; close the quote there";
    ++refused_;
    TRELLIS_TRY(report(
        sink_, {Fault::invalid, why, is_first ? opened : position.in(window_.file())}, line));
    const std::size_t next = end < row_.size() ? end + size_of_end(row_, end) : end;
    position.pass(row_.substr(from, next - from));
    from = next;
  }
  return done();
}

}  // namespace trellis::formats
