#pragma once

#include <string>

#include "hub/base/table.hpp"
#include "hub/formats/json.hpp"
#include "hub/linkage/recall.hpp"

namespace trellis::linkage {

// What the keys of a run of `trellis link` find and lose.
struct LinkRecall {
  KeyRecall keys;
  std::vector<std::string> unused;   // keys that tell too little of the table
  std::size_t given_up = 0;          // blocks that were too large, with the pairs only they hold
  std::size_t records_given_up = 0;  // that stand in such blocks, once for each block
  std::size_t without_key = 0;       // records that are compared with nobody

  static LinkRecall of(const Linker& linker, const Linked& linked);
  // What was never compared tells nothing of itself: then nobody knows.
  bool has_estimate() const;
  // "keys find an estimated 99.20 % (98.90 to 99.50) of the pairs that are one person", or why
  // nobody knows.
  std::string words() const;
  // A sentence for each thing that was not compared or not used, without its full stop.
  std::vector<std::string> warnings() const;
  Table families() const;
  formats::Json json() const;
};

}  // namespace trellis::linkage
