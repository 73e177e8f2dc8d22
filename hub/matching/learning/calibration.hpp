#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "hub/matching/engine/constants.hpp"
#include "hub/matching/identity/identity.hpp"

// How often questions turned out to be two children: what people answered, by the bits that the
// model gave when it asked.
namespace trellis::matching {

struct AnsweredQuestion {
  double bits = 0;
  Answer answer = Answer::same;
};

// Isotonic regression of the answers: the curve that comes nearest to them among all that never
// say more errors for more bits. Speaks only for questions like those that were answered.
class Calibration {
 public:
  static constexpr std::size_t fewest_answers = constants::fewest_answers;

  // In 10,000 questions of so many bits and more.
  struct Errors {
    double expected = 0;
    double at_most = 0;  // with 95 % confidence
    std::size_t answers = 0;
  };

  explicit Calibration(const std::vector<AnsweredQuestion>& answered);

  std::size_t answers() const;
  bool is_enough() const { return answers() >= fewest_answers; }
  // In 10,000 questions of so many bits; by the next answers below, at the lower end by the lowest.
  // None without answers.
  std::optional<double> errors_at(double bits) const;
  std::optional<Errors> errors_from(double bits) const;  // none: nobody answered one up there

 private:
  struct Point {
    double bits = 0;
    double error = 0;  // share of two children
    std::size_t answers = 0, different = 0;
  };
  static std::vector<Point> points_of(const std::vector<AnsweredQuestion>& answered);
  std::vector<Point> points_;  // by bits, each once; `error` never rises
};

}  // namespace trellis::matching
