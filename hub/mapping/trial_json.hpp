#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "hub/mapping/trial.hpp"

namespace trellis::mapping {

// Writes a trial as one JSON object while it runs, so that nothing but the subjects' keys stays in
// memory:
//   {"mapping", "version", "observations", "subjects", "held", "refused", "issues",
//    "coverage"}
class TrialJson final : public TrialReader {
 public:
  enum class Layout { lines, one_line };

  // Writes to `to`, which outlives it.
  TrialJson(std::FILE* to, const Mapping& mapping, Layout layout);
  // False where there is no room for its temporary files.
  bool is_ready() const noexcept { return held_ && refused_ && issues_; }
  void record(Trial::Record record) override;
  void held(Trial::Held held) override;
  void refused(Trial::Refused refused) override;
  // Ends the object. `failure`: why the reading stopped early; empty: it did not.
  void finish(const TrialSink& trial, std::string_view failure);

 private:
  struct Closing {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using Spool = std::unique_ptr<std::FILE, Closing>;

  void write(std::string_view text);
  void write_item(std::string_view item, bool& is_first);
  void keep(const formats::Json& item, const Spool& spool);
  void write_list(std::string_view name, const Spool& spool);

  std::FILE* to_;
  std::string_view between_;
  bool is_first_ = true;
  std::vector<std::string> subjects_;
  std::unordered_set<std::string_view> seen_;
  Spool held_;  // files without a name, a line for each
  Spool refused_;
  Spool issues_;
};

}  // namespace trellis::mapping
