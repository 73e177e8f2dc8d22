#include "hub/app/link/link_tables.hpp"

#include <algorithm>
#include <unordered_map>

#include "hub/base/text.hpp"
#include "hub/formats/csv_reader.hpp"
#include "hub/mapping/file_source.hpp"

namespace trellis::app {
namespace {

using namespace linkage;
using formats::Json;

// Says which rows cannot be used, and goes on.
class RefusedRows final : public formats::CutSink {
 public:
  explicit RefusedRows(const CommandContext& context) : context_(context) {}
  Status record(const formats::CutRecord&) override { return done(); }
  Status bad(const formats::BadPiece& piece) override {
    constexpr std::size_t most_said = 20;
    if (++count_ <= most_said) context_.say(to_string(piece.error));
    return done();
  }
  std::size_t count() const { return count_; }

 private:
  const CommandContext& context_;
  std::size_t count_ = 0;
};

// The cells of a CSV row, without the blanks around them.
class Cells {
 public:
  Status split(std::string_view row) {
    if (auto problem = formats::split_csv_row(row, ',', limits_, cells_))
      return Error{Fault::invalid, problem->sentence};
    values_.clear();
    kept_.clear();
    kept_.reserve(cells_.size());
    for (const formats::CsvCell& cell : cells_)
      values_.push_back(
          text::trim(cell.has_doubled_quotes ? kept_.emplace_back(cell.value()) : cell.raw));
    return done();
  }
  const std::vector<std::string_view>& values() const { return values_; }
  std::vector<std::string> names() const { return {values_.begin(), values_.end()}; }

 private:
  formats::Limits limits_;
  std::vector<formats::CsvCell> cells_;
  std::vector<std::string_view> values_;
  std::vector<std::string> kept_;
};

Result<std::size_t> column_of(const std::vector<std::string>& columns, const std::string& name) {
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c] == name) return c;
  return Error{Fault::invalid, "the table has no column \"" + name + "\"; its columns are " +
                                   text::join(columns, ", ")};
}

// Reads tables row by row, each with a header of its own.
class TableReader {
 public:
  TableReader(const CommandContext& context, const std::vector<std::string>& files)
      : files_(files), refused_(context), progress_(context, "reading") {}

  // Calls `start(columns)` for each file and `take(cells)` for each row.
  template <typename Start, typename Take>
  Status read(Start&& start, Take&& take) {
    for (std::uint32_t f = 0; f < files_.size(); ++f) {
      TRELLIS_LET(auto sources, mapping::open_files(files_[f]));
      for (const auto& source : sources) {
        const formats::CsvSettings settings;
        formats::CsvReader reader(*source, settings, limits_, refused_);
        auto goes_on = reader.open();
        if (!goes_on.ok()) return goes_on.error();
        if (!*goes_on) continue;
        TRELLIS_TRY(cells_.split(reader.header()));
        TRELLIS_TRY(start(f, cells_.names()));
        const std::size_t refused_before = refused_.count();
        for (std::uint64_t row = 1;; ++row) {
          goes_on = reader.next();
          if (!goes_on.ok()) return goes_on.error();
          if (!*goes_on) break;
          TRELLIS_TRY(cells_.split(reader.row()));
          const std::uint64_t number = row + refused_.count() - refused_before;
          if (!take(number, cells_.values())) return done();
          if (++count_ % 10'000 == 0) progress_.at(count_);
        }
      }
    }
    return done();
  }
  std::size_t refused() const { return refused_.count(); }

 private:
  const std::vector<std::string>& files_;
  formats::Limits limits_;
  RefusedRows refused_;
  Progress progress_;
  Cells cells_;
  std::uint64_t count_ = 0;
};

// Tells which system each row is of.
class Systems {
 public:
  Systems(const Fields& fields, LinkRows& rows) : rows_(rows) {
    for (const Field& field : fields.fields)
      if (field.is == Is::system) column_ = field.column;
  }
  void start_table(const std::string& file, const std::vector<std::string>& columns) {
    file_ = file.substr(file.rfind('/') + 1);
    const auto found = std::find(columns.begin(), columns.end(), column_);
    cell_ = static_cast<std::size_t>(found - columns.begin());
  }
  void add(const std::vector<std::string_view>& cells) {
    const bool is_told = cell_ < cells.size() && !cells[cell_].empty();
    rows_.system.push_back(number_of(is_told ? cells[cell_] : file_));
  }

