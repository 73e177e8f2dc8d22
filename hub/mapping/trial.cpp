#include "hub/mapping/trial.hpp"

#include <algorithm>

namespace trellis::mapping {

TrialSink::TrialSink(const Mapping& mapping, const TrialOptions& options, Trial& trial)
    : mapping_(mapping), options_(options), trial_(trial) {
  trial_.mapping = mapping.name();
  trial_.version = mapping.version();
}

Status TrialSink::record(const formats::CutRecord& record) {
  if (trial_.records.size() >= options_.most_records) {
    trial_.is_partial = true;
    return Error{Fault::cancelled, "enough records were read"};
  }
  const std::string key(record.key);
  auto tree =
      formats::Tree::parse(record.media_type, record.bytes, record.origins, options_.limits);
  if (!tree) {
    trial_.held.push_back({key, tree.error()});
    return done();
  }
  Mapped mapped = mapping_.apply(std::move(*tree), options_.this_year, &trial_.coverage);
  const bool is_held = !mapped.is_readable();
  for (const Issue& issue : mapped.issues) {
    if (issue.severity != Severity::error) continue;
    trial_.held.push_back({key, {Fault::invalid, issue.sentence, issue.place}});
    break;
  }
  if (is_held) mapped.observations.clear();
  trial_.records.push_back({key, std::move(mapped.subject_key), std::move(mapped.observations),
                            std::move(mapped.issues), is_held});
  return done();
}

Status TrialSink::bad(const formats::BadPiece& piece) {
  trial_.held.push_back({std::string(piece.key), piece.error});
  return done();
}

Result<Trial> try_mapping(const Mapping& mapping, std::span<formats::ByteSource* const> sources,
                          const TrialOptions& options) {
  Trial trial;
  TrialSink sink(mapping, options, trial);
  auto status = formats::cut(sources, mapping.settings(), options.limits, sink);
  if (!status && !trial.is_partial) return std::move(status).error();
  return trial;
}

}  // namespace trellis::mapping
