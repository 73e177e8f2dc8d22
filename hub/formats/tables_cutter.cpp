#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/formats/csv_reader.hpp"
#include "hub/formats/row_store.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t most_in_memory = 32u << 20;
constexpr char between_group_and_key = '\x1F';

struct Table {
  std::string name;
  std::vector<std::string> files;
  CsvSettings csv;
};

struct TablesSettings {
  std::vector<Table> tables;
  std::vector<std::string> ignored;  // patterns of files that are passed over
  bool has_group_in_key = false;
  static Result<TablesSettings> read(const Json& settings);
};

Result<Table> read_table(const Json& settings) {
  auto known = CsvSettings::keys();
  known.insert(known.begin(), {"name", "files"});
  if (!settings.is(Json::Type::object))
    return wrong_setting(settings, "a table must be an object in { }");
  TRELLIS_TRY(only_keys(settings, known));
  TRELLIS_LET(auto name, text_setting(settings, "name", ""));
  if (name.empty() || name.find_first_of(" \t\r\n") != std::string::npos) {
    return wrong_setting(settings, "a table needs a \"name\" without blanks");
  }
  TRELLIS_LET(auto files, list_setting(settings, "files"));
  if (files.empty())
    return wrong_setting(settings, "a table needs \"files\", such as \"*" + name + ".csv\"");
  TRELLIS_LET(auto csv, CsvSettings::read(settings));
  if (csv.key.empty()) {
    return wrong_setting(settings, "a table needs a \"key\": the columns that say whose row it is");
  }
  return Table{std::move(name), std::move(files), std::move(csv)};
}

Result<TablesSettings> TablesSettings::read(const Json& settings) {
  TRELLIS_TRY(only_keys(settings, {"format", "tables", "ignore", "key-prefix"}));
  TablesSettings read;
  auto prefix = text_setting(settings, "key-prefix", "");
  if (!prefix.ok()) return std::move(prefix).error();
  if (!prefix->empty() && *prefix != "group") {
    return wrong_setting(settings["key-prefix"], "\"key-prefix\" can only be \"group\"");
  }
  read.has_group_in_key = !prefix->empty();
  TRELLIS_LET(auto ignored, list_setting(settings, "ignore"));
  read.ignored = std::move(ignored);
  if (settings["tables"].items().empty()) {
    return wrong_setting(settings,
                         "\"tables\" must be a list of tables, each with name, files and key");
  }
  for (const auto& item : settings["tables"].items()) {
    TRELLIS_LET(auto table, read_table(item));
    read.tables.push_back(std::move(table));
  }
  return read;
}

// Whether `name` fits a pattern in which `*` is any text; what the first `*` at its start stood
// for.
std::optional<std::string> group_of(std::string_view name, std::string_view pattern) {
  const std::string folded = text::lower(name);
  const auto literals = text::split(text::lower(pattern), "*");
  if (!folded.starts_with(literals.front())) return std::nullopt;
  if (literals.size() == 1)
    return folded == literals.front() ? std::optional<std::string>("") : std::nullopt;
  if (folded.size() < literals.front().size() + literals.back().size() ||
      !folded.ends_with(literals.back())) {
    return std::nullopt;
  }
  std::size_t at = literals.front().size();
  const std::size_t end = folded.size() - literals.back().size();
  std::size_t first_end = end;
  for (std::size_t i = 1; i + 1 < literals.size(); ++i) {
    const auto found = folded.find(literals[i], at);
    if (found == std::string::npos || found + literals[i].size() > end) return std::nullopt;
    if (i == 1) first_end = found;
    at = found + literals[i].size();
  }
  if (!pattern.starts_with('*')) return std::string();
  return std::string(name.substr(0, folded.size() == name.size() ? first_end : 0));
}

// "2024_autumn_" is written 2024_autumn in a key.
std::string_view plain_group(std::string_view group) {
  return group.substr(0, group.find_last_not_of("_- .") + 1);
}

class TablesCutter {
 public:
  TablesCutter(const TablesSettings& settings, const CutJob& job)
      : settings_(settings), job_(job), rows_(most_in_memory) {}

  Status run(std::span<ByteSource* const> sources) {
    for (ByteSource* const source : sources) TRELLIS_TRY(take(*source));
    return rows_.for_each_subject(
        [this](const std::vector<StoredRow>& rows) { return emit(rows); });
  }

 private:
  struct Source {
    std::string header;
    Place header_place;
    std::string file;
  };

