#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "hub/base/id.hpp"
#include "hub/base/time.hpp"
#include "hub/store/database.hpp"

namespace trellis::testing {

// A database with all migrations; in memory unless a file is named.
inline std::unique_ptr<store::Database> a_database(const std::string& file = ":memory:") {
  auto database = store::Database::open(file);
  if (!database) throw std::runtime_error(to_string(database.error()));
  return *std::move(database);
}

// Connections 1 and 2, which others refer to.
inline void add_two_connections(store::Database& database) {
  const auto done = database.script(
      "INSERT INTO connection (id, name, organisation) VALUES (1, 'northwick-yjs', 'northwick'), "
      "(2, 'easton-ems', 'easton')");
  if (!done) throw std::runtime_error(to_string(done.error()));
}

inline Instant second(std::int64_t second) { return Instant(std::chrono::seconds(second)); }

inline std::int64_t number_from(store::Database& database, std::string_view sql) {
  auto row = database.row(sql);
  if (!row || !*row) throw std::runtime_error("no row");
  return (*row)->whole(0);
}

}  // namespace trellis::testing
