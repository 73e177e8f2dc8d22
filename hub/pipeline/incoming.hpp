#pragma once

#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/result.hpp"
#include "hub/formats/tree.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/pipeline/restrictions.hpp"

namespace trellis::queue {
class InputBytes;
}

namespace trellis::pipeline {

struct ImportOrder;
// Where the rest of an input begins that nobody read.
struct UnreadFrom {
  std::size_t stream = 0;
  std::uint64_t offset = 0;
  queue::InputBytes* whole = nullptr;
};

// A record on its way from the adapter to the store; the mapper fills the second half. Used again
// for another record, so that its strings keep their memory.
struct Incoming {
  std::string key;
  std::string former_key;  // of a message, before its bytes became part of its key
  std::string record_key;  // of one person of a record about several: the record's own
  std::string place_key;   // and where in the record the person stands
  std::string media_type;
  std::string bytes;
  std::vector<formats::Origin> origins;
  std::optional<Error> unread;     // why it could not be cut or parsed
  std::optional<UnreadFrom> rest;  // it is no record, but all that was left

  Digest digest{};
  Digest content{};     // of kinds and observations
  std::string refusal;  // why the mapping does not want it; then nothing below is filled
  std::string subject_key;
  std::string kinds;                 // of the observations, a line each
  std::string observations;          // as JSON, a line each
  std::vector<std::string> same_as;  // keys that the source says are the same person
  std::vector<Statement> restrictions;
  std::vector<mapping::Issue> issues;
  matching::Features features;      // of this record alone
  std::vector<std::string> tables;  // of each row, where it is made of several tables' rows

  Place place() const;  // of its first line; of a row of a table, the row's and not its header's
  void clear();
};

// Records in the order of the input. `committed` asks for everything up to here to be on disk.
class Batch {
 public:
  Incoming& add();
  void clear();
  std::span<Incoming> records() noexcept { return {items_.data(), size_}; }
  std::size_t size() const noexcept { return size_; }

  std::shared_ptr<std::promise<Status>> committed;

 private:
  std::vector<Incoming> items_;  // those after the first `size_` are kept for their memory
  std::size_t size_ = 0;
};

// Digest, tree, observations and features of one record.
void map_record(const mapping::Mapping& mapping, mapping::Today today,
                mapping::Workspace& workspace, Incoming& incoming);

// The same for all of a batch: a record about several people becomes one for each of them, with the
// same bytes. A person's key as it comes, of an entry that is replayed, brings that person alone.
void map_records(const mapping::Mapping& mapping, mapping::Today today,
                 mapping::Workspace& workspace, Batch& batch);

// What the journal keeps of its version: see hub/pipeline/seal.hpp.
std::string seal_of(const Incoming& incoming, const ImportOrder& order);

}  // namespace trellis::pipeline
