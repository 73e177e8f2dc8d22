#pragma once

#include <string>

#include "hub/audit/notary.hpp"

namespace trellis::store {

// Signed checkpoints in a folder outside the hub's data: a file for each key, which programs only
// ever add lines to, one at a time.
class CheckpointFiles final : public audit::CheckpointPlace {
 public:
  enum class Copy { none, syslog };  // where each line goes as well
  CheckpointFiles(std::string folder, Copy copy) : folder_(std::move(folder)), copy_(copy) {}

  Result<std::optional<audit::SignedCheckpoint>> last(const PublicKey& key) override;
  Status add(const audit::SignedCheckpoint& checkpoint) override;
  Result<Kept> all(const PublicKey& key) override;
  std::string name() const override { return folder_; }

  std::string file_of(const PublicKey& key) const;

 private:
  std::string folder_;
  Copy copy_;
};

// The checkpoints in a text, a line each, whatever stands before them on a line: a file of ours, or
// what a syslog kept. Lines without one are left out where they are not ours.
audit::CheckpointPlace::Kept read_checkpoints(std::string_view text, const PublicKey& key);

}  // namespace trellis::store
