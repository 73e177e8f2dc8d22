#include "hub/linkage/candidates.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <span>

#include "hub/base/large_array.hpp"
#include "hub/comparison/word.hpp"
#include "hub/linkage/key_parts.hpp"
#include "hub/linkage/parallel.hpp"
#include "hub/linkage/recipes.hpp"

namespace trellis::linkage {
namespace {

struct Place {
  std::uint32_t hash = 0;
  std::uint32_t place = 0;  // record * slots + slot
};

// What making one key needs of memory; the next one uses it again.
struct Room {
  LargeArray<Place> places, sorted;
};

// Nearly puts places into the order of their hashes, by two digits of eleven bits from the first
// that differs: few that are equal in these are not equal.
void sort_by_digits(Room& room) {
  constexpr unsigned digit = 11, first = 1, second = first + digit;
  constexpr std::uint32_t mask = (1U << digit) - 1;
  std::array<std::array<std::uint32_t, mask + 2>, 2> ends{};
  for (const Place each : room.places) {
    ++ends[0][(each.hash >> first & mask) + 1];
    ++ends[1][(each.hash >> second & mask) + 1];
  }
  for (auto& each : ends)
    for (std::size_t i = 1; i < each.size(); ++i) each[i] += each[i - 1];
  room.sorted.resize(room.places.size());
  for (const Place each : room.places) room.sorted[ends[0][each.hash >> first & mask]++] = each;
  for (const Place each : room.sorted) room.places[ends[1][each.hash >> second & mask]++] = each;
}

bool is_before(const Place& a, const Place& b) {
  return std::pair(a.hash, a.place) < std::pair(b.hash, b.place);
}

// Puts places of equal hashes together, in their order.
void group(Room& room) {
  sort_by_digits(room);
  constexpr unsigned not_sorted_by = 9;  // the highest bits
  const auto digits = [](const Place& each) { return each.hash << not_sorted_by; };
  for (auto start = room.places.begin(); start != room.places.end();) {
    auto end = start + 1;
    bool is_equal = true;
    for (; end != room.places.end() && digits(*end) == digits(*start); ++end)
      is_equal &= end->hash == start->hash;
    if (!is_equal) std::sort(start, end, is_before);
    start = end;
  }
}

// Calls `take(block)` for each run of equal hashes.
template <typename Take>
void for_each_block(std::span<Place> places, Take take) {
  for (std::size_t from = 0; from < places.size();) {
    std::size_t to = from;
    while (to < places.size() && places[to].hash == places[from].hash) ++to;
    take(places.subspan(from, to - from));
    from = to;
  }
}

// Those of records that have all parts, by a hash of them.
void find_places(const Recipe& recipe, const EqualRows& equal, std::size_t records,
                 std::uint32_t slots, LargeArray<Place>& places) {
  places.resize(records * slots);
  std::size_t count = 0;
  const std::uint64_t start = comparison::hash_of(recipe.name);
  constexpr std::size_t together = 1024;  // stay in the nearest memory
  std::array<std::uint64_t, together> hashes;
  for (std::size_t from = 0; from < records; from += together) {
    const std::size_t some = std::min(together, records - from);
    hashes.fill(start);
    for (const Part& part : recipe.parts) {
      const std::uint32_t* const values = part.values->data() + from;
      for (std::size_t i = 0; i < some; ++i)
        hashes[i] = values[i] == 0 || hashes[i] == 0 ? 0 : mix(hashes[i], values[i]);
    }
    for (std::size_t i = 0; i < some; ++i) {
      if (equal.is_repeated(static_cast<std::uint32_t>(from + i))) continue;
      for (std::uint32_t slot = 0; slot < slots; ++slot) {
        const std::uint32_t value =
            recipe.alternatives.empty() ? 1 : recipe.alternatives[slot][from + i];
        places[count] = {short_hash(mix(hashes[i], value)),
                         static_cast<std::uint32_t>((from + i) * slots + slot)};
        count += value == 0 || hashes[i] == 0 ? 0 : 1;
      }
    }
  }
  places.resize(count);
}

}  // namespace

// Makes the blocks of one key.
class Candidates::Blocks {
 public:
  Blocks(const Recipe& recipe, const EqualRows& equal, const Parts& more, std::size_t most)
      : recipe_(recipe), equal_(equal), more_(more), most_(most) {}

