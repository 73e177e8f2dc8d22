#include "hub/formats/csv_row.hpp"

#include <algorithm>
#include <cstring>

#include "hub/base/unseen.hpp"

namespace trellis::formats {
namespace {

class RowSplitter {
 public:
  RowSplitter(std::string_view row, char delimiter, const Limits& limits,
              std::vector<CsvCell>& cells)
      : row_(row), delimiter_(delimiter), limits_(limits), cells_(cells) {}

  std::optional<CsvProblem> run() {
    cells_.clear();
    while (true) {
      if (cells_.size() >= limits_.columns) {
        return problem("the row has more than " + std::to_string(limits_.columns) + " cells");
      }
      auto wrong = at_ < row_.size() && row_[at_] == '"' ? quoted() : plain();
      if (wrong) return wrong;
      if (cells_.back().raw.size() > limits_.field_bytes) {
        at_ = cells_.back().offset;
        cells_.pop_back();
        return problem("this cell has more than " + std::to_string(limits_.field_bytes) + " bytes");
      }
      if (at_ >= row_.size()) return std::nullopt;
      ++at_;
    }
  }

 private:
  CsvProblem problem(std::string sentence) const {
    return {at_, cells_.size(), std::move(sentence)};
  }

  CsvProblem wrong_quote(std::size_t opened, std::string sentence) const {
    return {at_, cells_.size(), std::move(sentence), opened};
  }

  std::optional<CsvProblem> plain() {
    const std::size_t from = at_;
    const auto* start = row_.data() + from;
    const auto* found =
        row_.empty() ? nullptr
                     : static_cast<const char*>(std::memchr(start, delimiter_, row_.size() - from));
    at_ = found ? static_cast<std::size_t>(found - row_.data()) : row_.size();
    const auto cell = row_.substr(from, at_ - from);
    if (const auto quote = cell.find('"'); quote != std::string_view::npos) {
      at_ = from + quote;
      return problem(
          "there is a quote inside a cell that does not begin with one; put the whole cell in "
          "quotes and double the quotes inside");
    }
    cells_.push_back({cell, from, false});
    return std::nullopt;
  }

  std::optional<CsvProblem> quoted() {
    const std::size_t from = at_;
    bool has_doubled_quotes = false;
    std::size_t quote = row_.find('"', from + 1);
    while (quote != std::string_view::npos && quote + 1 < row_.size() && row_[quote + 1] == '"') {
      has_doubled_quotes = true;
      quote = row_.find('"', quote + 2);
    }
    if (quote == std::string_view::npos)
      return wrong_quote(from, "this cell opens a quote and does not close it");
    at_ = quote + 1;
    if (at_ < row_.size() && row_[at_] != delimiter_) {
      return wrong_quote(
          from,
          "there is text after the closing quote of this cell; double the quotes inside a cell");
    }
    cells_.push_back({row_.substr(from + 1, quote - from - 1), from, has_doubled_quotes});
    return std::nullopt;
  }

  std::string_view row_;
  char delimiter_;
  const Limits& limits_;
  std::vector<CsvCell>& cells_;
  std::size_t at_ = 0;
};

}  // namespace

std::string CsvCell::value() const {
  if (!has_doubled_quotes) return std::string(raw);
  std::string text;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    text += raw[i];
    if (raw[i] == '"') ++i;
  }
  return text;
}

std::optional<CsvProblem> split_csv_row(std::string_view row, char delimiter, const Limits& limits,
                                        std::vector<CsvCell>& cells) {
  return RowSplitter(row, delimiter, limits, cells).run();
}

bool is_blank_csv_cell(std::string_view raw) {
  const auto is_seen = [](char c) { return c > ' ' && c < 0x7F; };
  if (raw.empty()) return true;
  if (is_seen(raw.front())) return false;
  if (std::any_of(raw.begin(), raw.end(), is_seen)) return false;
  const std::string seen = text::without_unseen(raw);
  return std::all_of(seen.begin(), seen.end(), [](char c) { return c >= 0 && c <= ' '; });
}

