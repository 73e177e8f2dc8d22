#include "hub/linkage/explanation.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace trellis::linkage {
namespace {

using Rarity = std::array<float, most_features>;

Pattern with_level(Pattern pattern, std::size_t feature, unsigned level) {
  const unsigned place = static_cast<unsigned>(4 * feature);
  return (pattern & ~(Pattern{15} << place)) | Pattern{level} << place;
}

// Given and family name are swapped together: not a level that one field has by itself.
bool is_swapped(const Feature& feature, unsigned level) {
  const bool is_name =
      feature.what == Feature::What::given || feature.what == Feature::What::family;
  return is_name && level == static_cast<unsigned>(NameLevel::swapped);
}

// Were the two values equal: by the one that is known, or the more frequent of two.
float rarity_if_equal(const Linker& linker, std::size_t feature, std::uint32_t a, std::uint32_t b) {
  const std::uint32_t left = linker.comparer().value(feature, a),
                      right = linker.comparer().value(feature, b);
  const float of_left = linker.frequencies().rarity(feature, left),
              of_right = linker.frequencies().rarity(feature, right);
  if (left == 0 || right == 0) return left == 0 ? of_right : of_left;
  return std::max(of_left, of_right);
}

class PairExplainer {
 public:
  PairExplainer(const Linker& linker, const Linked& linked, Explanation& explanation)
      : linker_(linker),
        linked_(linked),
        explanation_(explanation),
        a_(std::min(explanation.a, explanation.b)),
        b_(std::max(explanation.a, explanation.b)),
        pattern_(linker.comparer().compare(a_, b_)),
        rarity_(linker.rarity(a_, pattern_)) {}

  void explain() {
    undoubted_ = linker_.mixture().judge(pattern_, rarity_).bits;
    judged_ = linker_.judge(a_, pattern_, rarity_).bits;
    explanation_.bits = of_edge().value_or(judged_);
    weigh_classes();
    add_contributions();
    for (std::size_t f = 0; f < features().size(); ++f) add_change(f);
    std::stable_sort(explanation_.changes.begin(), explanation_.changes.end(),
                     [this](const Change& left, const Change& right) {
                       return std::abs(left.bits - explanation_.bits) <
                              std::abs(right.bits - explanation_.bits);
                     });
    add_rival(explanation_.a, explanation_.b);
    add_rival(explanation_.b, explanation_.a);
    explanation_.key = linker_.key_of(a_, b_);
    explanation_.is_one_cluster = linked_.clusters[a_] == linked_.clusters[b_];
    explanation_.cause = cause();
  }

 private:
  const std::vector<Feature>& features() const { return linker_.comparer().features(); }

  void weigh_classes() {
    auto evidence = linker_.mixture().evidence(pattern_, rarity_);
    evidence[0] -= undoubted_ - static_cast<float>(explanation_.bits);
    auto* const end = evidence.begin() + classes;
    const float highest = *std::max_element(evidence.begin(), end);
    double sum = 0;
    for (std::size_t c = 0; c < classes; ++c)
      sum += explanation_.probabilities[c] = std::exp2(evidence[c] - highest);
    for (double& share : explanation_.probabilities) share /= sum;
    explanation_.against = likeliest_but_same(evidence);
    const auto* const most = std::max_element(evidence.begin(), end);
    explanation_.likeliest = static_cast<Class>(most - evidence.begin());
  }

  // What was left of the bits where a third is as near: what is decided is told elsewhere.
  std::optional<float> of_edge() const {
    const auto edge = std::find_if(linked_.edges.begin(), linked_.edges.end(), [&](const Edge& e) {
      return e.a == a_ && e.b == b_ && !e.is_decided && e.bits < judged_;
    });
    return edge == linked_.edges.end() ? std::nullopt : std::optional(edge->bits);
  }

  void add_doubt(std::string why, double bits, double& sum) {
    if (bits == 0) return;
    explanation_.contributions.push_back({"doubt", std::move(why), -bits, 0});
    sum -= bits;
  }

