#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "hub/matching/engine/compare.hpp"
#include "hub/matching/engine/encoded.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/grouping.hpp"
#include "hub/matching/engine/index.hpp"
#include "hub/matching/engine/model.hpp"
#include "hub/matching/engine/neighbours.hpp"
#include "hub/matching/engine/pieces.hpp"
#include "hub/matching/engine/snapshot.hpp"
#include "hub/matching/engine/words.hpp"

namespace trellis::matching {

// All subjects that an engine knows, in memory: by key, by child, with their locks and with those
// that they may be one child with. Each stands at a place, which another may have after it. Not
// shared.
class Subjects {
 public:
  // What is known at a place; until the next `put` or `remove`.
  struct Known {
    SubjectId subject;
    ChildId child;
    Encoded encoded;
    std::uint32_t version = 0;
  };

  Subjects(const Model& model, const NameLists& lists);
  Subjects(const Subjects&) = delete;
  Subjects& operator=(const Subjects&) = delete;

  const Model& model() const { return model_; }
  const Words& words() const { return words_; }

  // Names weigh by those that are known now; so neighbours have to be found anew.
  void settle_name_shares();
  Status settle_name_shares(std::int64_t epoch, std::string_view written);  // see Words
  Encoding encode(const Features& features) { return {features, model_, words_}; }
  // `neighbours`, where they are known, are those of a search with the same `encoding`. Ids are
  // below 2^32.
  void put(SubjectId subject, ChildId child, const Encoding& encoding,
           std::optional<std::vector<Neighbour>> neighbours);
  void remove(SubjectId subject);
  std::size_t size() const { return size_; }
  void lock(SubjectId a, SubjectId b, Lock kind);
  void unlock(SubjectId a, SubjectId b);

  std::optional<std::uint32_t> place_of(SubjectId subject) const;
  ChildId child_of(SubjectId subject) const;  // none: not known
  Known at(std::uint32_t place) const {
    const Card& card = cards_[place];
    return {SubjectId(card.subject), ChildId(card.child), encoded_at(place), card.version};
  }
  // By subject id.
  using Members = boost::container::small_vector<std::uint32_t, 8>;
  Members members(ChildId child) const;
  std::optional<Lock> lock_between(SubjectId a, SubjectId b) const;
  const std::vector<std::pair<SubjectId, Lock>>& locks_of(SubjectId subject) const;

  Score score(const Encoded& a, const Encoded& b) const {
    return matching::score(a, b, model_, words_);
  }
  Tie tie(SubjectId a, const Encoded& left, SubjectId b, const Encoded& right) const {
    return tie_of(score(left, right), lock_between(a, b));
  }

  // Calls it for each other subject that shares a key, once.
  using Meet = std::function<void(const Known& other, std::uint32_t place)>;
  void each_candidate(SubjectId subject, const Encoded& encoded, const Meet& meet);
  bool is_likely(const Score& pair) const {  // enough to ask a person
    return !pair.is_forbidden && pair.bits >= model_.thresholds.ask;
  }
  bool is_neighbour(const Score& pair) const {  // enough for a link
    return !pair.is_forbidden && pair.bits >= model_.thresholds.automatic;
  }
  std::vector<Neighbour> neighbours_of(std::uint32_t place);

  // All but the locks.
  void save(SnapshotWriter& to);
  void restore(SnapshotReader& from);

 private:
  static constexpr std::uint32_t nowhere = 0xFFFFFFFF;
  struct Card {
    std::uint32_t subject = 0, child = 0;
    std::uint32_t next = nowhere;  // of the same child, by subject id; or the next free place
    std::uint32_t version = 0;     // of what is known here
    std::uint32_t encoded = 0;     // of `encoded_`
  };

  template <typename Tag>
  static std::uint32_t index_of(Id<Tag> id);
  void gather_candidates(const Encoded& encoded);
  Encoded encoded_at(std::uint32_t place) const {
    return view_of(encoded_.at(cards_[place].encoded));
  }
  void fetch_encoded(std::uint32_t place) const;
  void count(const Encoded& encoded, int by);
  void index(std::uint32_t place, bool is_added);
  std::uint32_t free_place();
  void join_child(std::uint32_t place, std::uint32_t child);
  void leave_child(std::uint32_t place);
  void meet_neighbours(std::uint32_t place, std::optional<std::vector<Neighbour>> neighbours);
  std::vector<Neighbour> find_neighbours(std::uint32_t place);

  template <typename Visit>
  void each_part(Visit& visit) {
    index_.each_part(visit);
    visit(cards_);
    encoded_.each_part(visit);
    neighbours_.each_part(visit);
    visit(free_);
    visit(size_);
    visit(places_);
    visit(children_);
    visit(has_asked_for_neighbours_);
  }

  const Model& model_;
  const MostBits most_bits_;
  Words words_;
  Index index_;
  LargeArray<Card> cards_;
  Pieces<EncodedUnit> encoded_;
  NeighbourLists neighbours_;
  std::uint32_t free_ = nowhere;  // the first free place
  std::size_t size_ = 0;
  // By number: the store gives numbers in order.
  LargeArray<std::uint32_t> places_;    // `nowhere`: not known
  LargeArray<std::uint32_t> children_;  // the first of each; `nowhere`: none
  std::unordered_map<SubjectId, std::vector<std::pair<SubjectId, Lock>>> locks_;
  bool has_asked_for_neighbours_ = false;
  // Kept for their memory.
  std::vector<Key> keys_;
  std::vector<std::uint32_t> candidates_, met_;
};

}  // namespace trellis::matching
