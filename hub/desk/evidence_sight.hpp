#pragma once

#include "hub/base/id.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::desk {

// A subject of a child, and what of the child somebody sees.
struct SeenSubject {
  SubjectId subject;
  const pipeline::View& view;
};

// May who sees this of both be told a piece of evidence between them? Only where it is known what
// the evidence compares, and each of that is seen on both sides.
bool may_be_told(const matching::Evidence& evidence, const SeenSubject& one,
                 const SeenSubject& other);

}  // namespace trellis::desk
