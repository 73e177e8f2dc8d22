#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/container/small_vector.hpp>

#include "hub/matching/compare.hpp"
#include "hub/matching/encoded.hpp"
#include "hub/matching/engine.hpp"
#include "hub/matching/grouping.hpp"
#include "hub/matching/index.hpp"
#include "hub/matching/model.hpp"
#include "hub/matching/nicknames.hpp"
#include "hub/matching/words.hpp"

namespace trellis::matching {

// All subjects that an engine knows, in memory: by key, by child, with their locks and with those
// that they may be one child with. Each stands at a place, which another may have after it. Not
// shared.
class Subjects {
 public:
  // A subject that looks like the same child as another; gone where its version has changed.
  struct Neighbour {
    std::uint32_t place = 0;
    std::uint32_t version = 0;
  };
  struct Known {
    SubjectId subject;  // none: a free place
    ChildId child;
    Encoded encoded;
    std::uint32_t version = 0;    // of what is known here
    bool has_neighbours = false;  // as names weigh now
    std::vector<Neighbour> neighbours;
  };

  Subjects(const Model& model, const Nicknames& nicknames);

  const Model& model() const { return model_; }
  const Words& words() const { return words_; }

  // Names weigh by those that are known now; so neighbours have to be found anew.
  void settle_name_shares();
  Encoded encode(const Features& features) { return matching::encode(features, model_, words_); }
  // `neighbours`, where they are known, are those of a search with the same `encoded`.
  void put(SubjectId subject, ChildId child, Encoded encoded,
           std::optional<std::vector<Neighbour>> neighbours);
  void remove(SubjectId subject);
  void lock(SubjectId a, SubjectId b, Lock kind);
  void unlock(SubjectId a, SubjectId b);

  std::optional<std::uint32_t> place_of(SubjectId subject) const;
  ChildId child_of(SubjectId subject) const;  // none: not known
  const Known& at(std::uint32_t place) const { return known_[place]; }
  // By subject id.
  using Members = boost::container::small_vector<std::uint32_t, 2>;
  const Members& members(ChildId child) const;
  std::optional<Lock> lock_between(SubjectId a, SubjectId b) const;
  const std::vector<std::pair<SubjectId, Lock>>& locks_of(SubjectId subject) const;

  Score score(const Encoded& a, const Encoded& b) const {
    return matching::score(a, b, model_, words_);
  }
  Tie tie(SubjectId a, const Encoded& left, SubjectId b, const Encoded& right) const {
    return tie_of(score(left, right), lock_between(a, b));
  }

  // Calls `meet(place, pair)` for each other subject that shares a key, once.
  template <typename Meet>
  void each_candidate(SubjectId subject, const Encoded& encoded, Meet meet) {
    gather_candidates(encoded);
    constexpr std::size_t ahead = 4;  // how far memory is fetched before it is needed
    for (std::size_t i = 0; i < candidates_.size(); ++i) {
      if (i + ahead < candidates_.size()) {
        const auto* const next = reinterpret_cast<const char*>(&known_[candidates_[i + ahead]]);
        for (std::size_t line = 0; line < sizeof(Known); line += 64)
          __builtin_prefetch(next + line);
      }
      const Known& other = known_[candidates_[i]];
      if (other.subject != subject) meet(candidates_[i], score(encoded, other.encoded));
    }
  }
  bool is_likely(const Score& pair) const {  // enough to ask a person
    return !pair.is_forbidden && pair.bits >= model_.thresholds.ask;
  }
  bool is_neighbour(const Score& pair) const {  // enough for a link
    return !pair.is_forbidden && pair.bits >= model_.thresholds.automatic;
  }
  const std::vector<Neighbour>& neighbours_of(std::uint32_t place);

 private:
  static constexpr std::uint32_t nowhere = 0xFFFFFFFF;
  template <typename Tag>
  static std::size_t index_of(Id<Tag> id) {
    return static_cast<std::size_t>(id.number());
  }

  void gather_candidates(const Encoded& encoded);
  void count(const Encoded& encoded, int by);
  void index(std::uint32_t place, bool is_added);
  std::uint32_t free_place();
  void join_child(std::uint32_t place, ChildId child);
  void leave_child(std::uint32_t place);
  void meet_neighbours(std::uint32_t place, std::optional<std::vector<Neighbour>> neighbours);

  const Model& model_;
  Words words_;
  Index index_;
  LargeVector<Known> known_;
  std::vector<std::uint32_t> free_;
  // By number: the store gives numbers in order.
  LargeVector<std::uint32_t> places_;  // `nowhere`: not known
  LargeVector<Members> children_;
  std::unordered_map<SubjectId, std::vector<std::pair<SubjectId, Lock>>> locks_;
  bool has_asked_for_neighbours_ = false;
  LargeVector<std::uint32_t> seen_;  // by place: the search that met it last
  std::uint32_t searches_ = 0;
  std::vector<Key> keys_;                  // kept for its memory
  std::vector<std::uint32_t> candidates_;  // likewise
};

}  // namespace trellis::matching
