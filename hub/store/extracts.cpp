#include "hub/store/extracts.hpp"

#include "hub/store/columns.hpp"

namespace trellis::store {
namespace {

using pipeline::InputAge;
using pipeline::TableRows;
using pipeline::Vanishing;

class SqliteExtracts final : public pipeline::Extracts {
 public:
  explicit SqliteExtracts(Database& database) : database_(database) {}

  Status describe(ImportId import, const InputAge& age) override {
    return run(
        "UPDATE import_run SET series = $1, stamp = $2, file_time = $3 WHERE id = $4",
        {age.series, age.stamp, age.file_time ? Bind(microseconds(*age.file_time)) : Bind(nullptr),
         import.number()});
  }

  Status close(ImportId import, std::string_view scopes, std::string_view note) override {
    return run("UPDATE import_run SET scopes = $1, note = $2 WHERE id = $3",
               {scopes, note, import.number()});
  }

  Result<std::optional<InputAge>> newest(ConnectionId connection, std::string_view scopes,
                                         ImportId before) override {
    TRELLIS_LET(auto row,
                database_.row(
                    "SELECT max(stamp), max(file_time) FROM import_run WHERE connection_id = $1"
                    " AND scopes = $2 AND id < $3 AND finished_at IS NOT NULL AND failure IS NULL",
                    {connection.number(), scopes, before.number()}));
    if (!row || (row->is_null(0) && row->is_null(1))) return std::optional<InputAge>();
    InputAge age{{}, row->text(0), std::nullopt};
    if (const auto time = row->maybe_whole(1)) age.file_time = instant(*time);
    return std::optional(std::move(age));
  }

  Result<std::string> newest_stamp(ConnectionId connection, std::string_view series) override {
    TRELLIS_LET(
        auto row,
        database_.row("SELECT max(stamp) FROM import_run WHERE connection_id = $1 AND series = $2"
                      " AND finished_at IS NOT NULL AND failure IS NULL",
                      {connection.number(), series}));
    return row ? row->text(0) : std::string();
  }

  Status suspend(ImportId import, std::span<const RecordId> records) override {
    for (const RecordId record : records) {
      TRELLIS_TRY(
          run("INSERT INTO vanishing_record (record_id, import_id) VALUES ($1, $2)"
              " ON CONFLICT (record_id) DO UPDATE SET import_id = excluded.import_id",
              {record.number(), import.number()}));
    }
    return done();
  }

  Result<std::vector<RecordId>> suspended(ConnectionId connection) override {
    TRELLIS_LET(auto rows,
                database_.rows(
                    "SELECT v.record_id FROM vanishing_record v JOIN record r ON r.id = v.record_id"
                    " WHERE r.connection_id = $1",
                    {connection.number()}));
    std::vector<RecordId> records;
    for (const Row& row : rows) records.emplace_back(row.whole(0));
    return records;
  }

  Result<std::vector<Vanishing>> suspended(ImportId import) override {
    TRELLIS_LET(
        auto rows,
        database_.rows(
            "SELECT r.id, r.subject_id, c.name, c.organisation FROM vanishing_record v"
            " JOIN record r ON r.id = v.record_id JOIN connection c ON c.id = r.connection_id"
            " WHERE v.import_id = $1 ORDER BY r.id",
            {import.number()}));
    std::vector<Vanishing> records;
    for (const Row& row : rows)
      records.push_back(
          {RecordId(row.whole(0)), SubjectId(row.whole(1)), row.text(2), row.text(3)});
    return records;
  }

  Status release(RecordId record) override {
    return run("DELETE FROM vanishing_record WHERE record_id = $1", {record.number()});
  }

  Result<TableRows> rows_before(ConnectionId connection, std::string_view scopes) override {
    TRELLIS_LET(auto rows,
                database_.rows(
                    "SELECT name, row_count FROM extract_table WHERE import_id = (SELECT max(i.id)"
                    " FROM import_run i JOIN extract_table t ON t.import_id = i.id WHERE "
                    "i.connection_id = $1"
                    " AND i.scopes = $2 AND t.accepted = 1)",
                    {connection.number(), scopes}));
    TableRows before;
    for (const Row& row : rows)
      before.emplace(row.text(0), static_cast<std::uint64_t>(row.whole(1)));
    return before;
  }

  Status keep_rows(ImportId import, ConnectionId connection, std::string_view scopes,
                   const TableRows& rows, bool are_accepted) override {
    TRELLIS_TRY(
        run("DELETE FROM extract_table WHERE accepted = 0 AND import_id IN (SELECT id FROM"
            " import_run WHERE connection_id = $1 AND scopes = $2)",
            {connection.number(), scopes}));
    for (const auto& [name, count] : rows) {
      TRELLIS_TRY(
          run("INSERT INTO extract_table (import_id, name, row_count, accepted)"
              " VALUES ($1, $2, $3, $4)",
              {import.number(), name, static_cast<std::int64_t>(count),
               std::int64_t{are_accepted ? 1 : 0}}));
    }
    return done();
  }

  Result<bool> confirm(ImportId import, std::uint64_t records) override {
    TRELLIS_LET(
        auto tables,
        database_.run("UPDATE extract_table SET accepted = 1 WHERE import_id = $1 AND accepted = 0",
                      {import.number()}));
    TRELLIS_TRY(
        run("UPDATE import_run SET no_longer_reported = no_longer_reported + $1 WHERE id = $2",
            {static_cast<std::int64_t>(records), import.number()}));
    return records > 0 || tables > 0;
  }

 private:
  Status run(std::string_view sql, std::initializer_list<Bind> values) {
    TRELLIS_TRY(database_.run(sql, values));
    return done();
  }

  Database& database_;
};

}  // namespace

std::unique_ptr<pipeline::Extracts> make_extracts(Database& database) {
  return std::make_unique<SqliteExtracts>(database);
}

}  // namespace trellis::store
