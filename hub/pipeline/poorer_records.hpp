#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hub/pipeline/incoming.hpp"

namespace trellis::pipeline {

// Records that say less than before: a kind of observation is gone from them. One or two such are
// the usual coming and going; many of one kind mean a column that was renamed or a table that was
// left empty, and a person should look before it is believed.
class PoorerRecords {
 public:
  // The kinds that are gone; empty: it says as much as before. Both are a kind a line. What
  // protects a child does not count: leaving it out ends nothing.
  static std::vector<std::string> lost(std::string_view before, std::string_view now);

  // A record that was known before this input, by what it says now.
  void count(std::string_view kinds_now);
  struct Waiting {
    Incoming record;
    HeldId held;
    std::vector<std::string> lost;  // kinds
  };
  // Kept for `accepted` as long as there is room.
  void add(Waiting record);

  // One sentence for each kind that more than `may_vanish` of its records lost: two at least, and
  // five or more than half.
  std::vector<std::string> doubts(double may_vanish) const;
  // Those that lost nothing doubtful, and had room; they are taken out.
  std::vector<Waiting> accepted(double may_vanish);
  std::uint64_t waiting() const noexcept { return added_ - accepted_; }

 private:
  bool is_doubtful(const std::string& kind, double may_vanish) const;

  std::map<std::string, std::uint64_t, std::less<>> still_said_, lost_;  // records, by kind
  std::vector<Waiting> waiting_;
  std::uint64_t added_ = 0, accepted_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace trellis::pipeline
