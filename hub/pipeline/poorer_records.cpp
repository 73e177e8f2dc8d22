#include "hub/pipeline/poorer_records.hpp"

#include <algorithm>
#include <iterator>
#include <set>

#include "hub/pipeline/extract_guard.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20;
constexpr std::size_t most_records = 20'000;

std::set<std::string> kinds_in(std::string_view lines) {
  std::set<std::string> kinds;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    if (end > 0) kinds.emplace(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return kinds;
}

}  // namespace

std::vector<std::string> PoorerRecords::lost(std::string_view before, std::string_view now) {
  std::vector<std::string> gone;
  if (before == now) return gone;
  const std::set<std::string> had = kinds_in(before), has = kinds_in(now);
  std::set_difference(had.begin(), had.end(), has.begin(), has.end(), std::back_inserter(gone));
  std::erase(gone, "person.restriction");
  return gone;
}

void PoorerRecords::count(std::string_view kinds_now) {
  for (const std::string& kind : kinds_in(kinds_now)) ++still_said_[kind];
}

void PoorerRecords::add(Waiting record) {
  ++added_;
  for (const std::string& kind : record.lost) ++lost_[kind];
  bytes_ += record.record.bytes.size() + record.record.observations.size();
  if (bytes_ > most_bytes || waiting_.size() >= most_records) return;
  waiting_.push_back(std::move(record));
}

bool PoorerRecords::is_doubtful(const std::string& kind, double may_vanish) const {
  const auto gone = lost_.find(kind);
  const auto said = still_said_.find(kind);
  const std::uint64_t lost = gone == lost_.end() ? 0 : gone->second;
  const std::uint64_t all = lost + (said == still_said_.end() ? 0 : said->second);
  return lost > 1 && is_beyond_measure(lost, all, may_vanish);
}

std::vector<std::string> PoorerRecords::doubts(double may_vanish) const {
  std::vector<std::string> sentences;
  for (const auto& [kind, lost] : lost_) {
    if (!is_doubtful(kind, may_vanish)) continue;
    const auto said = still_said_.find(kind);
    const std::uint64_t all = lost + (said == still_said_.end() ? 0 : said->second);
    sentences.push_back(std::to_string(lost) + " of " + std::to_string(all) +
                        " records that said " + kind + " say it no more");
  }
  return sentences;
}

std::vector<PoorerRecords::Waiting> PoorerRecords::accepted(double may_vanish) {
  std::vector<Waiting> records, rest;
  for (Waiting& each : waiting_) {
    const bool waits =
        std::any_of(each.lost.begin(), each.lost.end(),
                    [&](const std::string& kind) { return is_doubtful(kind, may_vanish); });
    (waits ? rest : records).push_back(std::move(each));
  }
  waiting_ = std::move(rest);
  accepted_ += records.size();
  return records;
}

}  // namespace trellis::pipeline