  // No blocks where the key tells too little: nearly all records would share large ones.
  Made make(std::size_t records, Room& room) {
    Table& table = made_.table;
    table.key.name = recipe_.name;
    table.key.of = recipe_.of();
    table.slots = static_cast<std::uint32_t>(std::max<std::size_t>(recipe_.alternatives.size(), 1));
    find_places(recipe_, equal_, records, table.slots, room.places);
    group(room);
    const std::span<Place> places = room.places;
    std::size_t in_large = 0;
    for_each_block(places, [&](std::span<Place> block) {
      if (block.size() > most_) in_large += block.size();
    });
    made_.tells_too_little = in_large * 10 > places.size() * 6;
    if (places.empty() || made_.tells_too_little) return std::move(made_);
    made_.next.resize(records * table.slots);
    made_.has_key.resize(records);
    for (const Place each : places) made_.has_key[each.place / table.slots] = true;
    for_each_block(places, [&](std::span<Place> block) { add(block, 0); });
    return std::move(made_);
  }

 private:
  // A block that is too large is split by one part after the other, records without the part being
  // a block of their own; what no part splits is given up.
  void add(std::span<Place> block, std::size_t round) {
    if (block.size() < 2) return;
    if (block.size() <= most_) return keep(block);
    if (round == more_.size()) {
      ++made_.table.key.left;
      made_.table.key.records_left += block.size();
      return;
    }
    ++made_.table.key.refined;
    const Part& part = more_[round];
    for (Place& each : block) each.hash = part[each.place / made_.table.slots];
    std::sort(block.begin(), block.end(), is_before);
    for_each_block(block, [&](std::span<Place> smaller) { add(smaller, round + 1); });
  }

  void keep(std::span<const Place> block) {
    const std::uint32_t slots = made_.table.slots;
    for (std::size_t i = 1; i < block.size(); ++i) {
      const std::uint32_t place = block[i].place;
      made_.next[block[i - 1].place] = slots == 1 ? place : place_of(place / slots, place % slots);
    }
  }

  const Recipe& recipe_;
  const EqualRows& equal_;
  const Parts& more_;
  std::size_t most_;
  Made made_;
};

Candidates::Candidates(const Records& records, const EqualRows& equal, std::size_t most,
                       std::size_t threads) {
  PartsOf of(records, threads);
  const std::vector<Recipe> recipes = recipes_for(records, of);
  Parts more;
  if (records.has_birth) more.push_back(of.birth());
  if (records.has_given) more.push_back(of.given());
  if (records.has_family) more.push_back(of.family());
  for (std::size_t i = 0; i < records.texts.size(); ++i) more.push_back(of.text(i));
  std::vector<Made> made(recipes.size());
  std::atomic<std::size_t> next{0};
  in_parallel(threads, [&](std::size_t) {
    Room room;
    for (std::size_t k = next++; k < recipes.size(); k = next++)
      made[k] = Blocks(recipes[k], equal, more, most).make(records.count, room);
  });
  for (const Made& each : made)
    if (each.tells_too_little) unused_.push_back(each.table.key.name);
  std::erase_if(made, [](const Made& each) { return each.next.empty(); });
  for (std::uint32_t r = 0; r < records.count; ++r)
    without_key_ +=
        !equal.is_repeated(r) && std::none_of(made.begin(), made.end(),
                                              [&](const Made& each) { return each.has_key[r]; })
            ? 1
            : 0;
  for (Made& each : made) {
    each.table.first = columns_;
    columns_ += each.table.slots;
    tables_.push_back(std::move(each.table));
  }
  next_.resize(records.count * columns_);
  for_each_range(threads, records.count, [&](std::size_t from, std::size_t to) {
    for (std::size_t k = 0; k < tables_.size(); ++k) {
      const std::uint32_t slots = tables_[k].slots;
      for (std::size_t r = from; r < to; ++r)
        std::copy_n(&made[k].next[r * slots], slots, &next_[r * columns_ + tables_[k].first]);
    }
  });
}

// What follows a record in its blocks; all chains are followed at once, so that memory is waited
// for only once a step.
class Candidates::Followers {
 public:
  explicit Followers(const Candidates& candidates) : candidates_(candidates) {
    for (const Table& table : candidates.tables_)
      first_.resize(first_.size() + table.slots, table.first);
    steps_.resize(first_.size());
  }

