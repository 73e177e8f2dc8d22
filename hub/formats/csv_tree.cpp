#include <charconv>

#include "hub/formats/csv_row.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

enum class EmptyCells { kept, dropped };

class CsvTree {
 public:
  explicit CsvTree(TreeDocument& tree) : tree_(tree), text_(tree.bytes), builder_(tree) {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  Status row() {
    TRELLIS_TRY(header());
    if (is_at_end()) return tree_.error_at(at_, "there is a header row but no row after it");
    TRELLIS_TRY(element("row", EmptyCells::kept));
    if (!is_at_end())
      return tree_.error_at(at_,
                            "there is more than one row; a record is a header row and one row");
    builder_.finish();
    return done();
  }

  Status tables() {
    TRELLIS_TRY(builder_.open_named("record", 0));
    while (!is_at_end()) TRELLIS_TRY(section());
    builder_.finish();
    return done();
  }

 private:
  bool is_at_end() const { return text_.find_first_not_of("\r\n", at_) == std::string_view::npos; }

  // The next row's cells stand in `cells_`.
  Status next_row() {
    CsvRowEnd end(delimiter_, tree_.limits);
    const auto row = end.find(text_.substr(at_), true);
    row_at_ = at_;
    at_ += row->taken;
    if (const auto wrong =
            split_csv_row(text_.substr(row_at_, row->size), delimiter_, tree_.limits, cells_)) {
      return tree_.error_at(row_at_ + wrong->offset,
                            "column " + std::to_string(wrong->cell + 1) + ": " + wrong->sentence);
    }
    return done();
  }

  Status header() {
    delimiter_ = csv_delimiter_of(text_.substr(at_, text_.find_first_of("\r\n", at_) - at_));
    TRELLIS_TRY(next_row());
    columns_.clear();
    for (const auto& cell : cells_) columns_.push_back(cell.value());
    return done();
  }

  Status element(std::string_view name, EmptyCells empty) {
    TRELLIS_TRY(next_row());
    drop_blank_surplus(cells_, columns_.size());
    if (cells_.size() != columns_.size()) {
      return tree_.error_at(row_at_, "the row has " + std::to_string(cells_.size()) +
                                         " cells and the header has " +
                                         std::to_string(columns_.size()));
    }
    TRELLIS_TRY(builder_.open(name, row_at_));
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (empty == EmptyCells::dropped && cells_[i].raw.empty()) continue;
      TRELLIS_TRY(builder_.open(columns_[i], row_at_ + cells_[i].offset));
      TRELLIS_TRY(builder_.text(cells_[i].value(), row_at_ + cells_[i].offset));
      builder_.close();
    }
    builder_.close();
    return done();
  }

  // "@table NAME ROWS", a header row, and as many rows.
  Status section() {
    const auto stop = std::min(text_.find('\n', at_), text_.size());
    const std::string_view line = text_.substr(at_, stop - at_);
    const auto space = line.rfind(' ');
    constexpr std::string_view mark = "@table ";
    std::size_t rows = 0;
    if (!line.starts_with(mark) || space < mark.size() || !count(line.substr(space + 1), rows)) {
      return tree_.error_at(at_, "a section must begin with a line \"@table NAME ROWS\"");
    }
    at_ = std::min(stop + 1, text_.size());
    TRELLIS_TRY(header());
    for (std::size_t i = 0; i < rows; ++i) {
      if (at_ >= text_.size())
        return tree_.error_at(at_, "the section has fewer rows than its first line says");
      TRELLIS_TRY(element(line.substr(mark.size(), space - mark.size()), EmptyCells::dropped));
    }
    return done();
  }

  static bool count(std::string_view digits, std::size_t& rows) {
    const auto end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, rows);
    return read.ec == std::errc() && read.ptr == end;
  }

  TreeDocument& tree_;
  std::string_view text_;
  TreeBuilder builder_;
  char delimiter_ = ',';
  std::size_t at_ = 0;
  std::size_t row_at_ = 0;
  std::vector<CsvCell> cells_;
  std::vector<std::string> columns_;
};

}  // namespace

Status build_csv_tree(TreeDocument& tree) { return CsvTree(tree).row(); }

Status build_tables_tree(TreeDocument& tree) { return CsvTree(tree).tables(); }

}  // namespace trellis::formats
