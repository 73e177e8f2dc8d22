#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/lock_file.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

// Each run of reading a connection's input. `runs`: a file whose byte N is locked while import N
// runs; empty: none.
class ImportRuns {
 public:
  ImportRuns(Database& database, std::string runs) : database_(database), runs_(std::move(runs)) {}

  Result<ImportId> start(ConnectionId connection, std::string_view input, Instant now);
  Status update(ImportId import, const pipeline::Balance& balance, std::optional<Instant> finished,
                std::string_view failure);
  Result<std::vector<pipeline::ImportRun>> list(std::size_t most);

 private:
  Result<pipeline::RunState> state_of(const pipeline::ImportRun& run);

  Database& database_;
  std::string runs_;
  std::optional<LockFile> running_;  // of the import that was started last
};

}  // namespace trellis::store
