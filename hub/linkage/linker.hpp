#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "hub/linkage/candidates.hpp"
#include "hub/linkage/clusters.hpp"
#include "hub/linkage/doubts.hpp"
#include "hub/linkage/equal_rows.hpp"
#include "hub/linkage/mixture.hpp"

namespace trellis::linkage {

struct LinkSettings {
  ClusterRules clusters;
  float keep_above = -12;  // bits; pairs below it are forgotten
  std::size_t threads = 2;
  std::vector<Label> labels;         // decided by people, who are right
  std::vector<std::uint32_t> lists;  // of each record, where no list has anyone twice; else empty
  bool keeps_equal_rows = false;     // weighs them pair by pair, as others
};

struct Linked {
  std::vector<std::uint32_t> clusters;  // by record
  // Pairs above `keep_above`; of records that are equal the first stands for all, and each of the
  // others has one pair, with the first.
  std::vector<Edge> edges;
  std::uint64_t compared = 0;
};

// Links a table from end to end. `records` and `lists` outlive it.
class Linker {
 public:
  Linker(const Records& records, const comparison::NameLists& lists, const LinkSettings& settings);
  ~Linker();

  Linked run();

  const Comparer& comparer() const { return comparer_; }
  const Candidates& candidates() const { return candidates_; }
  const Mixture& mixture() const { return mixture_; }
  const Frequencies& frequencies() const { return frequencies_; }
  const EqualRows& equal_rows() const { return equal_; }
  std::string key_of(std::uint32_t a, std::uint32_t b) const;  // that found a pair first
  Constraints constraints() const;
  Mixture::Verdict judge(std::uint32_t a, std::uint32_t b) const;
  // Of a record and another that compares so with it; `rarity` as below.
  Mixture::Verdict judge(std::uint32_t record, Pattern pattern,
                         const std::array<float, most_features>& rarity) const;
  // Twins whom a third that is like both may not join.
  bool look_like_twins(std::uint32_t a, std::uint32_t b, Pattern pattern) const;
  Class likeliest(const Edge& edge) const;  // by the bits that it was left with
  const Doubts& doubts() const { return doubts_; }
  // By feature: what the frequencies of values that `record` shares with another add, in bits; 0
  // where the level is not `same`.
  std::array<float, most_features> rarity(std::uint32_t record, Pattern pattern) const;

 private:
  // Records are taken in chunks, so that threads share the work and its order stays the same.
  static constexpr std::size_t records_a_chunk = 2048;
  std::size_t count_chunks() const {
    return (records_.count + records_a_chunk - 1) / records_a_chunk;
  }
  // The pairs of a chunk and how their records compare.
  struct Compared {
    std::vector<Pair> pairs;
    std::vector<Pattern> patterns;
  };
  Compared compare(std::size_t chunk) const;
  std::vector<Pattern> compare_all(const std::vector<Pair>& pairs) const;
  std::vector<std::array<double, most_levels>> chance() const;
  void add_patterns(std::size_t chunk, std::vector<PatternCount>& all) const;
  void learn();
  void learn_from_labels();
  void keep_twins_apart(std::vector<Edge>& edges) const;
  Mixture::Verdict doubted(std::uint32_t record, Pattern pattern,
                           const std::array<float, most_features>& rarity,
                           Mixture::Verdict verdict) const;
  Class likeliest_if(float bits, Pattern pattern,
                     const std::array<float, most_features>& rarity) const;
  void obey_labels(std::vector<Edge>& edges) const;
  std::vector<Edge> weigh(const Compared& compared) const;
  void add_equal_rows(Linked& linked) const;

  const Records& records_;
  LinkSettings settings_;
  EqualRows equal_;
  Comparer comparer_;
  Frequencies frequencies_;
  Candidates candidates_;
  Mixture mixture_;
  Doubts doubts_;
  std::vector<Compared> learned_;  // by chunk: those that were learned from
};

}  // namespace trellis::linkage
