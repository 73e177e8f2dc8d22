#pragma once

#include "hub/pipeline/ports.hpp"

namespace trellis::testing {

// The unit of work alone: counts what lasted and what did not. Every other question is refused.
class RecordsFake : public pipeline::Records {
 public:
  Status begin() override { return is_open_ ? Status(nested()) : (is_open_ = true, done()); }
  Status commit() override {
    is_open_ = false;
    ++committed;
    return done();
  }
  void roll_back() override {
    is_open_ = false;
    ++rolled_back;
  }

  Result<ConnectionId> connection(std::string_view, std::string_view) override { return none(); }
  Result<std::map<std::string, std::string>> organisations() override { return none(); }
  Result<ImportId> start_import(ConnectionId, std::string_view, Instant) override { return none(); }
  Status update_import(ImportId, const pipeline::Balance&, std::optional<Instant>,
                       std::string_view) override {
    return none();
  }
  Result<std::vector<pipeline::ImportRun>> imports(std::size_t) override { return none(); }
  Result<std::optional<pipeline::KnownRecord>> find(ConnectionId, std::string_view) override {
    return none();
  }
  Result<std::optional<SubjectId>> find_subject(ConnectionId, std::string_view) override {
    return none();
  }
  Result<SubjectId> add_subject(ConnectionId, std::string_view) override { return none(); }
  Result<pipeline::KnownRecord> add_version(const pipeline::NewVersion&,
                                            const std::optional<pipeline::KnownRecord>&,
                                            Instant) override {
    return none();
  }
  Result<bool> had_version(RecordId, const Digest&) override { return none(); }
  Result<std::set<VersionId>> damaged(ConnectionId) override { return none(); }
  Status set_reported(RecordId, std::optional<Instant>) override { return none(); }
  Result<std::vector<Reported>> reported(ConnectionId) override { return none(); }
  Result<std::uint64_t> gone_since(ConnectionId, Instant) override { return none(); }
  Result<bool> has_subjects(ConnectionId) override { return none(); }
  Result<std::vector<pipeline::StoredObservation>> observations(
      const pipeline::Selection&) override {
    return none();
  }
  Result<std::vector<SubjectId>> subjects_with(std::string_view, VersionId) override {
    return none();
  }
  Result<VersionId> last_version() override { return none(); }
  Result<std::optional<pipeline::KnownSubject>> subject(SubjectId) override { return none(); }
  Result<std::string> raw(VersionId) override { return none(); }

  int committed = 0;
  int rolled_back = 0;

 private:
  static Error none() { return {Fault::not_found, "the fake holds no records"}; }
  static Error nested() { return {Fault::conflict, "a unit of work is open already"}; }
  bool is_open_ = false;
};

}  // namespace trellis::testing
