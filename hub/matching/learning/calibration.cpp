#include "hub/matching/learning/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace trellis::matching {
namespace {

// Neighbouring points that share one error.
struct Pool {
  std::size_t points = 0, answers = 0, different = 0;
  bool errs_more_than(const Pool& before) const {
    return different * before.answers > before.different * answers;
  }
};

// Wilson's upper bound of a share. Source: E. B. Wilson, "Probable inference, the law of
// succession, and statistical inference", JASA 22 (1927).
double upper_bound(double share, std::size_t answers) {
  constexpr double z = 1.96;
  const auto n = static_cast<double>(answers);
  const double spread = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
  return (share + z * z / (2 * n) + spread) / (1 + z * z / n);
}

}  // namespace

std::vector<Calibration::Point> Calibration::points_of(
    const std::vector<AnsweredQuestion>& answered) {
  std::map<double, Point> by_bits;
  for (const AnsweredQuestion& each : answered) {
    Point& point = by_bits[each.bits];
    point.bits = each.bits;
    ++point.answers;
    if (each.answer == Answer::different) ++point.different;
  }
  std::vector<Point> points;
  for (const auto& [bits, point] : by_bits) points.push_back(point);
  return points;
}

// Pool adjacent violators. Source: Ayer, Brunk, Ewing, Reid, Silverman, "An empirical distribution
// function for sampling with incomplete information", Ann. Math. Stat. 26 (1955).
Calibration::Calibration(const std::vector<AnsweredQuestion>& answered)
    : points_(points_of(answered)) {
  std::vector<Pool> pools;
  for (const Point& point : points_) {
    pools.push_back({1, point.answers, point.different});
    while (pools.size() > 1 && pools.back().errs_more_than(pools[pools.size() - 2])) {
      const Pool last = pools.back();
      pools.pop_back();
      pools.back().points += last.points;
      pools.back().answers += last.answers;
      pools.back().different += last.different;
    }
  }
  auto point = points_.begin();
  for (const Pool& pool : pools)
    for (std::size_t i = 0; i < pool.points; ++i, ++point)
      point->error = static_cast<double>(pool.different) / static_cast<double>(pool.answers);
}

std::size_t Calibration::answers() const {
  std::size_t all = 0;
  for (const Point& point : points_) all += point.answers;
  return all;
}

std::optional<double> Calibration::errors_at(double bits) const {
  if (points_.empty()) return std::nullopt;
  const auto above =
      std::upper_bound(points_.begin(), points_.end(), bits,
                       [](double wanted, const Point& point) { return wanted < point.bits; });
  return 10'000 * (above == points_.begin() ? above : std::prev(above))->error;
}

std::optional<Calibration::Errors> Calibration::errors_from(double bits) const {
  Errors errors;
  double sum = 0;
  for (const Point& point : points_) {
    if (point.bits < bits) continue;
    errors.answers += point.answers;
    sum += point.error * static_cast<double>(point.answers);
  }
  if (errors.answers == 0) return std::nullopt;
  const double share = sum / static_cast<double>(errors.answers);
  errors.expected = 10'000 * share;
  errors.at_most = 10'000 * upper_bound(share, errors.answers);
  return errors;
}

}  // namespace trellis::matching
