#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "hub/formats/cutter.hpp"
#include "hub/mapping/mapping.hpp"

namespace trellis::mapping {

// What an input would become. Nothing is written.
struct Trial {
  struct Record {
    std::string key;
    std::string subject;
    std::vector<model::Observation> observations;  // none where the record is held
    std::vector<Issue> issues;
    bool is_held = false;
  };
  struct Held {
    std::string key;
    Error error;
  };
  std::string mapping, version;
  std::vector<Record> records;
  std::vector<Held>
      held;  // pieces that are no records, and records with an issue of severity error
  Coverage coverage;
  bool is_partial = false;  // more records followed
};

struct TrialOptions {
  int this_year = 2026;
  std::size_t most_records = 100'000;
  formats::Limits limits{};
};

// Takes what a cutter or an adapter cuts. `mapping` and `trial` outlive it.
class TrialSink final : public formats::CutSink {
 public:
  TrialSink(const Mapping& mapping, const TrialOptions& options, Trial& trial);
  Status record(const formats::CutRecord& record) override;
  Status bad(const formats::BadPiece& piece) override;

 private:
  const Mapping& mapping_;
  TrialOptions options_;
  Trial& trial_;
};

// Cuts the input as the mapping's settings say and maps it. Fails only where the input cannot be
// cut at all.
Result<Trial> try_mapping(const Mapping& mapping, std::span<formats::ByteSource* const> sources,
                          const TrialOptions& options = {});

// {"mapping", "version", "subjects", "observations", "held", "issues", "coverage"}
formats::Json to_json(const Trial& trial);
formats::Json to_json(const Coverage& coverage);
// A screen for people: counts, what is held and why, issues by rule, what nothing reads or fills.
std::string summary(const Trial& trial);

}  // namespace trellis::mapping
