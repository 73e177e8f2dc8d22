#include "hub/desk/store_check.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "hub/pipeline/seal.hpp"

namespace trellis::desk {
namespace {

constexpr std::int64_t page = 2000;
constexpr auto longest_transaction = std::chrono::hours(1);

// Empty where the bytes are those that were stored.
std::string fault_of_bytes(const StoredVersion& version) {
  if (!version.bytes) return "its bytes cannot be read";
  if (sha256(*version.bytes) != version.digest) return "its bytes are not those that came";
  if (!version.observations) return "its observations cannot be read";
  return {};
}

std::string fault_of(const StoredVersion& version, const std::string& seal, Instant noted_at) {
  if (std::string fault = fault_of_bytes(version); !fault.empty()) return fault;
  const std::string own =
      pipeline::seal_of({version.connection, version.key, version.subject_key, version.media_type,
                         version.mapping, version.mapping_version, version.digest,
                         pipeline::content_digest(version.kinds, *version.observations)});
  if (own != seal) return "its bytes, its observations or whom it is about are not what was stored";
  if (version.is_current == version.next_recorded_at.has_value())
    return "when it ended was changed";
  if (version.recorded_at > noted_at || version.recorded_at < noted_at - longest_transaction)
    return "when it was recorded was changed";
  return {};
}

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// Calls `take` with each entry that speaks of a version, the newest first.
template <typename Take>
Status for_each_sealed(audit::Journal& journal, Take take) {
  for (std::int64_t before = 0;;) {
    TRELLIS_LET(const auto entries, journal.list({}, {before, page}));
    if (entries.empty()) return done();
    for (const audit::Written& written : entries)
      if (const auto note = pipeline::parse_seal_note(written.entry.details); note.ok())
        TRELLIS_TRY(take(written, *note));
    before = entries.back().sequence;
  }
}

}  // namespace

Result<StoreReport> StoreCheck::run(const Watcher& watch) {
  report_ = {};
  seen_.clear();
  gone_.clear();
  first_sealed_ = {};
  watch_ = watch;
  TRELLIS_LET(auto dictionaries, versions_.damaged_dictionaries());
  report_.dictionaries = std::move(dictionaries);
  // What others store meanwhile stands behind this one, and in the journal behind what is read.
  TRELLIS_LET(const auto end, versions_.last());
  TRELLIS_TRY(walk_journal());
  TRELLIS_TRY(walk_versions(end));
  TRELLIS_TRY(find_gone_again());
  return std::move(report_);
}

bool StoreCheck::note_seen(VersionId id) {
  const auto place = static_cast<std::size_t>(id.number());
  if (place >= seen_.size()) seen_.resize(2 * place + 1);
  const bool was_seen = seen_[place];
  seen_[place] = true;
  return was_seen;
}

void StoreCheck::count() {
  ++report_.versions;
  if (watch_) watch_(report_.versions);
}

Status StoreCheck::walk_journal() {
  return for_each_sealed(journal_, [&](const audit::Written& written, const auto& note) {
    return check_sealed(written, note);
  });
}

Status StoreCheck::check_sealed(const audit::Written& written, const pipeline::SealNote& note) {
  const bool was_seen = note_seen(note.version);
  if (!was_seen) count();
  if (first_sealed_.none() || note.version < first_sealed_) first_sealed_ = note.version;
  TRELLIS_LET(auto version, versions_.version(note.version, written.entry.subject));
  const bool is_same = version && version->record == written.entry.record;
  std::string what = version ? fault_of(*version, note.seal, written.entry.at) : std::string();
  if (is_same && what.empty()) return done();
  if (is_same && !was_seen) return report(*version, std::move(what));
  // Its row went, and perhaps its number was given to another.
  StoreFinding finding;
  finding.version = note.version;
  finding.record = written.entry.record;
  finding.what = "it is gone from the store";
  if (gone_.size() < most_findings_)
    gone_.push_back({std::move(finding), note.seal});
  else
    ++report_.damaged;
  return done();
}

Status StoreCheck::walk_versions(VersionId end) {
  for (VersionId last;;) {
    TRELLIS_LET(const auto ids, versions_.after(last, static_cast<std::size_t>(page)));
    if (ids.empty()) return done();
    last = ids.back();
    for (const VersionId id : ids) {
      if (id > end) return done();
      const auto place = static_cast<std::size_t>(id.number());
      if (place < seen_.size() && seen_[place]) continue;
      TRELLIS_TRY(check_unsealed(id));
    }
  }
}

Status StoreCheck::check_unsealed(VersionId id) {
  TRELLIS_LET(auto version, versions_.version(id, {}));
  if (!version) return done();  // gone since it was listed
  count();
  if (!first_sealed_.none() && id > first_sealed_)
    return report(*version, "the journal does not know it: it was added outside the hub");
  ++report_.without_seal;
  std::string what = fault_of_bytes(*version);
  if (what.empty() && lines_in(version->kinds) != lines_in(*version->observations))
    what = "its observations are not as many as their kinds";
  return what.empty() ? done() : report(*version, std::move(what));
}

Status StoreCheck::report(const StoredVersion& version, std::string what) {
  StoreFinding finding{version.id,      version.record, version.connection, version.key,
                       std::move(what), false,          version.is_current};
  finding.is_replaced = version.found_damaged_at && version.next_recorded_at &&
                        *version.next_recorded_at > *version.found_damaged_at;
  if (!version.found_damaged_at)
    TRELLIS_TRY(versions_.mark_damaged(version.id, finding.what, clock_.now()));
  add(std::move(finding));
  return done();
}

void StoreCheck::add(StoreFinding finding) {
  if (!finding.is_replaced) ++report_.damaged;
  if (report_.findings.size() < most_findings_) report_.findings.push_back(std::move(finding));
}

// What is gone may have come again from its source.
Status StoreCheck::find_gone_again() {
  if (gone_.empty()) return done();
  std::map<std::string, std::int64_t> newest;  // entry, by seal
  for (const Gone& each : gone_) newest.emplace(each.seal, 0);
  TRELLIS_TRY(for_each_sealed(journal_, [&](const audit::Written& written, const auto& note) {
    const auto found = newest.find(note.seal);
    if (found == newest.end() || found->second != 0) return done();
    auto version = versions_.version(note.version, written.entry.subject);
    if (!version.ok()) return Status(version.error());
    if (*version && (*version)->record == written.entry.record &&
        fault_of(**version, note.seal, written.entry.at).empty())
      found->second = written.sequence;
    return done();
  }));
  for (Gone& each : gone_) {
    each.finding.is_replaced = newest[each.seal] != 0;
    add(std::move(each.finding));
  }
  return done();
}

}  // namespace trellis::desk
