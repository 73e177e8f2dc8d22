#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/result.hpp"
#include "hub/formats/tree.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/matching/engine.hpp"

namespace trellis::pipeline {

// A record on its way from the adapter to the store; the mapper fills the second half.
struct Incoming {
  std::string key;
  std::string media_type;
  std::string bytes;
  std::vector<formats::Origin> origins;
  std::optional<Error> unread;  // why it could not be cut or parsed

  Digest digest{};
  mapping::Mapped mapped;
  matching::Features features;  // of this record alone
};

// Records in the order of the input. `committed` asks for everything up to here to be on disk.
struct Batch {
  std::vector<Incoming> items;
  std::shared_ptr<std::promise<Status>> committed;
};

// Digest, tree, observations and features of one record.
void map_record(const mapping::Mapping& mapping, int this_year, Incoming& incoming);

}  // namespace trellis::pipeline
