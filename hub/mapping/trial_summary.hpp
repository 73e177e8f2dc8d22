#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "hub/mapping/trial.hpp"

namespace trellis::mapping {

// A screen for people: counts, what is held and why, issues by rule, what nothing reads or fills.
// Keeps no more than it prints, however long the input.
class TrialSummary final : public TrialReader {
 public:
  void record(Trial::Record record) override;
  void held(Trial::Held held) override;
  void refused(Trial::Refused refused) override;
  std::string text(const Mapping& mapping, const TrialSink& trial) const;

 private:
  std::string observations_text() const;
  std::string held_text() const;
  std::string refused_text() const;
  std::string issues_text() const;

  std::size_t records_ = 0;
  std::unordered_set<std::size_t> subjects_;  // hashes: only their count is told
  std::map<std::string, std::size_t> kinds_;
  struct Told {
    std::size_t count = 0;
    std::vector<std::string> first_places;
  };
  std::map<std::string, Told> issues_;
  std::map<std::string, std::size_t> refused_;
  std::size_t held_ = 0;
  std::vector<std::string> first_held_;
};

}  // namespace trellis::mapping
