#pragma once

#include "hub/base/result.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/identity/ports.hpp"

namespace trellis::matching {

// Keeps an engine up with what other programs write to the same links. Whoever runs a unit of work
// tells it; it is not shared.
class Following {
 public:
  Following(Engine& engine, Links& links) : engine_(engine), links_(links) {}

  void start_from(const Position& position);  // what the engine knows by now
  // In a unit of work, before anybody is placed: nobody else writes until it ends.
  Status begun();
  Status committing();  // in it, after all that it writes
  void committed();

 private:
  Status read_changes(const Position& now);
  Status read_locks(const Position& now);

  Engine& engine_;
  Links& links_;
  bool has_started_ = false;
  Position known_;    // on disk, and known to the engine
  Position written_;  // the same once this unit of work is on disk
};

}  // namespace trellis::matching