  // Each once, in their order.
  std::span<const std::uint32_t> of(std::uint32_t record) {
    count_ = 0;
    const std::uint32_t* const own = candidates_.row_of(record);
    for (std::size_t c = 0; c < first_.size(); ++c) add({own[c], first_[c]});
    for (std::size_t i = 0; i < count_; ++i)
      add({candidates_.next_of(steps_[i].place, steps_[i].first), steps_[i].first});
    if (records_.size() < count_) records_.resize(count_);
    std::size_t found = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const std::uint32_t follower = record_in(steps_[i].place);
      std::uint64_t& last = met_[follower % met_.size()];
      const std::uint64_t now = std::uint64_t{record} << 32U | follower;
      records_[found] = follower;
      found += last == now || follower == record ? 0 : 1;
      last = now;
    }
    const auto end = records_.begin() + static_cast<std::ptrdiff_t>(found);
    std::sort(records_.begin(), end);
    return {records_.begin(), std::unique(records_.begin(), end)};
  }

 private:
  struct Step {
    std::uint32_t place = 0, first = 0;
  };
  void add(Step step) {
    if (count_ == steps_.size()) steps_.resize(2 * count_);
    steps_[count_] = step;
    count_ += step.place == 0 ? 0 : 1;
  }

  const Candidates& candidates_;
  std::vector<std::uint32_t> first_;  // by column: that of its table
  std::vector<Step> steps_;
  std::size_t count_ = 0;
  std::vector<std::uint32_t> records_;
  // Who was met last, and following whom: most are met in many chains.
  std::array<std::uint64_t, 256> met_{};
};

// Fetching stands in the loop itself: a function that only fetches has no effect that the compiler
// knows of, and its calls would go.
std::vector<Pair> Candidates::pairs(std::uint32_t from, std::uint32_t to) const {
  constexpr std::uint32_t ahead = 4;
  Followers followers(*this);
  std::vector<Pair> pairs;
  for (std::uint32_t record = from; record < to; ++record) {
    const std::uint32_t* const soon = row_of(std::min(record + ahead, to - 1));
    for (const Table& table : tables_)
      for (std::uint32_t slot = 0; slot < table.slots; ++slot)
        __builtin_prefetch(&next_of(soon[table.first + slot], table.first));
    for (const std::uint32_t other : followers.of(record)) pairs.push_back({record, other});
  }
  return pairs;
}

void Candidates::after(std::uint32_t record, std::vector<std::uint32_t>& found) const {
  Followers followers(*this);
  const std::span<const std::uint32_t> own = followers.of(record);
  found.insert(found.end(), own.begin(), own.end());
}

bool Candidates::is_shared(const Table& table, std::uint32_t a, std::uint32_t b) const {
  const auto [before, after] = std::minmax(a, b);
  const std::uint32_t* const own = row_of(before) + table.first;
  for (std::uint32_t slot = 0; slot < table.slots; ++slot) {
    std::uint32_t place = own[slot];
    while (place != 0 && record_in(place) < after) place = next_of(place, table.first);
    if (place != 0 && record_in(place) == after) return true;
  }
  return false;
}

std::string Candidates::key_of(std::uint32_t a, std::uint32_t b) const {
  for (const Table& table : tables_)
    if (is_shared(table, a, b)) return table.key.name;
  return {};
}

void Candidates::keys_of(std::uint32_t a, std::uint32_t b, std::vector<std::size_t>& shared) const {
  for (std::size_t k = 0; k < tables_.size(); ++k)
    if (is_shared(tables_[k], a, b)) shared.push_back(k);
}

std::vector<Candidates::Key> Candidates::keys() const {
  std::vector<Key> keys;
  for (const Table& table : tables_) keys.push_back(table.key);
  return keys;
}

}  // namespace trellis::linkage
