#pragma once

#include <string>

#include "hub/app/command.hpp"
#include "hub/matching/linkage/recall.hpp"

namespace trellis::app {

// What the keys of a run of `trellis link` find and lose.
struct LinkRecall {
  matching::linkage::KeyRecall keys;
  std::vector<std::string> unused;  // keys that tell too little of the table
  std::size_t given_up = 0;         // blocks that were too large, with the pairs only they hold

  static LinkRecall of(const matching::linkage::Linker& linker,
                       const matching::linkage::Linked& linked);
  // "keys find an estimated 99.20 % (98.90 to 99.50) of the pairs that are one person"
  std::string words() const;
  std::string given_up_words() const;  // empty where none were
  Table families() const;
  formats::Json json() const;
};

}  // namespace trellis::app
