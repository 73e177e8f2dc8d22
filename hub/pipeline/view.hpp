#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/time.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/protections.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::pipeline {

// One line of what is known of a child: an observation, its source, and why it may be seen.
struct Line {
  StoredObservation from;  // holds only the fields that may be seen
  model::Level level = model::Level::none;
  std::string basis;      // "own record", or the agreement and its clause
  std::string agreement;  // its id; empty for an own record and for operators
};

struct View {
  std::vector<Line> lines;  // by date, then source
  // Organisations that hold something the asker may know of, each once.
  std::vector<std::string> organisations;
};

// Everything held, for those who run the hub. Nothing is left out.
Result<View> see_all(Records& records, const std::vector<SubjectId>& subjects,
                     std::optional<Instant> as_of);

// What an asker may see: permitted pairs of organisation and kind are worked out first, and only
// those are read. An empty view where nothing is permitted: the same as for a child that does not
// exist.
Result<View> see_as(Records& records, Protections& protections,
                    const std::vector<SubjectId>& subjects, const sharing::Policy& policy,
                    const sharing::Asker& asker, std::optional<Instant> as_of, Date today);

// All current observations of a child for deciding (alerts); nothing of it is shown.
Result<std::vector<sharing::Sourced>> held_about(Records& records,
                                                 const std::vector<SubjectId>& subjects);

// What decides about a child: what is held about it, and what protects it.
struct Known {
  std::vector<sharing::Sourced> held;
  sharing::ChildFacts facts;
};
Result<Known> known_of(Records& records, Protections& protections,
                       const std::vector<SubjectId>& subjects, const model::Catalogue& catalogue,
                       Date today);

// The day a line belongs to: when it began or happened, else when the hub heard of it.
Date day_of(const StoredObservation& stored);

}  // namespace trellis::pipeline
