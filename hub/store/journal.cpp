#include "hub/store/journal.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "hub/store/columns.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

namespace {

using audit::Checkpoint;
using audit::Entry;
using audit::Finding;
using audit::Written;

constexpr std::int64_t page_size = 2000;

const std::string columns =
    "SELECT sequence, at, action, actor, role, organisation, purpose, child_id, subject_id, "
    "record_id, "
    "agreement, details, previous_hash, hash FROM audit_entry ";

Written written_in(const Row& row, audit::Action action) {
  Written written;
  written.sequence = row.whole(0);
  Entry& entry = written.entry;
  entry.at = instant(row.whole(1));
  entry.action = action;
  entry.actor = row.text(3);
  entry.role = row.text(4);
  entry.organisation = row.text(5);
  entry.purpose = row.text(6);
  entry.child = ChildId(row.whole(7));
  entry.subject = SubjectId(row.whole(8));
  entry.record = RecordId(row.whole(9));
  entry.agreement = row.text(10);
  entry.details = row.text(11);
  written.previous = digest_in(row, 12);
  written.hash = digest_in(row, 13);
  return written;
}

// The hash of each entry, were they to follow `end`.
std::vector<Digest> chain(const Checkpoint& end, std::span<const Entry> entries) {
  std::vector<Digest> hashes;
  hashes.reserve(entries.size());
  for (const Entry& entry : entries) {
    const auto sequence = end.sequence + static_cast<std::int64_t>(hashes.size()) + 1;
    hashes.push_back(audit::hash_of(sequence, hashes.empty() ? end.hash : hashes.back(), entry));
  }
  return hashes;
}

// The entries as they are, or, where one is of before `last` or of before its neighbour, in `room`
// with times that only grow.
std::span<const Entry> growing(std::span<const Entry> entries, Instant last,
                               std::vector<Entry>& room) {
  const auto is_older = [&](const Entry& entry) {
    return entry.at < std::exchange(last, std::max(last, entry.at));
  };
  const Instant before = last;
  if (std::none_of(entries.begin(), entries.end(), is_older)) return entries;
  room.assign(entries.begin(), entries.end());
  last = before;
  for (Entry& entry : room) last = entry.at = std::max(last, entry.at);
  return room;
}

// `known` has the entry's sequence and the hash of the entry before.
Status write(Database& database, const Checkpoint& known, const Entry& entry, const Digest& hash) {
  TRELLIS_TRY(database.run(
      "INSERT INTO audit_entry (sequence, at, action, actor, role, organisation, purpose, "
      "child_id, subject_id, "
      "record_id, agreement, details, previous_hash, hash) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
      {known.sequence, microseconds(entry.at), audit::to_string(entry.action), entry.actor,
       entry.role, entry.organisation, entry.purpose, entry.child.number(), entry.subject.number(),
       entry.record.number(), entry.agreement, entry.details, blob(known.hash), blob(hash)}));
  return done();
}

std::string named(std::int64_t sequence) { return "entry " + std::to_string(sequence); }

// Whether the journal still is what a checkpoint or the head says about it.
std::optional<Finding> compare(const Checkpoint& journal, const Checkpoint& said,
                               const std::string& who) {
  if (journal.sequence < said.sequence) {
    const std::string first = named(journal.sequence + 1);
    const bool is_one = said.sequence == journal.sequence + 1;
    return Finding{journal.sequence + 1, is_one ? first + " was removed: " + who + " knows it"
                                                : first + " and all up to " + named(said.sequence) +
                                                      " were removed: " + who + " knows them"};
  }
  if (journal.hash == said.hash) return std::nullopt;
  if (said.sequence == 0)
    return Finding{1, "the journal is empty, and " + who + " knows that it was not"};
  return Finding{said.sequence, named(said.sequence) + " is not the one that " + who +
                                    " knows: the journal up to it was rewritten"};
}

// Follows the chain entry by entry, and past each checkpoint.
class Walk {
 public:
  explicit Walk(std::span<const Checkpoint> against) : against_(against.begin(), against.end()) {
    std::erase_if(against_, [](const Checkpoint& each) { return each.sequence == 0; });
    std::sort(against_.begin(), against_.end(),
              [](const Checkpoint& a, const Checkpoint& b) { return a.sequence < b.sequence; });
  }

  const Checkpoint& end() const { return end_; }
  const std::optional<Finding>& bad() const { return bad_; }
  const std::optional<Checkpoint>& proven() const { return proven_; }
  // The farthest checkpoint where the journal did not get that far.
  std::optional<Checkpoint> beyond() const {
    if (next_ == against_.size()) return std::nullopt;
    return against_.back();
  }