  Status take(ByteSource& source) {
    const std::string name = source.name();
    for (std::size_t i = 0; i < settings_.tables.size(); ++i) {
      for (const auto& pattern : settings_.tables[i].files) {
        if (const auto group = group_of(name, pattern)) return take_table(source, i, *group);
      }
    }
    for (const auto& pattern : settings_.ignored)
      if (group_of(name, pattern)) return done();
    std::vector<std::string> patterns;
    for (const auto& table : settings_.tables) {
      patterns.insert(patterns.end(), table.files.begin(), table.files.end());
    }
    const Error error{
        Fault::invalid,
        "this file's name fits no table; the tables' files are " + text::join(patterns, ", "),
        {name, 0, 0, {}}};
    return report(job_.sink, error, {});
  }

  Status take_table(ByteSource& source, std::size_t table, const std::string& group) {
    CsvReader reader(source, settings_.tables[table].csv, job_.limits, job_.sink);
    auto goes_on = reader.open();
    if (!goes_on.ok()) return std::move(goes_on).error();
    if (!*goes_on) return done();
    sources_.push_back({reader.header(), reader.header_place(), source.name()});
    while (true) {
      goes_on = reader.next();
      if (!goes_on.ok()) return std::move(goes_on).error();
      if (!*goes_on) return done();
      const std::string key = reader.key();
      if (key.empty()) {
        const Error error{Fault::invalid,
                          "the row has no value in its key, so nobody knows whose it is",
                          reader.place()};
        TRELLIS_TRY(report(job_.sink, error, reader.row()));
        continue;
      }
      TRELLIS_TRY(rows_.add({static_cast<std::uint32_t>(table),
                             static_cast<std::uint32_t>(sources_.size() - 1), reader.place().line,
                             group + between_group_and_key + key, std::string(reader.row())}));
    }
  }

  std::string key_of(const StoredRow& row) const {
    const auto [group, key] = std::pair(row.key.substr(0, row.key.find(between_group_and_key)),
                                        row.key.substr(row.key.find(between_group_and_key) + 1));
    const auto plain = plain_group(group);
    if (!settings_.has_group_in_key || plain.empty()) return key;
    return std::string(plain) + "/" + key;
  }

  Status emit(const std::vector<StoredRow>& rows) {
    std::vector<const StoredRow*> ordered;
    for (const auto& row : rows) ordered.push_back(&row);
    std::stable_sort(ordered.begin(), ordered.end(), [](const StoredRow* a, const StoredRow* b) {
      return std::pair(a->table, a->source) < std::pair(b->table, b->source);
    });
    bytes_.clear();
    origins_.clear();
    for (auto from = ordered.begin(); from != ordered.end();) {
      const auto to = std::find_if(from, ordered.end(), [&](const StoredRow* row) {
        return row->table != (*from)->table || row->source != (*from)->source;
      });
      section({from, to});
      from = to;
      if (bytes_.size() > job_.limits.record_bytes) return refuse_big_record(*ordered.front());
    }
    return job_.sink.record({key_of(rows.front()), tables_type, bytes_, origins_});
  }

  void section(std::span<const StoredRow* const> rows) {
    const Source& source = sources_[rows.front()->source];
    bytes_ += "@table " + settings_.tables[rows.front()->table].name + " " +
              std::to_string(rows.size()) + "\n";
    origins_.push_back({bytes_.size(), source.header_place});
    bytes_ += source.header + "\n";
    for (const auto* row : rows) {
      origins_.push_back({bytes_.size(), {source.file, row->line, 1, {}}});
      bytes_ += row->bytes + "\n";
    }
  }

  Status refuse_big_record(const StoredRow& row) {
    const Error error{Fault::invalid,
                      "the rows of one key have more than " +
                          std::to_string(job_.limits.record_bytes) +
                          " bytes together; check the setting \"key\"",
                      {sources_[row.source].file, row.line, 1, {}}};
    return report(job_.sink, error, bytes_, key_of(row));
  }

  const TablesSettings& settings_;
  const CutJob& job_;
  RowStore rows_;
  std::vector<Source> sources_;
  std::string bytes_;
  std::vector<Origin> origins_;
};

}  // namespace

Status cut_tables(std::span<ByteSource* const> sources, const CutJob& job) {
  TRELLIS_LET(const auto settings, TablesSettings::read(job.settings));
  return TablesCutter(settings, job).run(sources);
}

}  // namespace trellis::formats
