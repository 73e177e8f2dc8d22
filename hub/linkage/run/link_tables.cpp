#include "hub/linkage/run/link_tables.hpp"

#include <algorithm>
#include <unordered_map>

#include "hub/base/text.hpp"

namespace trellis::linkage {
namespace {

using formats::Json;

Result<std::size_t> column_of(const std::vector<std::string>& columns, const std::string& name) {
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c] == name) return c;
  return Error{Fault::invalid, "the table has no column \"" + name + "\"; its columns are " +
                                   text::join(columns, ", ")};
}

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

Result<Fields> guessed(TableReading& tables, const LinkOptions& options) {
  constexpr std::size_t enough = 1000;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  const auto read = tables.read(
      options.inputs,
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

Result<Fields> link_fields(TableReading& tables, const LinkOptions& options) {
  if (options.fields.empty()) return guessed(tables, options);
  TRELLIS_LET(auto json, Json::read_file(options.fields));
  return Fields::read(json);
}

Result<LinkTables> read_link_tables(TableReading& tables, const LinkOptions& options,
                                    const Fields& fields, const comparison::NameWords& words) {
  Encoder encoder(fields, words);
  std::size_t id = 0, truth = 0;
  std::uint32_t file = 0;
  LinkTables read;
  read.rows.files = options.inputs;
  std::unordered_map<std::string, std::uint32_t> persons;
  Systems systems(fields, read.rows);
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
  TRELLIS_LET(const std::size_t refused, tables.read(options.inputs, start, take));
  if (read.rows.row.empty())
    return Error{Fault::invalid, "there is nothing to link: the files hold no rows"};
  TRELLIS_LET(auto records, encoder.take());
  read.records = std::move(records);
  read.refused = refused;
  return read;
}

}  // namespace trellis::linkage