  // False at the first entry that is not as it was.
  bool step(const Row& row) {
    bad_ = check(row);
    if (bad_) return false;
    end_ = {row.whole(0), digest_in(row, 13)};
    for (; next_ < against_.size() && against_[next_].sequence == end_.sequence; ++next_) {
      bad_ = compare(end_, against_[next_], "the checkpoint");
      if (bad_) return false;
      proven_ = end_;
    }
    return true;
  }

 private:
  std::optional<Finding> check(const Row& row) const {
    const std::int64_t sequence = row.whole(0);
    const std::int64_t expected = end_.sequence + 1;
    if (sequence != expected) return Finding{expected, named(expected) + " was removed"};
    const auto action = audit::parse_action(row.text(2));
    if (!action) return Finding{sequence, named(sequence) + " was changed: its action is unknown"};
    const Written written = written_in(row, *action);
    if (written.hash != audit::hash_of(sequence, written.previous, written.entry))
      return Finding{sequence,
                     named(sequence) + " was changed: its hash does not fit what it says"};
    if (written.previous != end_.hash)
      return Finding{sequence, named(sequence) +
                                   " does not follow the one before it: one of them was replaced"};
    return std::nullopt;
  }

  std::vector<Checkpoint> against_;  // ascending
  std::size_t next_ = 0;
  Checkpoint end_;
  std::optional<Checkpoint> proven_;
  std::optional<Finding> bad_;
};

// Walks to the last entry, or the first bad one; how many were new to the walk.
Result<std::int64_t> walk_on(Database& database, Walk& walk) {
  static const std::string sql = columns + "WHERE sequence > $1 ORDER BY sequence LIMIT $2";
  std::int64_t count = 0;
  for (;;) {
    auto rows = database.rows(sql, {walk.end().sequence, page_size});
    if (!rows) return std::move(rows).error();
    for (const Row& row : *rows)
      if (!walk.step(row)) return count;
    if (rows->empty()) return count;
    count += static_cast<std::int64_t>(rows->size());
  }
}

class Journal final : public audit::Journal {
 public:
  explicit Journal(Database& database) : database_(database) {}

  using audit::Journal::append;
  Status append(std::span<const audit::Entry> entries) override;
  Result<audit::Checkpoint> checkpoint() override;
  Result<std::optional<Digest>> hash_at(std::int64_t sequence) override;
  Result<audit::Verification> verify(std::span<const audit::Checkpoint> against) override;
  Result<std::vector<audit::Written>> list(const audit::EntryFilter& filter,
                                           const audit::EntryPage& page) override;

 private:
  Status extend(std::span<const audit::Entry> entries);
  Status read_end();
  Result<bool> move_head(std::size_t entries, const Digest& hash);

