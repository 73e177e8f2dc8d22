#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/model.hpp"
#include "hub/matching/engine/words.hpp"
#include "hub/matching/identity/identity.hpp"

namespace trellis::matching {

struct TrainingSubject {
  SubjectId id;
  Features features;
};

// Two subjects that people decided about.
struct DecidedPair {
  SubjectId a, b;
  Answer answer = Answer::same;
};

// A model learned from the subjects themselves, without anyone to say who is who: linkage's mixture
// tells how likely each candidate pair is one child, and the model's own comparison which levels
// such pairs have, against those of other pairs. Decided pairs count for what they were decided to
// be. A level's bits move from those of `current` as far as enough pairs were seen; thresholds,
// household rules and the weights of equal names stay. Fails where there is too little to learn
// from. Same subjects in the same order, same model, whatever the threads.
Result<Model> train(std::span<const TrainingSubject> subjects, std::span<const DecidedPair> decided,
                    const Model& current, const NameLists& lists, std::size_t threads = 2);

}  // namespace trellis::matching
