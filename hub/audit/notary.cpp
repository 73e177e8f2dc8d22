#include "hub/audit/notary.hpp"

#include <algorithm>
#include <utility>

namespace trellis::audit {
namespace {

constexpr const char* what_to_do =
    "; do not go on: keep the database and the checkpoints as they are, and see trellis audit "
    "verify. Only where a backup was put back on purpose: trellis audit adopt";

Error alarm(const std::string& what) { return {Fault::conflict, "ALARM: " + what + what_to_do}; }

std::string words_of(const SignedCheckpoint& checkpoint) {
  return "the checkpoint of " + trellis::to_string(checkpoint.at) + " at entry " +
         std::to_string(checkpoint.end.sequence);
}

}  // namespace

Notary::Notary(SigningKey key, std::string hub, Journal& journal, CheckpointPlace& place,
               const Clock& clock)
    : key_(std::move(key)), hub_(std::move(hub)), journal_(journal), place_(place), clock_(clock) {}

Status Notary::check() {
  TRELLIS_LET(const auto last, place_.last(key()));
  if (!last)
    return Error{Fault::conflict,
                 "ALARM: no checkpoint signed by the hub's key is in " + place_.name() +
                     ", so that nobody can tell whether the journal was rewritten. If this hub "
                     "never had any: trellis audit adopt; else find out who removed them"};
  if (!is_genuine(*last))
    return alarm(words_of(*last) + " in " + place_.name() + " was not signed by the hub's key");
  TRELLIS_LET(const auto end, journal_.checkpoint());
  if (end.sequence < last->end.sequence)
    return alarm("the journal ends at entry " + std::to_string(end.sequence) + ", but " +
                 words_of(*last) +
                 " was signed already: the database is older than it was, or another one");
  TRELLIS_LET(const auto hash, journal_.hash_at(last->end.sequence));
  if (!hash || *hash != last->end.hash)
    return alarm("the journal does not agree with " + words_of(*last) +
                 ": it was rewritten, or the database is another one");
  signed_ = last->end.sequence;
  return done();
}

Status Notary::keep(SignedCheckpoint::Kind kind, const Checkpoint& end) {
  SignedCheckpoint checkpoint;
  checkpoint.kind = kind;
  checkpoint.end = end;
  checkpoint.at = clock_.now();
  checkpoint.hub = hub_;
  TRELLIS_TRY(place_.add(sign(key_, std::move(checkpoint))));
  signed_ = end.sequence;
  return done();
}

Status Notary::start(const Entry& entry) {
  TRELLIS_TRY(journal_.append(entry));
  TRELLIS_LET(const auto end, journal_.checkpoint());
  return keep(SignedCheckpoint::Kind::start, end);
}

Status Notary::keep_up(std::int64_t unsigned_entries) {
  TRELLIS_LET(const auto end, journal_.checkpoint());
  if (end.sequence - signed_ < unsigned_entries) return done();
  return keep(SignedCheckpoint::Kind::going_on, end);
}

Result<Proof> Notary::prove() {
  TRELLIS_LET(auto kept, place_.all(key()));
  Proof proof;
  proof.cut_short = kept.cut_short;
  proof.findings = std::move(kept.damaged);
  std::vector<SignedCheckpoint>& all = kept.checkpoints;
  std::erase_if(all, [&](const SignedCheckpoint& each) {
    if (is_genuine(each)) return false;
    proof.findings.push_back(words_of(each) + " was not signed by the hub's key");
    return true;
  });
  const auto start = std::find_if(all.rbegin(), all.rend(), [](const SignedCheckpoint& each) {
    return each.kind == SignedCheckpoint::Kind::start;
  });
  const auto first = start == all.rend() ? all.begin() : std::prev(start.base());
  proof.earlier = static_cast<std::size_t>(first - all.begin());
  if (start != all.rend() && (proof.earlier > 0 || start->end.sequence > 1))
    proof.taken_over = *start;
  if (all.empty())
    proof.findings.push_back("no checkpoint signed by the hub's key is in " + place_.name());

  std::vector<Checkpoint> against;
  for (auto each = first; each != all.end(); ++each) against.push_back(each->end);
  proof.checkpoints = against.size();
  TRELLIS_LET(auto verification, journal_.verify(against));
  proof.journal = std::move(verification);
  for (auto each = first; each != all.end(); ++each)
    if (each->end == proof.journal.proven) proof.last = *each;
  return proof;
}

}  // namespace trellis::audit
