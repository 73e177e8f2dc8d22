#pragma once

#include <algorithm>
#include <map>

#include "hub/queue/quarantine.hpp"

namespace trellis::testing {

// A quarantine in memory. It keeps the same promises as the store's: both run
// quarantine_contract.hpp.
class QuarantineFake final : public queue::Quarantine {
 public:
  Result<queue::Placed> add(const queue::Held& held) override {
    const Digest digest = sha256(held.bytes);
    for (auto& [number, known] : entries_) {
      if (known.connection != held.connection || known.digest != digest) continue;
      if (queue::dedupe_key(known) != queue::dedupe_key(held)) continue;
      if (known.state != queue::HeldState::skipped) hold_again(known, held);
      return queue::Placed{HeldId(number), false};
    }
    queue::Held kept = held;
    kept.id = HeldId(static_cast<std::int64_t>(entries_.size()) + 1);
    kept.digest = digest;
    kept.state = queue::HeldState::waiting;
    kept.attempts = 0;
    entries_.emplace(kept.id.number(), kept);
    return queue::Placed{kept.id, true};
  }

  Result<std::vector<queue::Held>> list(const queue::HeldFilter& filter,
                                        const queue::HeldPage& page) override {
    std::vector<queue::Held> list;
    for (const auto& [number, held] : entries_) {
      if (number <= page.after.number() || !matches(held, filter)) continue;
      if (static_cast<std::int64_t>(list.size()) == page.size) break;
      list.push_back(held);
      list.back().bytes.clear();
    }
    return list;
  }

  Result<std::int64_t> count(const queue::HeldFilter& filter) override {
    return static_cast<std::int64_t>(
        std::count_if(entries_.begin(), entries_.end(),
                      [&](const auto& entry) { return matches(entry.second, filter); }));
  }

  Result<queue::Held> show(HeldId id) override {
    const auto found = entries_.find(id.number());
    if (found == entries_.end()) return not_found();
    return found->second;
  }

  Status count_attempt(HeldId id) override {
    const auto found = entries_.find(id.number());
    if (found == entries_.end()) return not_found();
    found->second.attempts += 1;
    return done();
  }

  Status close(HeldId id, queue::HeldState how, std::string_view who, std::string_view reason,
               Instant now) override {
    if (how == queue::HeldState::waiting)
      return Error{Fault::invalid, "closing is replaying or skipping"};
    const auto found = entries_.find(id.number());
    if (found == entries_.end()) return not_found();
    queue::Held& held = found->second;
    if (held.state != queue::HeldState::waiting)
      return Error{Fault::conflict, "it is closed already"};
    held.state = how;
    held.closed_by = who;
    held.closing_reason = reason;
    held.closed_at = now;
    return done();
  }

  Result<bool> any_waits(ConnectionId connection) override {
    return std::any_of(entries_.begin(), entries_.end(), [&](const auto& entry) {
      return entry.second.connection == connection &&
             entry.second.state == queue::HeldState::waiting;
    });
  }

  Result<std::vector<HeldId>> close_passed(const queue::Passed& passed, std::string_view who,
                                           std::string_view reason, Instant now) override {
    std::vector<HeldId> closed;
    for (const auto& [number, held] : entries_)
      if (is_meant(held, passed)) closed.emplace_back(number);
    for (const HeldId id : closed)
      TRELLIS_TRY(close(id, queue::HeldState::replayed, who, reason, now));
    return closed;
  }

 private:
  static bool is_meant(const queue::Held& held, const queue::Passed& passed) {
    if (held.connection != passed.connection || held.state != queue::HeldState::waiting ||
        held.import == passed.import)
      return false;
    const bool is_same = held.digest == passed.digest;
    if (!held.source_key.empty())
      return held.source_key == passed.key &&
             (is_same || (passed.replaces_key && held.rule != queue::key_twice));
    return is_same ||
           (!passed.place.file.empty() && held.stage == queue::Stage::read &&
            held.place.file == passed.place.file && held.place.line == passed.place.line);
  }

  static Error not_found() { return {Fault::not_found, "the quarantine has no such entry"}; }

  static void hold_again(queue::Held& known, const queue::Held& held) {
    known.stage = held.stage;
    known.reason = held.reason;
    known.rule = held.rule;
    known.import = held.import;
    if (!held.place.file.empty()) known.place = held.place;
    known.state = queue::HeldState::waiting;
    known.closed_at.reset();
    known.closed_by.clear();
    known.closing_reason.clear();
  }

  static bool matches(const queue::Held& held, const queue::HeldFilter& filter) {
    return (!filter.connection || held.connection == *filter.connection) &&
           (!filter.import || held.import == *filter.import) &&
           (!filter.stage || held.stage == *filter.stage) &&
           (!filter.state || held.state == *filter.state);
  }

  std::map<std::int64_t, queue::Held> entries_;
};

}  // namespace trellis::testing
