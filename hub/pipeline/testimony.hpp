#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/model/observation.hpp"

namespace trellis::pipeline {

// What all records of one subject say for matching, each thing once: a subject with thousands of
// records is not read anew with each of them. Not shared.
class Testimony {
 public:
  void add(VersionId version, const model::Observation& observation);
  // From a record's observations and their kinds, a line each. Only damaged lines fail.
  Status add(VersionId version, std::string_view kinds, std::string_view observations);
  void drop(VersionId version);  // another one has replaced it

  // As matching::features_of tells from all observations of all versions.
  matching::Features features() const;

 private:
  // Of a thing said: by which versions, and where in them.
  using Place = std::pair<std::int64_t, std::size_t>;
  struct Said {
    model::Observation observation;
    std::map<std::int64_t, std::size_t> places;
  };

  using SaidAt = std::unordered_map<std::string, Said>::iterator;
  void note(VersionId version, SaidAt said);

  std::unordered_map<std::string, Said> said_;  // by their JSON
  std::unordered_map<std::int64_t, std::vector<const std::string*>> of_version_;
  std::unordered_map<std::int64_t, std::size_t> next_;  // place in its version
};

// Does an observation of this kind say anything for matching?
bool speaks_for_matching(std::string_view kind);

}  // namespace trellis::pipeline
