#pragma once

#include <cstddef>

namespace trellis::testing {

// Whose turn it was to write to, or to checkpoint, SQLite's write-ahead log, as SQLite itself tells
// by the locks it takes on the shared index: by every session of this process and its forks that is
// opened after `watch`. Memory that the forks share.
class WatchedLog {
 public:
  WatchedLog();
  ~WatchedLog();
  WatchedLog(const WatchedLog&) = delete;
  WatchedLog& operator=(const WatchedLog&) = delete;

  std::size_t writes() const;
  std::size_t checkpoints() const;
  std::size_t sessions() const;  // that wrote or checkpointed
  // How often somebody wrote or checkpointed while another session did.
  std::size_t overlaps() const;
};

}  // namespace trellis::testing