 private:
  // Those after the first that is too many share its number.
  std::uint8_t number_of(std::string_view name) {
    auto& systems = rows_.systems;
    const auto found = std::find(systems.begin(), systems.end(), name);
    const auto number = static_cast<std::uint8_t>(found - systems.begin());
    if (found == systems.end() && systems.size() <= most_systems) systems.emplace_back(name);
    return std::min<std::uint8_t>(number, most_systems);
  }

  LinkRows& rows_;
  std::string column_, file_;
  std::size_t cell_ = 0;
};

Result<Fields> guessed(const CommandContext& context, const LinkOptions& options) {
  constexpr std::size_t enough = 1000;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  TableReader reader(context, options.inputs);
  const Status read = reader.read(
      [&](std::uint32_t, std::vector<std::string> names) {
        if (columns.empty()) columns = std::move(names);
        return done();
      },
      [&](std::uint64_t, const std::vector<std::string_view>& cells) {
        rows.emplace_back(cells.begin(), cells.end());
        return rows.size() < enough;
      });
  if (!read.ok()) return read.error();
  return guess_fields(columns, rows);
}

}  // namespace

Status read_table(const CommandContext& context, const std::string& file, const StartTable& start,
                  const TakeRow& take) {
  const std::vector<std::string> files = {file};
  TableReader reader(context, files);
  TRELLIS_TRY(reader.read(start, take));
  if (reader.refused() == 0) return done();
  return Error{Fault::invalid, "the file has rows that cannot be read: see above",
               Place{file, 0, 0, {}}};
}

std::string LinkRows::words(std::uint32_t record) const {
  const std::string number = std::to_string(row[record]);
  std::string words = files.size() > 1 ? files[file[record]] + " row " + number : "row " + number;
  if (id[record] != number) words += " (" + id[record] + ")";
  return words;
}

Json LinkRows::json(std::uint32_t record) const {
  return Json::object(
      {{"file", files[file[record]]}, {"row", row[record]}, {"record_id", id[record]}});
}

Result<Fields> link_fields(const CommandContext& context, const LinkOptions& options) {
  if (options.fields.empty()) return guessed(context, options);
  TRELLIS_LET(auto json, Json::read_file(options.fields));
  return Fields::read(json);
}

Result<LinkTables> read_link_tables(const CommandContext& context, const LinkOptions& options,
                                    const Fields& fields, const comparison::NameWords& words) {
  Encoder encoder(fields, words);
  std::size_t id = 0, truth = 0;
  std::uint32_t file = 0;
  LinkTables read;
  read.rows.files = options.inputs;
  std::unordered_map<std::string, std::uint32_t> persons;
  Systems systems(fields, read.rows);
  TableReader reader(context, options.inputs);
  const auto start = [&](std::uint32_t f, const std::vector<std::string>& columns) -> Status {
    file = f;
    TRELLIS_TRY(encoder.start_table(columns));
    systems.start_table(options.inputs[f], columns);
    if (!fields.record_id.empty()) {
      TRELLIS_LET(const auto found, column_of(columns, fields.record_id));
      id = found;
    }
    if (options.truth.empty()) return done();
    TRELLIS_LET(const auto found, column_of(columns, options.truth));
    truth = found;
    return done();
  };
  const auto take = [&](std::uint64_t row, const std::vector<std::string_view>& cells) {
    encoder.add(cells);
    systems.add(cells);
    read.rows.file.push_back(file);
    read.rows.row.push_back(row);
    read.rows.id.emplace_back(fields.record_id.empty() ? std::to_string(row)
                                                       : std::string(cells[id]));
    if (!options.truth.empty()) {
      const auto number = static_cast<std::uint32_t>(persons.size());
      read.rows.person.push_back(persons.emplace(std::string(cells[truth]), number).first->second);
    }
    return true;
  };
  TRELLIS_TRY(reader.read(start, take));
  if (read.rows.row.empty())
    return Error{Fault::invalid, "there is nothing to link: the files hold no rows"};
  TRELLIS_LET(auto records, encoder.take());
  read.records = std::move(records);
  read.refused = reader.refused();
  return read;
}

}  // namespace trellis::app
