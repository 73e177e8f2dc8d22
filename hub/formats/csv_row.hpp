#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/formats/limits.hpp"

namespace trellis::formats {

// RFC 4180, one row at a time.
struct CsvCell {
  std::string_view raw;    // without the quotes around it
  std::size_t offset = 0;  // of the cell within the row
  bool has_doubled_quotes = false;
  std::string value() const;
};

struct CsvProblem {
  std::size_t offset = 0;  // within the row
  std::size_t cell = 0;    // from 0
  std::string sentence;
  // Where the cell began, if it is a quote in it that is wrong.
  std::optional<std::size_t> opened{};
};

// Delimiters that can be told apart in a header row.
inline constexpr std::string_view csv_delimiters = ",;\t|";

// Cuts a whole row, without its line end, into cells.
std::optional<CsvProblem> split_csv_row(std::string_view row, char delimiter, const Limits& limits,
                                        std::vector<CsvCell>& cells);

// Nothing but what nobody sees: blanks of all kinds, the end-of-file mark of DOS.
bool is_blank_csv_cell(std::string_view raw);

// The delimiter of a header row: the first of `csv_delimiters` outside quotes; a comma if there is
// none.
char csv_delimiter_of(std::string_view header);

// Takes off blank cells behind the last column; they say nothing.
void drop_blank_surplus(std::vector<CsvCell>& cells, std::size_t columns);

// "a comma"
std::string csv_delimiter_words(char delimiter);

// `text` as a cell; in quotes where it needs them, whatever the delimiter.
std::string csv_cell(std::string_view text);

// Finds where a row ends in text that grows. Not shared.
class CsvRowEnd {
 public:
  CsvRowEnd(char delimiter, const Limits& limits) : delimiter_(delimiter), limits_(limits) {}

  enum class Kind { whole, open_quote, long_cell, long_row };  // open: the text ended within quotes
  struct Row {
    Kind kind = Kind::whole;
    std::size_t size = 0;  // without the line end; as far as it was looked at, where it is too long
    std::size_t taken = 0;  // with it
  };
  // `text` begins where the row does and only grows between calls. Nothing: more text is needed.
  std::optional<Row> find(std::string_view text, bool is_all);
  void start_again();  // a new row begins

  bool is_in_quotes() const noexcept { return state_ == State::quoted; }
  std::size_t cell_at() const noexcept {
    return cell_at_;
  }  // where the cell begins that the text ends in
  std::size_t cell() const noexcept { return cell_; }  // and its number, from 0

 private:
  enum class State { cell_start, plain, quoted, quote_seen };
  std::optional<Row> ended(std::string_view text, std::size_t at, bool is_all) const;
  std::optional<Row> plain_line(std::string_view text) const;
  std::optional<Row> too_long(std::size_t at) const;
  void step(char c, std::size_t at);

  char delimiter_;
  Limits limits_;
  State state_ = State::cell_start;
  std::size_t at_ = 0;
  std::size_t cell_at_ = 0;
  std::size_t cell_ = 0;
};

}  // namespace trellis::formats
