#include "hub/matching/engine/grouping.hpp"

#include <algorithm>
#include <cmath>

#include <boost/container/small_vector.hpp>

#include "hub/matching/engine/constants.hpp"
#include "hub/matching/engine/names.hpp"

namespace trellis::matching {
namespace {

// A pair with little to compare says little about the child.
double weight_of(const Score& score) {
  // A birth date alone tells nobody from the next child, for or against.
  const bool has_name = score.given != WordLevel::missing || score.family != WordLevel::missing;
  const bool has_number =
      std::any_of(score.identifiers.begin(), score.identifiers.end(),
                  [](IdentifierLevel level) { return level != IdentifierLevel::missing; });
  if (!has_name && !has_number && score.birth_bits >= 0 && score.sex_bits >= 0) return 0;
  double compared = std::fabs(score.given_bits) + std::fabs(score.family_bits) +
                    std::fabs(score.birth_bits) + std::fabs(score.household_bits);
  for (const double bits : score.identifier_bits) compared += std::fabs(bits);
  return compared / (compared + 16);
}

class Groups {
 public:
  Groups(const Ties& ties, const Model& model)
      : ties_(ties),
        model_(model),
        members_(ties.subjects()),
        means_(ties.subjects() * ties.subjects()) {
    for (std::uint32_t i = 0; i < members_.size(); ++i) members_[i] = {i};
  }

  void unite_locked() {
    for (std::uint32_t b = 0; b < ties_.subjects(); ++b) {
      for (std::uint32_t a = 0; a < b; ++a) {
        if (ties_.between(a, b).lock != Lock::must_link) continue;
        const std::uint32_t one = group_of(a), other = group_of(b);
        if (one != other && !are_locked_apart(one, other)) unite(one, other);
      }
    }
  }

  void join_best_first() {
    for (std::uint32_t a = 0; a < members_.size(); ++a) measure(a);
    while (const std::optional<Offer> best = best_offer()) {
      unite(best->a, best->b);
      measure(best->a);
    }
  }

  std::vector<std::uint32_t> firsts() const {
    std::vector<std::uint32_t> firsts(members_.size());
    for (const auto& group : members_)
      for (const std::uint32_t member : group)
        firsts[member] = *std::min_element(group.begin(), group.end());
    return firsts;
  }

 private:
  using Group = boost::container::small_vector<std::uint32_t, 6>;
  struct Offer {
    double bits = 0;
    std::uint32_t a = 0, b = 0;
  };

  std::uint32_t group_of(std::uint32_t subject) const {
    std::uint32_t group = 0;
    while (std::find(members_[group].begin(), members_[group].end(), subject) ==
           members_[group].end())
      ++group;
    return group;
  }

  bool are_locked_apart(std::uint32_t one, std::uint32_t other) const {
    for (const std::uint32_t a : members_[one])
      for (const std::uint32_t b : members_[other])
        if (ties_.between(a, b).lock == Lock::never_link) return true;
    return false;
  }

  // The lower place keeps the group, and its members stay in order.
  void unite(std::uint32_t one, std::uint32_t other) {
    const auto [kept, gone] = std::minmax(one, other);
    Group& all = members_[kept];
    all.insert(all.end(), members_[gone].begin(), members_[gone].end());
    std::sort(all.begin(), all.end());
    members_[gone].clear();
  }

  void measure(std::uint32_t group) {
    for (std::uint32_t other = 0; other < members_.size(); ++other) {
      if (other == group || members_[group].empty() || members_[other].empty()) continue;
      Mean mean;
      for (const std::uint32_t a : members_[std::min(group, other)])
        for (const std::uint32_t b : members_[std::max(group, other)])
          mean.add(ties_.between(a, b));
      if (!mean.has_twins() && have_other_names(group, other)) mean.tell_of_twins();
      mean_of(group, other) = mean_of(other, group) = mean;
    }
  }

