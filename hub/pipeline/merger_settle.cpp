#include <algorithm>
#include <iterator>

#include "hub/pipeline/alert_desk.hpp"
#include "hub/pipeline/merger.hpp"
#include "hub/pipeline/seal.hpp"

// The part of Merger that settles a subject once all that a batch says of it is stored.
namespace trellis::pipeline {
namespace {

constexpr std::size_t many_records = 64;  // of one subject: from then on what they say is kept
constexpr std::size_t most_testimonies = 64;

}  // namespace

Status Merger::settle_waiting(std::string_view subject_key) {
  const auto is_other = [&](const Waiting& each) {
    return each.incoming->subject_key != subject_key;
  };
  const auto first = std::stable_partition(waiting_.begin(), waiting_.end(), is_other);
  const std::vector<Waiting> own(first, waiting_.end());
  waiting_.erase(first, waiting_.end());
  return own.empty() ? done() : settle_all(own);
}

Status Merger::settle_all(const std::vector<Waiting>& records) {
  const SubjectId subject = records.front().subject;
  matching::Features& features = records.back().incoming->features;
  const bool is_alone = was_empty_ && !shared_.contains(subject.number());
  for (const Waiting& each : records) {
    bench_.alerts.note(subject, each.incoming->kinds);
    if (const auto known = testimonies_.find(subject); known != testimonies_.end())
      TRELLIS_TRY(known->second.add(each.record.version, each.incoming->kinds,
                                    each.incoming->observations));
  }
  if (is_alone) {
    matching::keep_local_names_apart(features, connection_);
  } else {
    TRELLIS_LET(auto all, features_of(subject));
    features = std::move(all);
  }
  TRELLIS_LET(auto child, settle(subject, features, records.back().record.id));
  for (const Waiting& each : records) {
    note_in_journal(each.action, subject, each.record.id, child,
                    to_details({each.record.version, seal_of(*each.incoming, order_)}));
    TRELLIS_TRY(follow_merges(subject, *each.incoming));
    if (each.former == subject) continue;
    // A record that now speaks of somebody else leaves its former subject poorer.
    TRELLIS_LET(auto rest, features_of(each.former));
    TRELLIS_TRY(settle(each.former, rest, each.record.id));
  }
  return done();
}

void Merger::forget_version(const KnownRecord& before) {
  const auto known = testimonies_.find(before.subject);
  if (known != testimonies_.end()) known->second.drop(before.version);
}

Result<matching::Features> Merger::features_of(SubjectId subject) {
  auto known = testimonies_.find(subject);
  if (known == testimonies_.end()) {
    Selection selection;
    selection.subjects = {subject};
    selection.everything = true;
    selection.passes_over_damaged = true;  // once it is stored anew, it counts again
    TRELLIS_LET(auto stored, bench_.records.observations(selection));
    std::vector<model::Observation> all;
    if (stored.size() < many_records) {
      for (StoredObservation& each : stored) all.push_back(std::move(each.observation));
      matching::Features features = matching::features_of(all);
      matching::keep_local_names_apart(features, connection_);
      return features;
    }
    if (testimonies_.size() == most_testimonies) testimonies_.clear();
    known = testimonies_.try_emplace(subject).first;
    for (const StoredObservation& each : stored) known->second.add(each.version, each.observation);
  }
  matching::Features features = known->second.features();
  matching::keep_local_names_apart(features, connection_);
  return features;
}

}  // namespace trellis::pipeline
