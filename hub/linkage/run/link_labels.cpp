#include "hub/linkage/run/link_labels.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include <fmt/core.h>

#include "hub/base/text.hpp"
#include "hub/formats/inert_cell.hpp"
#include "hub/linkage/truth.hpp"

namespace trellis::linkage {
namespace {

using Columns = std::vector<std::string>;

// Where the two records of a pair and the answer stand.
struct LabelColumns {
  std::size_t a = 0, b = 0, answer = 0;
  bool were_asked = false;
  std::optional<std::size_t> file_a, file_b;
};

std::optional<std::size_t> find(const Columns& columns, const std::string& name) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

Result<LabelColumns> find_columns(const Columns& columns, const std::string& file) {
  LabelColumns found;
  const auto fail = [&](const std::string& what) {
    return Error{Fault::invalid, what + "; its columns are " + text::join(columns, ", "),
                 Place{file, 1, 0, {}}};
  };
  bool are_records_found = false;
  for (const auto& [left, right] : {std::pair("_a", "_b"), {"_l", "_r"}, {"_1", "_2"}}) {
    for (std::size_t c = 0; c < columns.size() && !are_records_found; ++c) {
      const std::string& name = columns[c];
      if (!name.ends_with(left) || name.find("id") == std::string::npos) continue;
      const auto other = find(columns, name.substr(0, name.size() - 2) + right);
      if (!other) continue;
      found.a = c;
      found.b = *other;
      are_records_found = true;
    }
  }
  if (!are_records_found)
    return fail("labels need two columns of record ids, such as record_id_a and record_id_b");
  for (const char* name :
       {"same", "decision", "match", "is_match", "label", "clerical_match_score"}) {
    const auto answer = find(columns, name);
    if (!answer) continue;
    found.answer = *answer;
    found.were_asked = find(columns, "probability").has_value();
    found.file_a = find(columns, "file_a");
    found.file_b = find(columns, "file_b");
    return found;
  }
  return fail("labels need a column with the answer: same, decision, match or label");
}

// None where the answer is empty or even odds.
Result<std::optional<bool>> read_answer(std::string_view cell) {
  const std::string answer = text::lower(text::trim(cell));
  if (answer.empty()) return std::optional<bool>();
  for (const char* yes : {"yes", "y", "true", "same", "match"})
    if (answer == yes) return std::optional(true);
  for (const char* no : {"no", "n", "false", "different", "non-match"})
    if (answer == no) return std::optional(false);
  double number = -1;
  const auto [end, fault] = std::from_chars(answer.data(), answer.data() + answer.size(), number);
  if (fault != std::errc{} || end != answer.data() + answer.size() || number < 0 || number > 1)
    return Error{Fault::invalid,
                 "an answer is yes or no, same or different, true or false, or between 0 and 1"};
  return number == 0.5 ? std::optional<bool>() : std::optional(number > 0.5);
}

// Records by what names them.
class RecordNames {
 public:
  explicit RecordNames(const LinkRows& rows) : rows_(rows) {
    for (std::uint32_t r = 0; r < rows.id.size(); ++r) by_id_.emplace(rows.id[r], r);
  }
  // `file`: as it was given, or empty. Both as questions write them, or as they are.
  Result<std::uint32_t> find(std::string_view id, std::string_view file) const {
    auto found = find_exactly(formats::without_mark(id), formats::without_mark(file));
    if (found.ok() || found.error().fault != Fault::not_found) return found;
    return find_exactly(id, file);
  }

 private:
  Result<std::uint32_t> find_exactly(std::string_view id, std::string_view file) const {
    const auto [from, to] = by_id_.equal_range(std::string(id));
    std::optional<std::uint32_t> found;
    for (auto each = from; each != to; ++each) {
      if (!file.empty() && rows_.files[rows_.file[each->second]] != file) continue;
      if (found)
        return Error{Fault::invalid,
                     "several records have the id of this row: say their files in file_a and "
                     "file_b, or name another column as record_id"};
      found = each->second;
    }
    if (found) return *found;
    return Error{Fault::not_found, "no record that was read has the id of this row"};
  }

  const LinkRows& rows_;
  std::unordered_multimap<std::string, std::uint32_t> by_id_;
};

// A pair is not both one person and two.
Status check_agreement(const std::vector<Label>& labels, const std::string& file) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, bool> answers;
  for (const auto& [pair, is_same, was_asked] : labels) {
    const auto [known, is_new] = answers.emplace(std::minmax(pair.a, pair.b), is_same);
    if (known->second != is_same)
      return Error{Fault::invalid,
                   "a pair has two answers that contradict each other: keep one of them",
                   Place{file, 0, 0, {}}};
  }
  return done();
}

std::string name_of(const LinkRows& rows, std::uint32_t record) {
  return formats::inert_cell(rows.files[rows.file[record]]) + "," +
         std::to_string(rows.row[record]) + "," + formats::inert_cell(rows.id[record]);
}

}  // namespace

Result<std::vector<Label>> read_labels(TableReading& tables, const std::string& file,
                                       const LinkRows& rows) {
  const RecordNames names(rows);
  LabelColumns columns;
  std::vector<Label> labels;
  const auto start = [&](std::uint32_t, const Columns& header) -> Status {
    TRELLIS_LET(const auto found, find_columns(header, file));
    columns = found;
    return done();
  };
  std::optional<Error> wrong;
  const auto read_row = [&](const std::vector<std::string_view>& cells) -> Status {
    TRELLIS_LET(const auto answer, read_answer(cells[columns.answer]));
    if (!answer) return done();
    const auto file_in = [&](std::optional<std::size_t> column) {
      return column ? cells[*column] : std::string_view();
    };
    TRELLIS_LET(const auto a, names.find(cells[columns.a], file_in(columns.file_a)));
    TRELLIS_LET(const auto b, names.find(cells[columns.b], file_in(columns.file_b)));
    if (a == b) return Error{Fault::invalid, "a pair is of two records, not of one"};
    labels.push_back({{a, b}, *answer, columns.were_asked});
    return done();
  };
  const auto take = [&](std::uint64_t row, const std::vector<std::string_view>& cells) {
    const Status read = read_row(cells);
    if (read.ok()) return true;
    wrong = read.error();
    wrong->place = Place{file, row + 1, 0, {}};
    return false;
  };
  TRELLIS_LET(const std::size_t refused, tables.read({file}, start, take));
  if (refused > 0)
    return Error{Fault::invalid, "the file has rows that cannot be read: see above",
                 Place{file, 0, 0, {}}};
  if (wrong) return *wrong;
  TRELLIS_TRY(check_agreement(labels, file));
  return labels;
}

Status write_questions(OutputFile& out, std::size_t count, const LinkRows& rows,
                       const Linker& linker, const Linked& linked) {
  constexpr float band = 10;  // bits from even odds within which an answer may surprise
  std::vector<Question> pairs;
  std::vector<Pattern> patterns;
  for (const Edge& edge : linked.edges) {
    if (std::abs(edge.bits) >= band) continue;
    pairs.push_back({{edge.a, edge.b}, edge.bits});
    patterns.push_back(linker.comparer().compare(edge.a, edge.b));
  }
  out.stream() << "file_a,row_a,record_id_a,file_b,row_b,record_id_b,same,probability\n";
  for (const Question& question : choose_questions(pairs, patterns, count))
    out.stream() << name_of(rows, question.pair.a) << ',' << name_of(rows, question.pair.b)
                 << fmt::format(",,{:.3f}\n", probability(question.bits));
  return out.finish();
}

}  // namespace trellis::linkage
