#pragma once

#include <span>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace trellis::matching {
class Identity;
struct Move;
}  // namespace trellis::matching
namespace trellis::pipeline {
class Records;
}

namespace trellis::desk {

// What a person does, with its entry in the journal and all that follows from it: it lasts as a
// whole, or nothing of it happened. Not shared.
class UnitOfWork {
 public:
  static Result<UnitOfWork> begin(pipeline::Records& records,
                                  matching::Identity* identity = nullptr);
  UnitOfWork(UnitOfWork&& other) noexcept;
  UnitOfWork& operator=(UnitOfWork&&) = delete;
  ~UnitOfWork();  // rolls back what was not committed

  // What the matching engine knows anew: where this is rolled back, it forgets it.
  void learned(std::span<const matching::Move> moves);
  void learned(SubjectId subject) { subjects_.push_back(subject); }
  Status commit();

 private:
  UnitOfWork(pipeline::Records& records, matching::Identity* identity)
      : records_(&records), identity_(identity) {}

  pipeline::Records* records_;  // null: it has ended
  matching::Identity* identity_;
  std::vector<SubjectId> subjects_;
};

}  // namespace trellis::desk