void drop_blank_surplus(std::vector<CsvCell>& cells, std::size_t columns) {
  while (cells.size() > columns && is_blank_csv_cell(cells.back().raw)) cells.pop_back();
}

char csv_delimiter_of(std::string_view header) {
  bool is_quoted = false;
  for (const char c : header) {
    if (c == '"') is_quoted = !is_quoted;
    if (!is_quoted && csv_delimiters.find(c) != std::string_view::npos) return c;
  }
  return ',';
}

std::string csv_delimiter_words(char delimiter) {
  if (delimiter == ';') return "a semicolon";
  if (delimiter == '\t') return "a tab";
  return delimiter == '|' ? "a bar" : "a comma";
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",;\t|\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

void CsvRowEnd::start_again() {
  state_ = State::cell_start;
  at_ = 0;
  cell_at_ = 0;
  cell_ = 0;
}

std::optional<CsvRowEnd::Row> CsvRowEnd::ended(std::string_view text, std::size_t at,
                                               bool is_all) const {
  if (text[at] == '\n') return Row{Kind::whole, at, at + 1};
  if (at + 1 < text.size()) return Row{Kind::whole, at, at + (text[at + 1] == '\n' ? 2u : 1u)};
  if (is_all) return Row{Kind::whole, at, at + 1};
  return std::nullopt;  // a line feed may follow the return
}

// Most rows are one line without quotes.
std::optional<CsvRowEnd::Row> CsvRowEnd::plain_line(std::string_view text) const {
  const auto size =
      std::min<std::uint64_t>({text.size(), limits_.field_bytes, limits_.record_bytes});
  const auto* end =
      static_cast<const char*>(size == 0 ? nullptr : std::memchr(text.data(), '\n', size));
  if (!end) return std::nullopt;
  const auto line = static_cast<std::size_t>(end - text.data());
  if (std::memchr(text.data(), '"', line) || std::memchr(text.data(), '\r', line))
    return std::nullopt;
  return Row{Kind::whole, line, line + 1};
}

std::optional<CsvRowEnd::Row> CsvRowEnd::too_long(std::size_t at) const {
  if (at - cell_at_ > limits_.field_bytes) return Row{Kind::long_cell, at, at};
  if (at > limits_.record_bytes) return Row{Kind::long_row, at, at};
  return std::nullopt;
}

std::optional<CsvRowEnd::Row> CsvRowEnd::find(std::string_view text, bool is_all) {
  if (at_ == 0) {
    if (auto line = plain_line(text)) return line;
  }
  for (; at_ < text.size(); ++at_) {
    if (state_ == State::quoted) {
      const auto* quote =
          static_cast<const char*>(std::memchr(text.data() + at_, '"', text.size() - at_));
      at_ = quote ? static_cast<std::size_t>(quote - text.data()) : text.size();
    }
    if (auto found = too_long(at_)) return found;
    if (at_ == text.size()) break;
    if (state_ != State::quoted && (text[at_] == '\n' || text[at_] == '\r')) {
      return ended(text, at_, is_all);
    }
    step(text[at_], at_);
  }
  if (!is_all) return std::nullopt;
  return Row{state_ == State::quoted ? Kind::open_quote : Kind::whole, text.size(), text.size()};
}

void CsvRowEnd::step(char c, std::size_t at) {
  switch (state_) {
    case State::cell_start:
    case State::plain:
      if (c == delimiter_) {
        state_ = State::cell_start;
        cell_at_ = at + 1;
        ++cell_;
      } else {
        state_ = c == '"' && state_ == State::cell_start ? State::quoted : State::plain;
      }
      return;
    case State::quoted:
      if (c == '"') state_ = State::quote_seen;
      return;
    case State::quote_seen:
      if (c == '"') {
        state_ = State::quoted;
      } else if (c == delimiter_) {
        state_ = State::cell_start;
        cell_at_ = at + 1;
        ++cell_;
      } else {
        state_ = State::plain;
      }
      return;
  }
}

}  // namespace trellis::formats
