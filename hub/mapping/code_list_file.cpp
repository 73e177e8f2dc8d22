#include "hub/mapping/code_list_file.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <tuple>

#include "hub/base/text.hpp"
#include "hub/formats/csv_row.hpp"

namespace trellis::mapping {
namespace {

constexpr std::uintmax_t most_bytes = 16u << 20;

struct Cell {
  std::string text;
  std::uint64_t column = 1;
};
using Row = std::vector<Cell>;

class Reader {
 public:
  Reader(const std::string& file, Findings& findings) : file_(file), findings_(findings) {
    list_.name = std::filesystem::path(file).stem().string();
  }

  model::CodeList read(std::istream& lines) {
    std::string line;
    while (std::getline(lines, line)) {
      ++number_;
      if (number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
      if (line.ends_with('\r')) line.pop_back();
      if (text::trim(line).empty()) continue;
      take(line);
    }
    if (!has_header_) say(1, "a code list starts with the header code,label,maps_to,from,to");
    return std::move(list_);
  }

 private:
  void say(std::uint64_t column, std::string sentence) {
    findings_.add({file_, std::max<std::uint64_t>(number_, 1), column, {}}, std::move(sentence));
  }

  void take(const std::string& line) {
    if (!text::is_utf8(line)) return say(1, "this line is not UTF-8");
    if (const auto wrong = formats::split_csv_row(line, ',', {}, cells_)) {
      return say(wrong->offset + 1, wrong->sentence);
    }
    Row row;
    for (const auto& cell : cells_) {
      row.push_back({std::string(text::trim(cell.value())), cell.offset + 1});
    }
    if (has_header_) return entry(row);
    has_header_ = true;
    header(row);
  }

  void header(const Row& row) {
    static const std::vector<std::string> known = {"code", "label", "maps_to", "from", "to"};
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto at = std::find(known.begin(), known.end(), row[i].text);
      if (at == known.end()) {
        say(row[i].column, "there is no column " + in_quotes(row[i].text) +
                               did_you_mean(row[i].text, known) +
                               "; the columns are code,label,maps_to,from,to");
      } else {
        columns_[static_cast<std::size_t>(at - known.begin())] = i;
      }
    }
    if (!columns_[0] || !columns_[1]) say(1, "a code list needs the columns code and label");
  }

  const Cell* cell(const Row& row, std::size_t column) const {
    return columns_[column] && *columns_[column] < row.size() ? &row[*columns_[column]] : nullptr;
  }
  std::string text_of(const Row& row, std::size_t column) const {
    const Cell* found = cell(row, column);
    return found ? found->text : std::string();
  }
  Date date_of(const Row& row, std::size_t column) {
    const Cell* found = cell(row, column);
    if (!found || found->text.empty()) return {};
    auto date = Date::parse(found->text);
    if (date) return *date;
    say(found->column, "a date of a code list is written YYYY-MM-DD");
    return {};
  }

  void entry(const Row& row) {
    if (!columns_[0] || !columns_[1]) return;
    model::CodeList::Entry entry{text_of(row, 0), text_of(row, 1), text_of(row, 2), date_of(row, 3),
                                 date_of(row, 4)};
    if (entry.code.empty()) return say(1, "this line has no code");
    const bool stands_twice = !seen_.insert({entry.code, entry.from, entry.to}).second;
    if (stands_twice)
      return say(1, "the code " + in_quotes(entry.code) + " stands twice for the same dates");
    list_.entries.push_back(std::move(entry));
  }

  const std::string& file_;
  Findings& findings_;
  model::CodeList list_;
  std::uint64_t number_ = 0;
  bool has_header_ = false;
  std::vector<formats::CsvCell> cells_;
  std::set<std::tuple<std::string, Date, Date>> seen_;
  std::array<std::optional<std::size_t>, 5> columns_;
};

}  // namespace

model::CodeList read_code_list(const std::string& file, Findings& findings) {
  std::error_code fault;
  const auto size = std::filesystem::file_size(file, fault);
  std::ifstream lines(file, std::ios::binary);
  if (fault || !lines || !std::filesystem::is_regular_file(file, fault)) {
    findings.add({file, 0, 0, {}}, "this code list cannot be read", Fault::unavailable);
    return {};
  }
  if (size > most_bytes) {
    findings.add({file, 0, 0, {}}, "a code list may have 16 MiB at most");
    return {};
  }
  return Reader(file, findings).read(lines);
}

std::vector<std::string> files_of(const std::string& folder, const std::string& extension) {
  std::vector<std::string> files;
  std::error_code fault;
  std::filesystem::directory_iterator entries(folder, fault);
  if (fault) return files;
  for (const auto& entry : entries) {
    if (entry.path().extension() == extension) files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace trellis::mapping
