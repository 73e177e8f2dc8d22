#include "hub/matching/subjects.hpp"

#include <algorithm>
#include <utility>

namespace trellis::matching {
namespace {

constexpr std::uint32_t largest_block = 24;

}  // namespace

Subjects::Subjects(const Model& model, const Nicknames& nicknames)
    : model_(model), words_(nicknames), index_(largest_block) {}

void Subjects::gather_candidates(const Encoded& encoded) {
  keys_.clear();
  keys_for_search(encoded, keys_);
  candidates_.clear();
  for (const Key& key : keys_)
    index_.each(key, [&](std::uint32_t place) {
      __builtin_prefetch(&seen_[place]);
      candidates_.push_back(place);
    });
  ++searches_;
  std::erase_if(candidates_, [&](std::uint32_t place) {
    return std::exchange(seen_[place], searches_) == searches_;
  });
}

void Subjects::count(const Encoded& encoded, int by) {
  for (const Encoded::Name& name : encoded.names) {
    words_.count(name.given, Role::given, by);
    words_.count(name.family, Role::family, by);
  }
}

void Subjects::index(std::uint32_t place, bool is_added) {
  keys_.clear();
  keys_of(known_[place].encoded, keys_);
  for (const Key& key : keys_) is_added ? index_.add(place, key) : index_.remove(place, key);
}

std::uint32_t Subjects::free_place() {
  if (free_.empty()) {
    known_.emplace_back();
    seen_.push_back(0);
    return static_cast<std::uint32_t>(known_.size() - 1);
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  return place;
}

void Subjects::join_child(std::uint32_t place, ChildId child) {
  known_[place].child = child;
  if (index_of(child) >= children_.size()) children_.resize(index_of(child) + 1);
  Members& members = children_[index_of(child)];
  const auto is_before = [&](std::uint32_t each, SubjectId id) {
    return known_[each].subject < id;
  };
  members.insert(std::lower_bound(members.begin(), members.end(), known_[place].subject, is_before),
                 place);
}

void Subjects::leave_child(std::uint32_t place) {
  Members& members = children_[index_of(known_[place].child)];
  members.erase(std::find(members.begin(), members.end(), place));
}

void Subjects::put(SubjectId subject, ChildId child, Encoded encoded,
                   std::optional<std::vector<Neighbour>> neighbours) {
  if (const auto before = place_of(subject)) {
    if (known_[*before].encoded == encoded) {
      leave_child(*before);
      return join_child(*before, child);
    }
    remove(subject);
  }
  const std::uint32_t place = free_place();
  Known& known = known_[place];
  known.subject = subject;
  known.encoded = std::move(encoded);
  ++known.version;
  if (index_of(subject) >= places_.size()) places_.resize(index_of(subject) + 1, nowhere);
  places_[index_of(subject)] = place;
  join_child(place, child);
  count(known.encoded, 1);
  if (!known.encoded.sealed) {
    index(place, true);
    meet_neighbours(place, std::move(neighbours));
  }
  if (words_.have_doubled()) settle_name_shares();
}

void Subjects::settle_name_shares() {
  words_.settle_shares();
  for (Known& known : known_) known.has_neighbours = false;
}

// While nobody has asked who is near whom, nobody has to be told.
void Subjects::meet_neighbours(std::uint32_t place,
                               std::optional<std::vector<Neighbour>> neighbours) {
  Known& known = known_[place];
  if (neighbours) {
    known.neighbours = std::move(*neighbours);
    known.has_neighbours = has_asked_for_neighbours_ = true;
  } else if (has_asked_for_neighbours_) {
    neighbours_of(place);
  }
  for (const Neighbour& each : known.neighbours)
    if (known_[each.place].has_neighbours)
      known_[each.place].neighbours.push_back({place, known.version});
}

void Subjects::remove(SubjectId subject) {
  const auto found = place_of(subject);
  if (!found) return;
  const std::uint32_t place = *found;
  Known& known = known_[place];
  if (!known.encoded.sealed) index(place, false);
  count(known.encoded, -1);
  leave_child(place);
  const std::uint32_t version = known.version + 1;
  known = {};
  known.version = version;
  free_.push_back(place);
  places_[index_of(subject)] = nowhere;
}

void Subjects::lock(SubjectId a, SubjectId b, Lock kind) {
  unlock(a, b);
  locks_[a].emplace_back(b, kind);
  locks_[b].emplace_back(a, kind);
}

void Subjects::unlock(SubjectId a, SubjectId b) {
  const auto drop = [&](SubjectId from, SubjectId other) {
    const auto found = locks_.find(from);
    if (found == locks_.end()) return;
    std::erase_if(found->second, [&](const auto& each) { return each.first == other; });
    if (found->second.empty()) locks_.erase(found);
  };
  drop(a, b);
  drop(b, a);
}

std::optional<std::uint32_t> Subjects::place_of(SubjectId subject) const {
  if (index_of(subject) >= places_.size()) return std::nullopt;
  const std::uint32_t place = places_[index_of(subject)];
  return place == nowhere ? std::nullopt : std::optional(place);
}

ChildId Subjects::child_of(SubjectId subject) const {
  const auto place = place_of(subject);
  return place ? known_[*place].child : ChildId{};
}

const Subjects::Members& Subjects::members(ChildId child) const {
  static const Members nobody;
  return index_of(child) < children_.size() ? children_[index_of(child)] : nobody;
}

const std::vector<std::pair<SubjectId, Lock>>& Subjects::locks_of(SubjectId subject) const {
  static const std::vector<std::pair<SubjectId, Lock>> none;
  const auto found = locks_.find(subject);
  return found == locks_.end() ? none : found->second;
}

std::optional<Lock> Subjects::lock_between(SubjectId a, SubjectId b) const {
  for (const auto& [other, kind] : locks_of(a))
    if (other == b) return kind;
  return std::nullopt;
}

const std::vector<Subjects::Neighbour>& Subjects::neighbours_of(std::uint32_t place) {
  Known& known = known_[place];
  has_asked_for_neighbours_ = true;
  if (!known.has_neighbours) {
    known.neighbours.clear();
    each_candidate(known.subject, known.encoded, [&](std::uint32_t other, const Score& pair) {
      if (is_neighbour(pair)) known.neighbours.push_back({other, known_[other].version});
    });
    known.has_neighbours = true;
  }
  std::erase_if(known.neighbours,
                [&](const Neighbour& each) { return known_[each.place].version != each.version; });
  return known.neighbours;
}

}  // namespace trellis::matching
