#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/formats/csv_row.hpp"
#include "hub/formats/csv_settings.hpp"
#include "hub/formats/text_window.hpp"

namespace trellis::formats {

// One CSV source, row by row; hands the sink what is no row, and goes on. Not shared.
class CsvReader {
 public:
  CsvReader(ByteSource& source, const CsvSettings& settings, const Limits& limits, CutSink& sink);

  // Reads the header row. False: the source has none that can be used, and the sink was told.
  Result<bool> open();
  // Goes to the next good row. False at the end.
  Result<bool> next();

  const std::string& header() const noexcept {
    return header_;
  }  // the columns' names in records, as a CSV row
  const Place& header_place() const noexcept { return header_place_; }
  std::string_view row() const { return row_; }  // as received, without its line end
  const Place& place() const noexcept { return place_; }
  std::string key() const;  // the key columns' values joined by `/`; empty where all are

 private:
  Result<bool> find_row();
  bool is_separator_line() const;
  Result<bool> take_separator_line();
  Status refuse_unended_row(const CsvRowEnd::Row& row);
  Status skip_lines();
  Status skip_line(std::size_t from);
  bool take_header();
  bool name_columns();
  bool find_required();
  // What stands against the row as one of this header's: a header again, or rows of another header.
  std::optional<CsvProblem> problem_of_header();
  bool is_header_again() const;
  bool is_named_at(std::size_t cell, std::size_t column) const;
  std::optional<CsvProblem> problem_of_row();
  std::optional<CsvProblem> problem_of_cells();
  CsvProblem wrong_count() const;
  bool is_blank_row() const;
  bool is_like_this_row(std::string_view line) const;
  bool holds_lines_like_rows() const;
  Status refuse_row(const CsvProblem& problem);
  Status refuse_opening_line(std::size_t opened, std::size_t cell);
  Status refuse_each_line();
  std::string cell_name(std::size_t cell) const;
  Status refuse(const CsvProblem& problem);
  Status refuse_file(std::string why, std::size_t at = 0);

  const CsvSettings& settings_;
  const Limits& limits_;
  CutSink& sink_;
  TextWindow window_;
  CsvRowEnd end_;
  std::size_t taken_ = 0;  // bytes of the row that was handed out last
  std::string_view row_;
  Place place_;
  std::vector<CsvCell> cells_;
  std::vector<std::string> columns_;
  std::vector<std::string> spelled_;  // as the columns' names stand in the header
  std::uint64_t other_header_ = 0;    // the line of one that is not the first; 0: there is none
  std::vector<std::size_t> key_cells_;
  std::string header_;
  Place header_place_;
  std::size_t refused_ = 0;
  Status told_ = done();
};

}  // namespace trellis::formats