  // Two of them look like twins by their given names, and none of them bears both.
  bool have_other_names(std::uint32_t one, std::uint32_t other) const {
    for (const std::uint32_t a : members_[one]) {
      for (const std::uint32_t b : members_[other]) {
        const Tie& tie = ties_.between(a, b);
        const auto bears_both = [&](std::uint32_t third) {
          return third != a && third != b && ties_.between(third, a).has_same_given &&
                 ties_.between(third, b).has_same_given;
        };
        const auto has_third = [&](const Group& group) {
          return std::any_of(group.begin(), group.end(), bears_both);
        };
        if (tie.twins == TwinSign::other_name && tie.lock != Lock::must_link &&
            !has_third(members_[one]) && !has_third(members_[other]))
          return true;
      }
    }
    return false;
  }

  Mean& mean_of(std::uint32_t a, std::uint32_t b) { return means_[a * members_.size() + b]; }
  const Mean& mean_of(std::uint32_t a, std::uint32_t b) const {
    return means_[a * members_.size() + b];
  }
  double bits(std::uint32_t a, std::uint32_t b) const { return mean_of(a, b).bits(model_.prior); }

  // Comes the rival near to `one` as who is not the other?
  bool contests(std::uint32_t rival, std::uint32_t one, std::uint32_t other, double near) const {
    const Mean& wanted = mean_of(one, rival);
    return !wanted.is_forbidden() && !wanted.has_twins() && bits(one, rival) > near &&
           bits(one, rival) >= model_.thresholds.ask && mean_of(other, rival).is_against(model_);
  }

  bool is_contested(const Offer& offer) const {
    const double near = offer.bits - model_.thresholds.gap;
    for (std::uint32_t rival = 0; rival < members_.size(); ++rival) {
      if (rival == offer.a || rival == offer.b || members_[rival].empty()) continue;
      if (contests(rival, offer.a, offer.b, near) || contests(rival, offer.b, offer.a, near))
        return true;
    }
    return false;
  }

  std::optional<Offer> best_offer() const {
    std::optional<Offer> best;
    for (std::uint32_t a = 0; a < members_.size(); ++a) {
      for (std::uint32_t b = a + 1; b < members_.size(); ++b) {
        if (members_[a].empty() || members_[b].empty() || !mean_of(a, b).is_enough(model_))
          continue;
        const Offer offer{bits(a, b), a, b};
        if ((!best || offer.bits > best->bits) && !is_contested(offer)) best = offer;
      }
    }
    return best;
  }

  const Ties& ties_;
  const Model& model_;
  std::vector<Group> members_;  // by the lowest of them
  std::vector<Mean> means_;     // by group, then group
};

}  // namespace

Tie tie_of(const Score& score, std::optional<Lock> lock) {
  const bool has_same_given = is_agreeing(score.given) || score.is_middle_used;
  return {std::clamp(score.bits, constants::least_pair, constants::most_pair),
          weight_of(score),
          score.is_forbidden,
          lock,
          twin_sign(score),
          has_same_given};
}

void Mean::add(const Tie& pair) {
  sum_ += pair.weight * pair.bits;
  weights_ += pair.weight;
  highest_ = std::max(highest_, pair.bits);
  has_twins_ = has_twins_ || (pair.twins == TwinSign::told_apart && pair.lock != Lock::must_link);
  is_forbidden_ = is_forbidden_ || pair.lock == Lock::never_link ||
                  (pair.is_forbidden && pair.lock != Lock::must_link);
}

bool Mean::is_against(const Model& model) const {
  return is_forbidden_ || has_twins_ || (weights_ > 0 && sum_ / weights_ < model.thresholds.ask);
}

bool Mean::is_enough(const Model& model) const {
  return !is_forbidden_ && !has_twins_ && highest_ >= model.thresholds.automatic &&
         bits(model.prior) >= model.thresholds.ask;
}

void Ties::set(std::size_t a, std::size_t b, const Tie& tie) {
  ties_[a * subjects_ + b] = ties_[b * subjects_ + a] = tie;
}

std::vector<std::uint32_t> group(const Ties& ties, const Model& model) {
  Groups groups(ties, model);
  groups.unite_locked();
  groups.join_best_first();
  return groups.firsts();
}

}  // namespace trellis::matching
