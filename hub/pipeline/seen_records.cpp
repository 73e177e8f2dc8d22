#include "hub/pipeline/seen_records.hpp"

#include "hub/base/digest.hpp"

namespace trellis::pipeline {

void SeenRecords::wait_for(std::span<const RecordId> suspended) {
  for (const RecordId record : suspended) suspended_.insert(record.number());
}

void SeenRecords::count(const Incoming& incoming) {
  const std::string scope(scope_of(incoming.key));
  scopes_.insert(scope);
  for (const std::string& table : incoming.tables)
    ++rows_[scope.empty() ? table : scope + "/" + table];
}

void SeenRecords::speak_of_scope(const Incoming& refused) {
  scopes_.emplace(scope_of(refused.key));
}

bool SeenRecords::see(RecordId record) {
  seen_.add(record);
  return suspended_.contains(record.number());
}

bool SeenRecords::speak_of(const Records::Reported& record) const {
  return !added_.has(record.id) && scopes_.contains(std::string(scope_of(record.key)));
}

std::string SeenRecords::scopes_digest() const {
  std::string all;
  for (const std::string& scope : scopes_) all.append(scope).push_back('\n');
  return hex(sha256(all));
}

}  // namespace trellis::pipeline
