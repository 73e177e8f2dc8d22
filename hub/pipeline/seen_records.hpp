#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <unordered_set>

#include "hub/base/id.hpp"
#include "hub/pipeline/extract_guard.hpp"
#include "hub/pipeline/extracts.hpp"
#include "hub/pipeline/incoming.hpp"
#include "hub/pipeline/ports.hpp"

namespace trellis::pipeline {

// What one input holds, so that it can be told what it no longer holds.
class SeenRecords {
 public:
  // Records that wait for a person, until seen again.
  void wait_for(std::span<const RecordId> suspended);

  void count(const Incoming& incoming);              // its scope, and the rows of its tables
  void speak_of_scope(const Incoming& refused);      // and of no record in it
  bool see(RecordId record);                         // true where it waits for a person
  void add(RecordId record) { added_.add(record); }  // one that no input before held
  // An input without any record speaks of all that have no parts.
  void speak_of_the_whole() { scopes_.emplace(); }

  // Was it there before, and within the scopes that this input speaks of?
  bool speak_of(const Records::Reported& record) const;
  std::string scopes_digest() const;  // equal for inputs that speak of the same scopes
  const RecordSet& records() const { return seen_; }
  const TableRows& rows() const { return rows_; }

 private:
  RecordSet seen_;
  RecordSet added_;
  std::set<std::string> scopes_;  // what stands before the first '/' of the keys seen
  std::unordered_set<std::int64_t> suspended_;
  TableRows rows_;
};

}  // namespace trellis::pipeline