  Database& database_;
  audit::Checkpoint known_end_;  // may be out of date
  Instant known_at_{};           // of its entry
};

Status Journal::append(std::span<const Entry> entries) {
  if (entries.empty()) return done();
  if (database_.in_transaction()) return extend(entries);
  auto transaction = Transaction::begin(database_);
  if (!transaction) return std::move(transaction).error();
  TRELLIS_TRY(extend(entries));
  return transaction->commit();
}

Status Journal::extend(std::span<const Entry> given) {
  std::vector<Entry> room;
  std::span<const Entry> entries = growing(given, known_at_, room);
  std::vector<Digest> hashes = chain(known_end_, entries);
  auto moved = move_head(entries.size(), hashes.back());
  if (moved && !*moved) {  // another session has written, or a transaction was rolled back
    TRELLIS_TRY(read_end());
    entries = growing(given, known_at_, room);
    hashes = chain(known_end_, entries);
    moved = move_head(entries.size(), hashes.back());
  }
  if (!moved) return std::move(moved).error();
  if (!*moved)
    return Error{Fault::invalid, "the end of the journal is damaged: verify the journal"};
  for (std::size_t place = 0; place < entries.size(); ++place) {
    known_end_.sequence += 1;
    TRELLIS_TRY(write(database_, known_end_, entries[place], hashes[place]));
    known_end_.hash = hashes[place];
  }
  known_at_ = entries.back().at;
  return done();
}

Status Journal::read_end() {
  auto end = checkpoint();
  if (!end) return std::move(end).error();
  auto last = database_.row("SELECT at FROM audit_entry WHERE sequence = $1", {end->sequence});
  if (!last) return std::move(last).error();
  known_end_ = *end;
  known_at_ = *last ? instant((*last)->whole(0)) : Instant{};
  return done();
}

// False where the head is not the one that this journal knows.
Result<bool> Journal::move_head(std::size_t entries, const Digest& hash) {
  auto changed = database_.run(
      "UPDATE audit_head SET sequence = $1, hash = $2 WHERE only = 1 AND sequence = $3 AND (hash = "
      "$4 OR $3 = 0)",
      {known_end_.sequence + static_cast<std::int64_t>(entries), blob(hash), known_end_.sequence,
       blob(known_end_.hash)});
  if (!changed) return std::move(changed).error();
  return *changed == 1;
}

Result<Checkpoint> Journal::checkpoint() {
  auto row = database_.row("SELECT sequence, hash FROM audit_head WHERE only = 1");
  if (!row) return std::move(row).error();
  if (!*row)
    return Error{Fault::invalid,
                 "the journal has lost its end: restore a backup, or start a new hub"};
  return Checkpoint{(*row)->whole(0), digest_in(**row, 1)};
}

Result<std::optional<Digest>> Journal::hash_at(std::int64_t sequence) {
  auto row = database_.row("SELECT hash FROM audit_entry WHERE sequence = $1", {sequence});
  if (!row) return std::move(row).error();
  if (!*row) return std::optional<Digest>();
  return std::optional(digest_in(**row, 0));
}

Result<audit::Verification> Journal::verify(std::span<const Checkpoint> against) {
  Walk walk(against);
  Checkpoint head;
  // Others may write meanwhile. Once nothing was added after the head was read, the two must agree.
  for (std::int64_t added = 1; added > 0 && !walk.bad();) {
    auto read = checkpoint();
    if (!read) return std::move(read).error();
    head = *read;
    auto count = walk_on(database_, walk);
    if (!count) return std::move(count).error();
    added = *count;
  }
  audit::Verification verification{walk.end().sequence, walk.bad(), walk.proven()};
  if (const auto beyond = walk.beyond(); beyond && !verification.first_bad)
    verification.first_bad = compare(walk.end(), *beyond, "the checkpoint");
  if (!verification.first_bad && walk.end().sequence > head.sequence)
    verification.first_bad =
        Finding{head.sequence + 1, named(head.sequence + 1) + " was added outside the hub"};
  if (!verification.first_bad)
    verification.first_bad = compare(walk.end(), head, "the journal's head");
  return verification;
}

Result<std::vector<Written>> Journal::list(const audit::EntryFilter& filter,
                                           const audit::EntryPage& page) {
  static const std::string rest =
      "sequence < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR action = $4)";
  static const std::string any = columns + "WHERE " + rest + " ORDER BY sequence DESC LIMIT $5";
  static const std::string of_child =
      columns + "WHERE " + rest + " AND child_id = $5 ORDER BY sequence DESC LIMIT $6";
  // See audit/listing.hpp.
  static const std::string of_list =
      columns + "WHERE " + rest +
      " AND child_id = 0 AND (details = '{\"children\":\"all\"}'"
      " OR (details LIKE '{\"children\":[%' AND"
      " instr(replace(replace(details, '[', ','), ']', ','), $5) > 0))"
      " ORDER BY sequence DESC LIMIT $6";
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t before = page.before > 0 ? page.before : most;
  const std::int64_t from =
      filter.from ? microseconds(*filter.from) : std::numeric_limits<std::int64_t>::min();
  const std::int64_t until = filter.until ? microseconds(*filter.until) : most;
  const std::string_view action =
      filter.action ? audit::to_string(*filter.action) : std::string_view();

  std::vector<Written> list;
  const auto take = [&](Result<std::vector<Row>> rows) -> Status {
    if (!rows) return std::move(rows).error();
    for (const Row& row : *rows) {
      auto known = audit::parse_action(row.text(2));
      if (!known)
        return Error{Fault::invalid,
                     named(row.whole(0)) + " of the journal was changed: verify it"};
      list.push_back(written_in(row, *known));
    }
    return done();
  };
  if (filter.children.empty())
    TRELLIS_TRY(take(database_.rows(any, {before, from, until, action, page.size})));
  for (const ChildId child : filter.children) {
    TRELLIS_TRY(
        take(database_.rows(of_child, {before, from, until, action, child.number(), page.size})));
    const std::string listed = "," + to_string(child) + ",";
    TRELLIS_TRY(take(database_.rows(of_list, {before, from, until, action, listed, page.size})));
  }
  std::sort(list.begin(), list.end(),
            [](const Written& a, const Written& b) { return a.sequence > b.sequence; });
  list.erase(
      std::unique(list.begin(), list.end(),
                  [](const Written& a, const Written& b) { return a.sequence == b.sequence; }),
      list.end());
  if (list.size() > static_cast<std::size_t>(page.size))
    list.resize(static_cast<std::size_t>(page.size));
  return list;
}

}  // namespace

std::unique_ptr<audit::Journal> make_journal(Database& database) {
  return std::make_unique<Journal>(database);
}

}  // namespace trellis::store
