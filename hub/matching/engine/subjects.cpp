#include "hub/matching/engine/subjects.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <stdexcept>
#include <utility>

#include "hub/matching/engine/constants.hpp"

namespace trellis::matching {

Subjects::Subjects(const Model& model, const NameLists& lists)
    : model_(model),
      most_bits_(model),
      words_(lists),
      index_(constants::largest_block, [this](std::uint32_t place, std::vector<Key>& keys) {
        keys_of(encoded_at(place), words_, keys);
      }) {}

template <typename Tag>
std::uint32_t Subjects::index_of(Id<Tag> id) {
  if (id.number() >= nowhere) throw std::length_error("matching takes ids below 2^32");
  return static_cast<std::uint32_t>(id.number());
}

void Subjects::gather_candidates(const Encoded& encoded) {
  keys_.clear();
  keys_for_search(encoded, words_, keys_);
  for (const Key& key : keys_) index_.fetch_slot(key);
  for (const Key& key : keys_) index_.fetch_block(key);
  candidates_.clear();
  for (const Key& key : keys_)
    index_.each(key, [&](std::uint32_t place) { candidates_.push_back(place); });
  const std::size_t room = std::bit_ceil(2 * candidates_.size() + 1);
  met_.assign(room, nowhere);
  std::erase_if(candidates_, [&](std::uint32_t place) {
    std::size_t at = (place * 0x9e3779b1U >> 7U) & (room - 1);
    while (met_[at] != nowhere && met_[at] != place) at = (at + 1) & (room - 1);
    __builtin_prefetch(&cards_[place]);
    return std::exchange(met_[at], place) == place;
  });
}

void Subjects::fetch_encoded(std::uint32_t place) const {
  const auto* const first = reinterpret_cast<const char*>(encoded_.at(cards_[place].encoded));
  __builtin_prefetch(first);
  __builtin_prefetch(first + 64);
}

void Subjects::each_candidate(SubjectId subject, const Encoded& encoded, const Meet& meet) {
  gather_candidates(encoded);
  constexpr std::size_t ahead = 4;  // how far memory is fetched before it is needed
  for (std::size_t i = 0; i < std::min(ahead, candidates_.size()); ++i)
    fetch_encoded(candidates_[i]);
  for (std::size_t i = 0; i < candidates_.size(); ++i) {
    if (i + ahead < candidates_.size()) fetch_encoded(candidates_[i + ahead]);
    const Known other = at(candidates_[i]);
    if (other.subject != subject) meet(other, candidates_[i]);
  }
}

void Subjects::count(const Encoded& encoded, int by) {
  for (const Encoded::Name& name : encoded.names) {
    words_.count(name.given, Role::given, by);
    words_.count(name.family, Role::family, by);
  }
  for (const Date birth : encoded.births) words_.count_day(birth, by);
}

void Subjects::index(std::uint32_t place, bool is_added) {
  keys_.clear();
  keys_of(encoded_at(place), words_, keys_);
  for (const Key& key : keys_) is_added ? index_.add(place, key) : index_.remove(place, key);
}

std::uint32_t Subjects::free_place() {
  if (free_ == nowhere) {
    cards_.push_back({});
    return static_cast<std::uint32_t>(cards_.size() - 1);
  }
  return std::exchange(free_, std::exchange(cards_[free_].next, nowhere));
}

void Subjects::join_child(std::uint32_t place, std::uint32_t child) {
  if (child >= children_.size()) children_.resize(child + 1, nowhere);
  cards_[place].child = child;
  std::uint32_t* link = &children_[child];
  while (*link != nowhere && cards_[*link].subject < cards_[place].subject)
    link = &cards_[*link].next;
  cards_[place].next = std::exchange(*link, place);
}

void Subjects::leave_child(std::uint32_t place) {
  std::uint32_t* link = &children_[cards_[place].child];
  while (*link != place) link = &cards_[*link].next;
  *link = std::exchange(cards_[place].next, nowhere);
}

void Subjects::put(SubjectId subject, ChildId child, const Encoding& encoding,
                   std::optional<std::vector<Neighbour>> neighbours) {
  const std::span<const EncodedUnit> units = encoding.units();
  if (const auto before = place_of(subject)) {
    const EncodedUnit* const known = encoded_.at(cards_[*before].encoded);
    if (std::equal(units.begin(), units.end(), known, known + units_in(known))) {
      leave_child(*before);
      return join_child(*before, index_of(child));
    }
    remove(subject);
  }
  const std::uint32_t place = free_place();
  Card& card = cards_[place];
  card.subject = index_of(subject);
  card.encoded = encoded_.take(units.size());
  std::copy(units.begin(), units.end(), encoded_.at(card.encoded));
  ++card.version;
  ++size_;
  if (card.subject >= places_.size()) places_.resize(card.subject + 1, nowhere);
  places_[card.subject] = place;
  join_child(place, index_of(child));
  const Encoded encoded = encoded_at(place);
  count(encoded, 1);
  if (!encoded.sealed) {
    index(place, true);
    meet_neighbours(place, std::move(neighbours));
  }
}

void Subjects::settle_name_shares() {
  words_.settle_shares();
  neighbours_.forget_all();
}

Status Subjects::settle_name_shares(std::int64_t epoch, std::string_view written) {
  neighbours_.forget_all();
  return words_.settle_shares(epoch, written);
}

// While nobody has asked who is near whom, nobody has to be told.
void Subjects::meet_neighbours(std::uint32_t place,
                               std::optional<std::vector<Neighbour>> neighbours) {
  if (!neighbours && !has_asked_for_neighbours_) return;
  has_asked_for_neighbours_ = true;
  if (!neighbours) neighbours = find_neighbours(place);
  neighbours_.put(place, *neighbours);
  for (const Neighbour& each : *neighbours)
    neighbours_.add(each.place, {place, cards_[place].version});
}

std::vector<Neighbour> Subjects::find_neighbours(std::uint32_t place) {
  std::vector<Neighbour> found;
  const Encoded own = encoded_at(place);
  each_candidate(SubjectId(cards_[place].subject), own,
                 [&](const Known& known, std::uint32_t other) {
                   if (most_bits_.of(own, known.encoded) >= model_.thresholds.automatic &&
                       is_neighbour(score(own, known.encoded)))
                     found.push_back({other, known.version});
                 });
  return found;
}

void Subjects::remove(SubjectId subject) {
  const auto found = place_of(subject);
  if (!found) return;
  const std::uint32_t place = *found;
  const Encoded encoded = encoded_at(place);
  if (!encoded.sealed) index(place, false);
  count(encoded, -1);
  leave_child(place);
  Card& card = cards_[place];
  neighbours_.drop(place);
  encoded_.give_back(card.encoded, units_in(encoded_.at(card.encoded)));
  const std::uint32_t version = card.version + 1;
  card = {};
  card.version = version;
  card.next = std::exchange(free_, place);
  --size_;
  places_[index_of(subject)] = nowhere;
}

void Subjects::save(SnapshotWriter& to) {
  words_.save(to);
  each_part(to);
}

void Subjects::restore(SnapshotReader& from) {
  words_.restore(from);
  each_part(from);
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
  return place ? ChildId(cards_[*place].child) : ChildId{};
}

Subjects::Members Subjects::members(ChildId child) const {
  Members members;
  if (index_of(child) >= children_.size()) return members;
  for (std::uint32_t place = children_[index_of(child)]; place != nowhere;
       place = cards_[place].next)
    members.push_back(place);
  return members;
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

std::vector<Neighbour> Subjects::neighbours_of(std::uint32_t place) {
  has_asked_for_neighbours_ = true;
  if (!neighbours_.has(place)) {
    std::vector<Neighbour> found = find_neighbours(place);
    neighbours_.put(place, found);
    return found;
  }
  const auto known = neighbours_.of(place);
  std::vector<Neighbour> neighbours(known.begin(), known.end());
  const std::size_t gone = std::erase_if(neighbours, [&](const Neighbour& each) {
    return cards_[each.place].version != each.version;
  });
  if (gone > 0) neighbours_.put(place, neighbours);
  return neighbours;
}

}  // namespace trellis::matching
