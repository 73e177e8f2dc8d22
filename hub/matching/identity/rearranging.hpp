#pragma once

#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/identity/ledger.hpp"

namespace trellis::matching {

// Puts the answer of a whole hub placed anew into force. Not shared; runs inside the caller's
// transaction.
class Rearranging {
 public:
  Rearranging(Engine& engine, Links& links, Ledger& ledger)
      : engine_(engine), links_(links), ledger_(ledger) {}

  Result<Changed> rearrange(std::vector<Move> moves,
                            const By& by);  // whole groups; a lock may forbid it
  Status weigh_names_anew();                // by all that is known, once it has doubled

 private:
  Engine& engine_;
  Links& links_;
  Ledger& ledger_;
};

}  // namespace trellis::matching
