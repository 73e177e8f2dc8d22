#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/pipeline/extracts.hpp"
#include "hub/pipeline/ports.hpp"

namespace trellis::pipeline {

// What stands before the first '/' of a record's key: the table or part that it belongs to.
std::string_view scope_of(std::string_view key);

// Records by their ids, a bit each.
class RecordSet {
 public:
  void add(RecordId record) {
    const auto id = static_cast<std::size_t>(record.number());
    if (id >= bits_.size()) bits_.resize(2 * id + 1);
    bits_[id] = true;
  }
  bool has(RecordId record) const {
    const auto id = static_cast<std::size_t>(record.number());
    return id < bits_.size() && bits_[id];
  }

 private:
  std::vector<bool> bits_;
};

// What a full extract no longer holds, and why a person should look before it is believed.
struct Loss {
  std::vector<Records::Reported> missing;
  std::string doubt;  // empty: it may be believed
};

// `reported`: what the connection's earlier inputs reported, in the scopes that this one speaks of.
// A loss is doubted where more than `may_vanish` of the subjects, or of one scope's records, would
// vanish: at least five of them, or more than half.
Loss loss_of(std::span<const Records::Reported> reported, const RecordSet& seen, double may_vanish);

// The same of rows; empty: no table lost more than it may.
std::string loss_of(const TableRows& before, const TableRows& now, double may_vanish);

// Are so many gone of so many that a person should look?
bool is_beyond_measure(std::uint64_t gone, std::uint64_t all, double may_vanish);

// Why an extract is older than one that was imported before; empty where it is not.
std::string older_than(const InputAge& age, const InputAge& newest);

}  // namespace trellis::pipeline
