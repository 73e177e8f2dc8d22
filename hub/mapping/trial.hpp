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
  struct Refused {
    std::string key;
    std::string reason;
    Place place;
  };
  std::vector<Record> records;
  std::vector<Held>
      held;  // pieces that are no records, and records with an issue of severity error
  std::vector<Refused> refused;  // records that are not for this mapping
  Coverage coverage;
  bool is_partial = false;  // more records followed
};

struct TrialOptions {
  Today today = 2026;
  std::size_t most_records = 100'000;
  formats::Limits limits{};
};

// Who hears of each record as it is mapped, in the order of the input.
class TrialReader {
 public:
  virtual ~TrialReader() = default;
  virtual void record(Trial::Record record) = 0;
  virtual void held(Trial::Held held) = 0;
  virtual void refused(Trial::Refused refused) = 0;
};

// Takes what a cutter or an adapter cuts, and keeps nothing but the coverage. `mapping` and
// `reader` outlive it.
class TrialSink final : public formats::CutSink {
 public:
  TrialSink(const Mapping& mapping, const TrialOptions& options, TrialReader& reader);
  Status record(const formats::CutRecord& record) override;
  Status bad(const formats::BadPiece& piece) override;

  const Coverage& coverage() const noexcept { return coverage_; }
  bool is_partial() const noexcept { return is_partial_; }  // it stopped: more records followed
  bool has_held() const noexcept { return has_held_; }

 private:
  void tell(const std::string& key, Mapped& mapped);
  void hold(Trial::Held held);

  const Mapping& mapping_;
  TrialOptions options_;
  TrialReader& reader_;
  Coverage coverage_;
  std::size_t records_ = 0;
  bool is_partial_ = false;
  bool has_held_ = false;
};

// Cuts the input as the mapping's settings say and maps it. Fails only where the input cannot be
// cut at all.
Result<Trial> try_mapping(const Mapping& mapping, std::span<formats::ByteSource* const> sources,
                          const TrialOptions& options = {});

formats::Json to_json(const Coverage& coverage);

}  // namespace trellis::mapping