  void add_contributions() {
    const Mixture& model = linker_.mixture();
    const Class against = explanation_.against;
    explanation_.prior = model.share_bits(Class::same) - model.share_bits(against);
    explanation_.damage = model.shared_damage(against) - model.shared_damage(Class::same);
    double sum = explanation_.prior + explanation_.damage;
    for (std::size_t f = 0; f < features().size(); ++f) {
      const unsigned level = level_in(pattern_, f);
      if (level == 0) continue;
      Contribution& field = explanation_.contributions.emplace_back();
      field.field = features()[f].name;
      field.level = linker_.comparer().level_name(f, level);
      if (model.agrees_by_chance(against, f)) field.rarity = -rarity_[f];
      field.bits = model.level_bits(Class::same, f, level) - model.level_bits(against, f, level) +
                   field.rarity;
      sum += field.bits;
    }
    if (const float doubt = model.twin_doubt(pattern_); doubt > 0) {
      explanation_.contributions.push_back(
          {"twins", "born together, and something tells them apart", -doubt, 0});
      sum -= doubt;
    }
    const auto doubt = linker_.doubts().of(a_, pattern_, undoubted_);
    add_doubt(std::string(doubt.why), undoubted_ - judged_, sum);
    add_doubt("another who looks like a twin is as near", judged_ - explanation_.bits, sum);
    for (const Interaction& each : model.interactions()) {
      const double bits = model.interaction_bits(Class::same, each, pattern_) -
                          model.interaction_bits(against, each, pattern_);
      if (bits == 0) continue;
      explanation_.contributions.push_back(together(each, bits));
      sum += bits;
    }
    explanation_.others = explanation_.bits - sum;
  }

  Contribution together(const Interaction& interaction, double bits) const {
    const auto [first, second] = std::pair(interaction.first, interaction.second);
    const auto level = [&](std::size_t feature) {
      return std::string(linker_.comparer().level_name(feature, level_in(pattern_, feature)));
    };
    return {features()[first].name + " and " + features()[second].name,
            level(first) + " and " + level(second), bits, 0};
  }

  bool is_over(double bits) const { return bits > explanation_.threshold; }

  void add_change(std::size_t feature) {
    const unsigned now = level_in(pattern_, feature);
    if (is_swapped(features()[feature], now)) return;
    std::optional<Change> smallest;
    for (unsigned level = 0; level < features()[feature].levels; ++level) {
      if (level == now || is_swapped(features()[feature], level)) continue;
      Rarity rarity = rarity_;
      rarity[feature] = level == 1 ? rarity_if_equal(linker_, feature, a_, b_) : 0;
      const auto verdict = linker_.judge(a_, with_level(pattern_, feature, level), rarity);
      if (is_over(verdict.bits) == is_over(explanation_.bits)) continue;
      if (smallest && std::abs(smallest->bits - explanation_.bits) <=
                          std::abs(verdict.bits - explanation_.bits))
        continue;
      const Comparer& comparer = linker_.comparer();
      smallest =
          Change{features()[feature].name, std::string(comparer.level_name(feature, level)),
                 std::string(comparer.level_name(feature, now)), verdict.bits, verdict.likeliest};
    }
    if (smallest) explanation_.changes.push_back(std::move(*smallest));
  }

  std::optional<Cause> cause() const {
    const bool is_one = explanation_.is_one_cluster;
    if (const auto decided = decided_pair(is_one)) return decided;
    if (is_one == is_over(explanation_.bits)) return std::nullopt;
    const Cause others{Cause::What::other_records, explanation_.a, explanation_.b};
    return is_one ? others : constraint().value_or(others);
  }

  // What a person said of records of the two clusters, or of the two where they are in one.
  std::optional<Cause> decided_pair(bool is_one) const {
    for (const Edge& edge : linked_.edges) {
      if (!edge.is_decided || edge.is_someone_else == is_one) continue;
      const std::pair clusters(linked_.clusters[edge.a], linked_.clusters[edge.b]);
      const std::pair own(linked_.clusters[a_], linked_.clusters[b_]);
      const bool is_between = clusters == own || clusters == std::pair(own.second, own.first);
      if (is_one ? std::pair(edge.a, edge.b) == std::pair(a_, b_) : is_between)
        return Cause{Cause::What::a_person, edge.a, edge.b};
    }
    return std::nullopt;
  }

