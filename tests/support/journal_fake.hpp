#pragma once

#include <algorithm>
#include <vector>

#include "hub/audit/journal.hpp"

namespace trellis::testing {

// A journal in memory, for tests that ask what was written.
class JournalFake final : public audit::Journal {
 public:
  using audit::Journal::append;

  Status append(std::span<const audit::Entry> entries) override {
    for (const audit::Entry& entry : entries) {
      const std::int64_t sequence = end().sequence + 1;
      const Digest previous = end().hash;
      written_.push_back({sequence, entry, previous, audit::hash_of(sequence, previous, entry)});
    }
    return done();
  }

  Result<audit::Checkpoint> checkpoint() override { return end(); }

  Result<std::optional<Digest>> hash_at(std::int64_t sequence) override {
    for (const audit::Written& one : written_)
      if (one.sequence == sequence) return std::optional(one.hash);
    return std::optional<Digest>();
  }

  Result<audit::Verification> verify(std::span<const audit::Checkpoint> against) override {
    audit::Verification verification{end().sequence, std::nullopt, std::nullopt};
    for (const audit::Checkpoint& each : against) {
      if (*hash_at(each.sequence) == each.hash)
        verification.proven = each;
      else
        verification.first_bad = audit::Finding{each.sequence, "it is another one"};
    }
    return verification;
  }

  Result<std::vector<audit::Written>> list(const audit::EntryFilter& filter,
                                           const audit::EntryPage& page) override {
    std::vector<audit::Written> list;
    for (auto one = written_.rbegin(); one != written_.rend(); ++one)
      if (matches(*one, filter) && (page.before == 0 || one->sequence < page.before) &&
          static_cast<std::int64_t>(list.size()) < page.size)
        list.push_back(*one);
    return list;
  }

  const std::vector<audit::Written>& written() const { return written_; }

 private:
  audit::Checkpoint end() const {
    if (written_.empty()) return {};
    return {written_.back().sequence, written_.back().hash};
  }

  static bool matches(const audit::Written& one, const audit::EntryFilter& filter) {
    const auto& children = filter.children;
    return (children.empty() ||
            std::find(children.begin(), children.end(), one.entry.child) != children.end()) &&
           (!filter.action || one.entry.action == *filter.action) &&
           (!filter.from || one.entry.at >= *filter.from) &&
           (!filter.until || one.entry.at < *filter.until);
  }

  std::vector<audit::Written> written_;
};

}  // namespace trellis::testing
