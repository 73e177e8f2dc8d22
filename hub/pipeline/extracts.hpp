#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

namespace trellis::pipeline {

// Rows by the name of their table, of an extract whose records are made of several tables.
using TableRows = std::map<std::string, std::uint64_t>;

// How old an input is, as far as it can be told.
struct InputAge {
  std::string series;                // its name without the date; extracts of one series follow
  std::string stamp;                 // the name's: YYYYMMDD, or with HHMM or HHMMSS; empty: none
  std::optional<Instant> file_time;  // of the newest of its files
};

// A record that an import would have marked as no longer reported.
struct Vanishing {
  RecordId record;
  SubjectId subject;
  std::string connection;
  std::string organisation;
};

// What is known of imports as extracts: their age, and what would vanish with them and waits for a
// person. Writes happen inside the unit of work of Records.
class Extracts {
 public:
  virtual ~Extracts() = default;

  virtual Status describe(ImportId import, const InputAge& age) = 0;
  virtual Status close(ImportId import, std::string_view scopes, std::string_view note) = 0;
  // Of the connection's imports before this one that were read to their end: the newest that spoke
  // of the same scopes.
  virtual Result<std::optional<InputAge>> newest(ConnectionId connection, std::string_view scopes,
                                                 ImportId before) = 0;
  // The newest stamp of a series that was read to its end; empty: none.
  virtual Result<std::string> newest_stamp(ConnectionId connection, std::string_view series) = 0;

  // Of the newest accepted import of the same scopes; none where there is none.
  virtual Result<TableRows> rows_before(ConnectionId connection, std::string_view scopes) = 0;
  // What earlier extracts of these scopes left to a person is theirs no longer.
  virtual Status keep_rows(ImportId import, ConnectionId connection, std::string_view scopes,
                           const TableRows& rows, bool are_accepted) = 0;

  // They wait for a person under this import; under an earlier one no longer.
  virtual Status suspend(ImportId import, std::span<const RecordId> records) = 0;
  virtual Result<std::vector<RecordId>> suspended(ConnectionId connection) = 0;
  virtual Result<std::vector<Vanishing>> suspended(ImportId import) = 0;
  virtual Status release(RecordId record) = 0;
  // A person confirmed that so many records are gone, and what its tables lost; false where there
  // was nothing to confirm.
  virtual Result<bool> confirm(ImportId import, std::uint64_t records) = 0;
};

}  // namespace trellis::pipeline