  std::optional<Cause> constraint() const {
    const auto members = [this](std::uint32_t of) {
      std::vector<std::uint32_t> records;
      for (std::uint32_t r = 0; r < linked_.clusters.size(); ++r)
        if (linked_.clusters[r] == linked_.clusters[of]) records.push_back(r);
      return records;
    };
    const Constraints constraints = linker_.constraints();
    const std::vector<std::uint32_t> of_b = members(b_);
    const auto are_twins = [this](std::uint32_t left, std::uint32_t right) {
      const Pattern pattern = linker_.comparer().compare(left, right);
      return linker_.look_like_twins(left, right, pattern) &&
             !is_over(linker_.judge(left, pattern, linker_.rarity(left, pattern)).bits);
    };
    for (const std::uint32_t left : members(a_)) {
      for (const std::uint32_t right : of_b) {
        if (constraints.have_two_numbers(left, right))
          return Cause{Cause::What::two_numbers, left, right};
        if (constraints.are_of_one_list(left, right))
          return Cause{Cause::What::one_list, left, right};
        if (are_twins(std::min(left, right), std::max(left, right)))
          return Cause{Cause::What::twins, left, right};
      }
    }
    return std::nullopt;
  }

  void add_rival(std::uint32_t record, std::uint32_t beside) {
    const Edge* best = nullptr;
    for (const Edge& edge : linked_.edges) {
      if (edge.a != record && edge.b != record) continue;
      const std::uint32_t other = edge.a == record ? edge.b : edge.a;
      if (other == beside || linked_.clusters[other] == linked_.clusters[beside]) continue;
      if (best == nullptr || edge.bits > best->bits) best = &edge;
    }
    if (best != nullptr)
      explanation_.rivals.push_back({record, best->a == record ? best->b : best->a, best->bits,
                                     explanation_.bits - best->bits});
  }

  const Linker& linker_;
  const Linked& linked_;
  Explanation& explanation_;
  std::uint32_t a_, b_;
  Pattern pattern_;
  Rarity rarity_;
  float undoubted_ = 0, judged_ = 0;  // bits, without doubts and with those about the two alone
};

void keep(std::optional<Edge>& place, const Edge& edge, bool is_better) {
  if (!place || is_better) place = edge;
}

}  // namespace

Explanation explain(const Linker& linker, const Linked& linked, std::uint32_t a, std::uint32_t b,
                    double threshold) {
  Explanation explanation;
  explanation.a = a;
  explanation.b = b;
  explanation.threshold = threshold;
  PairExplainer(linker, linked, explanation).explain();
  return explanation;
}

ClusterExplanation explain_cluster(const Linked& linked, std::uint32_t record) {
  ClusterExplanation explanation;
  explanation.number = linked.clusters[record];
  const auto is_member = [&](std::uint32_t r) { return linked.clusters[r] == explanation.number; };
  for (std::uint32_t r = 0; r < linked.clusters.size(); ++r)
    if (is_member(r)) explanation.members.push_back({r, 0, 0});
  const auto add = [&](std::uint32_t of, float bits) {
    const auto member = std::lower_bound(
        explanation.members.begin(), explanation.members.end(), of,
        [](const ClusterExplanation::Member& left, std::uint32_t r) { return left.record < r; });
    ++member->pairs;
    member->mean += bits;
  };
  const std::size_t size = explanation.members.size();
  explanation.unscored = size * (size - 1) / 2;
  for (const Edge& edge : linked.edges) {
    if (is_member(edge.a) && is_member(edge.b)) {
      --explanation.unscored;
      add(edge.a, edge.bits);
      add(edge.b, edge.bits);
      keep(explanation.weakest, edge, explanation.weakest && edge.bits < explanation.weakest->bits);
      keep(explanation.strongest, edge,
           explanation.strongest && edge.bits > explanation.strongest->bits);
    } else if (is_member(edge.a) || is_member(edge.b)) {
      keep(explanation.nearest_outside, edge,
           explanation.nearest_outside && edge.bits > explanation.nearest_outside->bits);
    }
  }
  for (auto& member : explanation.members)
    if (member.pairs > 0) member.mean /= static_cast<double>(member.pairs);
  return explanation;
}

}  // namespace trellis::linkage
