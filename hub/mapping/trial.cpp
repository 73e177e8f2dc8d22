#include "hub/mapping/trial.hpp"

#include <algorithm>
#include <utility>

#include "hub/mapping/person_key.hpp"

namespace trellis::mapping {
namespace {

class Collector final : public TrialReader {
 public:
  explicit Collector(Trial& trial) : trial_(trial) {}
  void record(Trial::Record record) override { trial_.records.push_back(std::move(record)); }
  void held(Trial::Held held) override { trial_.held.push_back(std::move(held)); }
  void refused(Trial::Refused refused) override { trial_.refused.push_back(std::move(refused)); }

 private:
  Trial& trial_;
};

}  // namespace

TrialSink::TrialSink(const Mapping& mapping, const TrialOptions& options, TrialReader& reader)
    : mapping_(mapping), options_(options), reader_(reader) {}

void TrialSink::hold(Trial::Held held) {
  has_held_ = true;
  reader_.held(std::move(held));
}

Status TrialSink::record(const formats::CutRecord& record) {
  if (records_ >= options_.most_records) {
    is_partial_ = true;
    return Error{Fault::cancelled, "enough records were read"};
  }
  const std::string key(record.key);
  auto tree =
      formats::Tree::parse(record.media_type, record.bytes, record.origins, options_.limits);
  if (!tree) {
    hold({key, tree.error()});
    return done();
  }
  ++records_;
  for (Mapped& mapped : mapping_.apply_all(std::move(*tree), options_.today, &coverage_))
    tell(mapped.person.empty() ? key : person_key(key, mapped), mapped);
  return done();
}

void TrialSink::tell(const std::string& key, Mapped& mapped) {
  if (!mapped.refusal.empty())
    return reader_.refused({key, std::move(mapped.refusal), std::move(mapped.refused_at)});
  const bool is_held = !mapped.is_readable();
  for (const Issue& issue : mapped.issues) {
    if (issue.severity != Severity::error) continue;
    hold({key, {Fault::invalid, issue.sentence, issue.place}});
    break;
  }
  if (is_held) mapped.observations.clear();
  reader_.record({key, std::move(mapped.subject_key), std::move(mapped.observations),
                  std::move(mapped.issues), is_held});
}

Status TrialSink::bad(const formats::BadPiece& piece) {
  hold({std::string(piece.key), piece.error});
  return done();
}

Result<Trial> try_mapping(const Mapping& mapping, std::span<formats::ByteSource* const> sources,
                          const TrialOptions& options) {
  Trial trial;
  Collector collector(trial);
  TrialSink sink(mapping, options, collector);
  auto status = formats::cut(sources, mapping.settings(), options.limits, sink);
  if (!status && !sink.is_partial()) return std::move(status).error();
  trial.coverage = sink.coverage();
  trial.is_partial = sink.is_partial();
  return trial;
}

}  // namespace trellis::mapping
