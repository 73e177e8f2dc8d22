#include "hub/formats/csv_reader.hpp"

#include <algorithm>

#include "hub/base/spreadsheet.hpp"
#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"

namespace trellis::formats {

CsvReader::CsvReader(ByteSource& source, const CsvSettings& settings, const Limits& limits,
                     CutSink& sink)
    : settings_(settings),
      limits_(limits),
      sink_(sink),
      window_(source, settings.encoding),
      end_(settings.delimiter, limits) {}

Status CsvReader::refuse_file(std::string why, std::size_t at) {
  const Error error{Fault::invalid, std::move(why), window_.place(at)};
  return report(sink_, error, window_.view());
}

std::string CsvReader::cell_name(std::size_t cell) const {
  std::string name = "column " + std::to_string(cell + 1);
  // A header that no rule knows may be a row of a file without one: it is not repeated.
  if (cell < columns_.size() && settings_.columns.has(columns_[cell]))
    name += " (" + columns_[cell] + ")";
  return name;
}

Status CsvReader::refuse(const CsvProblem& problem) {
  const Error error{Fault::invalid, cell_name(problem.cell) + ": " + problem.sentence,
                    window_.place(problem.offset)};
  ++refused_;
  return report(sink_, error, row_);
}

// From the window's byte `from` to behind the next line end, however far that is.
Status CsvReader::skip_line(std::size_t from) {
  while (true) {
    const auto end = window_.view().find_first_of("\r\n", from);
    if (end != std::string_view::npos && (end + 1 < window_.view().size() || window_.is_all())) {
      window_.drop(end + (window_.view().substr(end).starts_with("\r\n") ? 2 : 1));
      break;
    }
    if (window_.is_all()) {
      window_.drop(window_.view().size());
      break;
    }
    const std::size_t dropped = std::min(end, window_.view().size());
    window_.drop(dropped);
    from = 0;
    TRELLIS_TRY(window_.more());
  }
  end_.start_again();
  taken_ = 0;
  return done();
}

Status CsvReader::skip_lines() {
  for (std::uint64_t i = 0; i < settings_.skipped_lines; ++i) {
    if (window_.is_all() && window_.view().empty()) return done();
    TRELLIS_TRY(skip_line(0));
  }
  return done();
}

// A cell or row beyond the limits, or a quote that is never closed: told, and passed over without
// holding it. After an open quote reading goes on in the next line, which may be a row of its own.
Status CsvReader::refuse_unended_row(const CsvRowEnd::Row& row) {
  const bool is_open = end_.is_in_quotes();
  std::string why = "this cell opens a quote that is never closed";
  if (row.kind == CsvRowEnd::Kind::long_cell) {
    why = (is_open ? "this cell opens a quote and does not close it within "
                   : "this cell has more than ") +
          std::to_string(limits_.field_bytes) + " bytes";
  } else if (row.kind == CsvRowEnd::Kind::long_row) {
    why = "the row has more than " + std::to_string(limits_.record_bytes) + " bytes";
  }
  row_ = window_.view().substr(0, row.size);
  const std::size_t opened = end_.cell_at();
  if (is_open) row_ = row_.substr(0, row_.find_first_of("\r\n", opened));
  TRELLIS_TRY(refuse({opened, end_.cell(), std::move(why)}));
  return skip_line(is_open ? opened : row.size);
}

// The next row that is not blank, whatever is in it. False at the end.
Result<bool> CsvReader::find_row() {
  window_.drop(taken_);
  taken_ = 0;
  end_.start_again();
  while (true) {
    const auto found = end_.find(window_.view(), window_.is_all());
    if (!found) {
      TRELLIS_TRY(window_.more());
      continue;
    }
    if (found->kind != CsvRowEnd::Kind::whole) {
      TRELLIS_TRY(refuse_unended_row(*found));
      continue;
    }
    if (found->taken == 0) return false;
    row_ = window_.view().substr(0, found->size);
    taken_ = found->taken;
    if (!is_blank_row()) return true;
    window_.drop(taken_);
    taken_ = 0;
    end_.start_again();
  }
}

// Rows of empty cells are what a spreadsheet leaves of rows that were emptied.
bool CsvReader::is_blank_row() const {
  const auto is_nothing = [this](char c) {
    return c == settings_.delimiter || c == '"' || (c > '\0' && c <= ' ');
  };
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const auto first = std::find_if_not(row_.begin(), row_.end(), is_nothing);
  if (first == row_.end()) return true;
  if (is_ascii(*first) || !text::is_utf8(row_)) return false;
  const std::string seen = text::without_unseen(row_);
  return std::all_of(seen.begin(), seen.end(), is_nothing);
}

std::optional<CsvProblem> CsvReader::problem_of_row() {
  const auto cell_at = [&](std::size_t offset) {
    const auto before = row_.substr(0, offset);
    return static_cast<std::size_t>(std::count(before.begin(), before.end(), settings_.delimiter));
  };
  if (const auto nul = row_.find('\0'); nul != std::string_view::npos) {
    return CsvProblem{nul, cell_at(nul), std::string(nul_byte)};
  }
  if (const auto bad = bad_utf8(row_); bad != std::string_view::npos) {
    return CsvProblem{bad, cell_at(bad), std::string(not_utf8)};
  }
  if (const auto misread = window_.misread(row_))
    return CsvProblem{*misread, cell_at(*misread), std::string(misread_utf8)};
  return split_csv_row(row_, settings_.delimiter, limits_, cells_);
}

CsvProblem CsvReader::wrong_count() const {
  const bool is_short = cells_.size() < columns_.size();
  const std::size_t cell = is_short ? cells_.size() : columns_.size();
  const std::string advice =
      is_short ? "it may be cut off, or hold a line break that does not stand in quotes; empty "
                 "cells at its end are written, too"
               : csv_delimiter_words(settings_.delimiter) +
                     " inside a value must stand in quotes, and every column needs a name";
  return {is_short ? row_.size() : cells_[cell].offset, cell,
          "the row has " + std::to_string(cells_.size()) + " cells and the header has " +
              std::to_string(columns_.size()) + "; " + advice};
}

std::optional<CsvProblem> CsvReader::problem_of_cells() {
  drop_blank_surplus(cells_, columns_.size());
  if (cells_.size() != columns_.size()) return wrong_count();
  for (const std::size_t cell : key_cells_) {
    if (text::is_rounded_number(text::trim(cells_[cell].raw)))
      return CsvProblem{cells_[cell].offset, cell, text::rounded_key};
  }
  return std::nullopt;
}

Result<bool> CsvReader::next() {
  while (true) {
    auto found = find_row();
    if (!found.ok() || !*found) return found;
    auto problem = problem_of_row();
    if (!problem) problem = problem_of_header();
    if (!problem) problem = problem_of_cells();
    if (problem) {
      TRELLIS_TRY(refuse_row(*problem));
    } else if (holds_lines_like_rows()) {
      TRELLIS_TRY(refuse_each_line());
    } else {
      place_ = window_.place(0);
      return true;
    }
  }
}

std::string CsvReader::key() const {
  std::string key;
  bool has_value = false;
  for (const auto& cell : key_cells_) {
    const std::string value = text::without_unseen(cells_[cell].value());
    const auto trimmed = text::trim(value);
    has_value |= !trimmed.empty();
    if (&cell != key_cells_.data()) key += '/';
    key += trimmed;
  }
  return has_value ? key : std::string();
}

}  // namespace trellis::formats
