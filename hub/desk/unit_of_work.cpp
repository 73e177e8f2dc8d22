#include "hub/desk/unit_of_work.hpp"

#include <utility>

#include "hub/base/log.hpp"
#include "hub/matching/identity/identity.hpp"
#include "hub/pipeline/ports.hpp"

namespace trellis::desk {

Result<UnitOfWork> UnitOfWork::begin(pipeline::Records& records, matching::Identity* identity) {
  TRELLIS_TRY(records.begin());
  return UnitOfWork(records, identity);
}

UnitOfWork::UnitOfWork(UnitOfWork&& other) noexcept
    : records_(std::exchange(other.records_, nullptr)),
      identity_(other.identity_),
      subjects_(std::move(other.subjects_)) {}

UnitOfWork::~UnitOfWork() {
  if (records_ == nullptr) return;
  records_->roll_back();
  if (identity_ == nullptr) return;
  for (const SubjectId subject : subjects_)
    if (!identity_->refresh(subject).ok())
      log::warning("refresh_failed", {{"subject", to_string(subject)}});
}

void UnitOfWork::learned(std::span<const matching::Move> moves) {
  for (const matching::Move& move : moves) subjects_.push_back(move.subject);
}

Status UnitOfWork::commit() {
  Status committed = records_->commit();
  if (committed.ok()) records_ = nullptr;
  return committed;
}

}  // namespace trellis::desk
