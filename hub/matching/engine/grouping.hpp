#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "hub/matching/engine/compare.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/model.hpp"

namespace trellis::matching {

// What two subjects say of each other.
struct Tie {
  double bits = 0;                  // no single pair outweighs all others of a child
  double weight = 0;                // 0 to 1: how much there was to compare
  bool is_forbidden = false;        // by the model: two numbers, two pupils, a seal
  std::optional<Lock> lock{};       // by a person or a source
  TwinSign twins = TwinSign::none;  // what no third brings together without a person
  bool has_same_given = false;
};
Tie tie_of(const Score& score, std::optional<Lock> lock = std::nullopt);

// The mean over pairs, each by how much there was to compare. A never-link forbids, and so does the
// model where no must-link says otherwise. Where any two look like twins a person is asked.
class Mean {
 public:
  void add(const Tie& pair);
  double bits(double otherwise) const { return weights_ > 0 ? sum_ / weights_ : otherwise; }
  bool is_forbidden() const { return is_forbidden_; }
  bool has_twins() const { return has_twins_; }
  void tell_of_twins() { has_twins_ = true; }
  // For a link: one pair is sure of itself, and the others on the whole do not speak against it.
  bool is_enough(const Model& model) const;
  // They are not one child; where nothing could be compared nothing speaks against it.
  bool is_against(const Model& model) const;

 private:
  double sum_ = 0, weights_ = 0, highest_ = std::numeric_limits<double>::lowest();
  bool is_forbidden_ = false, has_twins_ = false;
};

// The ties of all pairs of some subjects.
class Ties {
 public:
  explicit Ties(std::size_t subjects) : subjects_(subjects), ties_(subjects * subjects) {}
  std::size_t subjects() const { return subjects_; }
  void set(std::size_t a, std::size_t b, const Tie& tie);
  const Tie& between(std::size_t a, std::size_t b) const { return ties_[a * subjects_ + b]; }

 private:
  std::size_t subjects_;
  std::vector<Tie> ties_;
};

// Which of them are one child: for each subject the first of its group. Locks come first; then the
// two groups with the highest mean are joined while they are enough for a link, unless a third that
// the evidence keeps from one of them comes too near to the other. Only the ties count, not the
// order in which they were made.
std::vector<std::uint32_t> group(const Ties& ties, const Model& model);

}  // namespace trellis::matching
