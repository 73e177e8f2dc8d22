#include "hub/linkage/linker.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <unordered_map>

#include "hub/linkage/parallel.hpp"

namespace trellis::linkage {
namespace {

// Small tables can afford to compare each record with many; large ones hold more chance likeness.
std::size_t largest_block(std::size_t records) {
  return std::clamp<std::size_t>(2'000'000 / std::max<std::size_t>(records, 1), 12, 100);
}

// Who is decided to be two people is two records, however equal.
EqualRows equal_rows_of(const Records& records, LinkSettings& settings) {
  if (!settings.lists.empty() || settings.keeps_equal_rows) return {};
  EqualRows equal(records);
  for (const Label& label : settings.labels)
    if (!label.is_same && equal.first_of(label.pair.a) == equal.first_of(label.pair.b))
      equal.part(label.pair.a);
  for (Label& label : settings.labels)
    label.pair = {equal.first_of(label.pair.a), equal.first_of(label.pair.b)};
  std::erase_if(settings.labels, [](const Label& label) { return label.pair.a == label.pair.b; });
  return equal;
}

bool share_a_given_name(const Name& one, const Name& other) {
  return std::any_of(one.given.begin(), one.given.end(), [&](std::uint32_t word) {
    return word != 0 &&
           std::find(other.given.begin(), other.given.end(), word) != other.given.end();
  });
}

}  // namespace

Linker::Linker(const Records& records, const comparison::NameLists& lists,
               const LinkSettings& settings)
    : records_(records),
      settings_(settings),
      equal_(equal_rows_of(records, settings_)),
      comparer_(records, lists, settings.threads),
      frequencies_(records, comparer_, equal_, settings.threads),
      candidates_(records, equal_, largest_block(records.count), settings.threads),
      mixture_(comparer_.features(), chance()),
      doubts_(records, comparer_.features()) {}

Linker::~Linker() = default;

// Levels of random pairs, of few records at a time, which stay in the nearest memory; equal ones by
// how often the values stand.
std::vector<std::array<double, most_levels>> Linker::chance() const {
  constexpr std::size_t samples = 1'000'000, together = 16;
  const auto& features = comparer_.features();
  std::vector<std::array<double, most_levels>> counts(features.size());
  std::uint64_t state = 20'260'117;
  const auto random = [&state](std::uint64_t below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>((state >> 33U) % below);
  };
  std::vector<std::uint32_t> people;  // each once
  for (std::uint32_t r = 0; r < records_.count; ++r)
    if (!equal_.is_repeated(r)) people.push_back(r);
  const std::uint64_t count = people.size();
  std::vector<Pair> pairs;
  for (std::size_t drawn = 0; drawn < samples && count > 1;
       drawn += together * (together - 1) / 2) {
    std::array<std::uint32_t, together> some;
    for (std::uint32_t& each : some) each = people[random(count)];
    for (std::size_t i = 0; i < together; ++i)
      for (std::size_t j = i + 1; j < together; ++j)
        if (some[i] != some[j]) pairs.push_back({some[i], some[j]});
  }
  for (const Pattern pattern : compare_all(pairs))
    for (std::size_t f = 0; f < features.size(); ++f) ++counts[f][level_in(pattern, f)];
  for (std::size_t f = 0; f < features.size(); ++f) {
    double seen = 0;
    for (std::size_t l = 1; l < features[f].levels; ++l) seen += counts[f][l] += 0.5;
    if (features[f].what == Feature::What::middle || features[f].what == Feature::What::sex)
      continue;
    counts[f][1] = std::max(frequencies_.equal_by_chance(f), 1e-9) * seen;
  }
  return counts;
}

std::array<float, most_features> Linker::rarity(std::uint32_t record, Pattern pattern) const {
  std::array<float, most_features> rarity{};
  for (std::size_t f = 0; f < comparer_.features().size(); ++f)
    if (level_in(pattern, f) == 1) rarity[f] = frequencies_.rarity(f, comparer_.value(f, record));
  return rarity;
}

Mixture::Verdict Linker::judge(std::uint32_t a, std::uint32_t b) const {
  const Pattern pattern = comparer_.compare(a, b);
  return judge(a, pattern, rarity(a, pattern));
}

Mixture::Verdict Linker::judge(std::uint32_t record, Pattern pattern,
                               const std::array<float, most_features>& rarity) const {
  return doubted(record, pattern, rarity, mixture_.judge(pattern, rarity));
}

Mixture::Verdict Linker::doubted(std::uint32_t record, Pattern pattern,
                                 const std::array<float, most_features>& rarity,
                                 Mixture::Verdict verdict) const {
  const float doubt = doubts_.of(record, pattern, verdict.bits).bits;
  if (doubt == 0) return verdict;
  return {verdict.bits - doubt, likeliest_if(verdict.bits - doubt, pattern, rarity)};
}

// Where so many bits speak for one person.
Class Linker::likeliest_if(float bits, Pattern pattern,
                           const std::array<float, most_features>& rarity) const {
  auto evidence = mixture_.evidence(pattern, rarity);
  evidence[0] -= mixture_.judge(pattern, rarity).bits - bits;
  const Class other = likeliest_but_same(evidence);
  return evidence[0] >= evidence[static_cast<std::size_t>(other)] ? Class::same : other;
}

Class Linker::likeliest(const Edge& edge) const {
  const Pattern pattern = comparer_.compare(edge.a, edge.b);
  return likeliest_if(edge.bits, pattern, rarity(edge.a, pattern));
}

std::string Linker::key_of(std::uint32_t a, std::uint32_t b) const {
  const std::uint32_t one = equal_.first_of(a), other = equal_.first_of(b);
  return one == other ? "equal rows" : candidates_.key_of(one, other);
}

std::vector<Pattern> Linker::compare_all(const std::vector<Pair>& pairs) const {
  std::vector<Pattern> patterns(pairs.size());
  for_each_range(settings_.threads, pairs.size(), [&](std::size_t from, std::size_t to) {
    std::vector<Pattern> own;
    comparer_.compare(std::span(pairs).subspan(from, to - from), own);
    std::copy(own.begin(), own.end(), patterns.begin() + static_cast<std::ptrdiff_t>(from));
  });
  return patterns;
}

Linker::Compared Linker::compare(std::size_t chunk) const {
  const std::size_t from = chunk * records_a_chunk,
                    to = std::min(from + records_a_chunk, records_.count);
  Compared compared{
      candidates_.pairs(static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)), {}};
  comparer_.compare(compared.pairs, compared.patterns);
  return compared;
}

// What the pairs of a chunk teach: rows that are equal teach as well, as far as a person may stand
// in a table by usual means.
void Linker::add_patterns(std::size_t chunk, std::vector<PatternCount>& all) const {
  const Compared& own = learned_[chunk];
  for (std::size_t i = 0; i < own.pairs.size(); ++i)
    all.push_back({own.patterns[i], equal_.weight_of(own.pairs[i].a, own.pairs[i].b)});
  if (equal_.repeated() == 0) return;
  const std::size_t from = chunk * records_a_chunk,
                    to = std::min(from + records_a_chunk, records_.count);
  for (auto r = static_cast<std::uint32_t>(from); r < to; ++r)
    if (const double weight = equal_.weight_of(r, r); weight > 0)
      all.push_back({comparer_.compare(r, r), weight});
}

// From a million pairs or so, of chunks all over the table: more teach nothing new.
void Linker::learn() {
  constexpr std::size_t enough = 1'000'000, together = 16;
  const std::size_t chunks = count_chunks();
  std::size_t stride = chunks * 5 / 13 + 1;  // visits every chunk, neighbours far apart
  while (std::gcd(stride, chunks) != 1) ++stride;
  learned_.assign(chunks, {});
  std::vector<PatternCount> all;
  std::size_t visited = 0;
  while (visited < chunks && all.size() < enough) {
    const std::size_t from = visited, to = std::min(visited + together, chunks);
    for_each_in_parallel(settings_.threads, to - from, [&](std::size_t i) {
      const std::size_t chunk = (from + i) * stride % chunks;
      learned_[chunk] = compare(chunk);
    });
    for (; visited < to; ++visited) add_patterns(visited * stride % chunks, all);
  }
  const double weight =
      static_cast<double>(chunks) / static_cast<double>(std::max<std::size_t>(visited, 1));
  std::sort(all.begin(), all.end(), [](const PatternCount& one, const PatternCount& other) {
    return one.pattern < other.pattern;
  });
  std::vector<PatternCount> patterns;
  for (const auto& [pattern, count] : all) {
    if (patterns.empty() || patterns.back().pattern != pattern) patterns.push_back({pattern, 0});
    patterns.back().count += weight * count;
  }
  const double records = static_cast<double>(records_.count - equal_.repeated());
  std::vector<Pattern> known;
  for (const Label& label : settings_.labels)
    if (label.is_same) known.push_back(comparer_.compare(label.pair.a, label.pair.b));
  mixture_.learn(patterns, known, records * (records - 1) / 2, settings_.threads);
}

bool Linker::look_like_twins(std::uint32_t a, std::uint32_t b, Pattern pattern) const {
  return mixture_.may_share_a_third(
      pattern, share_a_given_name(records_.people[a].name, records_.people[b].name));
}

std::vector<Edge> Linker::weigh(const Compared& compared) const {
  std::vector<Edge> edges;
  const std::size_t features = comparer_.features().size();
  std::array<float, most_features> all{}, shared{};  // what each of a's values adds if it is shared
  for (std::size_t i = 0; i < compared.pairs.size(); ++i) {
    const auto [a, b] = compared.pairs[i];
    if (i == 0 || a != compared.pairs[i - 1].a)
      for (std::size_t f = 0; f < features; ++f)
        all[f] = frequencies_.rarity(f, comparer_.value(f, a));
    const Pattern pattern = compared.patterns[i];
    for (std::size_t f = 0; f < features; ++f) shared[f] = level_in(pattern, f) == 1 ? all[f] : 0;
    const auto verdict = mixture_.judge_above(settings_.keep_above, pattern, shared);
    if (!verdict) continue;
    const auto [bits, likeliest] = doubted(a, pattern, shared, *verdict);
    const bool is_someone_else =
        bits <= 0 && likeliest != Class::same && likeliest != Class::stranger;
    const bool are_twins = bits <= settings_.clusters.join_at && look_like_twins(a, b, pattern);
    if (bits > settings_.keep_above || is_someone_else || are_twins)
      edges.push_back({a, b, bits, is_someone_else, false, are_twins});
  }
  return edges;
}

// Pairs that were chosen by their answer would teach that the answer is frequent.
void Linker::learn_from_labels() {
  std::vector<Judged> judged;
  for (const auto& [pair, is_same, was_asked] : settings_.labels)
    if (was_asked)
      judged.push_back({comparer_.compare(pair.a, pair.b), judge(pair.a, pair.b).bits, is_same});
  if (!judged.empty()) mixture_.teach(learn_lesson(judged, comparer_.features().size()));
}

void Linker::obey_labels(std::vector<Edge>& edges) const {
  if (settings_.labels.empty()) return;
  const auto pair_of = [](const Edge& edge) { return std::pair(edge.a, edge.b); };
  const auto is_before = [&](const Edge& one, const Edge& other) {
    return pair_of(one) < pair_of(other);
  };
  std::vector<Edge> decided;
  for (const auto& [pair, is_same, was_asked] : settings_.labels) {
    constexpr float beyond_doubt = 30;
    decided.push_back({std::min(pair.a, pair.b), std::max(pair.a, pair.b),
                       is_same ? beyond_doubt : -beyond_doubt, !is_same, true});
  }
  std::sort(decided.begin(), decided.end(), is_before);
  std::erase_if(edges, [&](const Edge& edge) {
    return std::binary_search(decided.begin(), decided.end(), edge, is_before);
  });
  const auto middle = static_cast<std::ptrdiff_t>(edges.size());
  edges.insert(edges.end(), decided.begin(), decided.end());
  std::inplace_merge(edges.begin(), edges.begin() + middle, edges.end(), is_before);
}

Constraints Linker::constraints() const {
  Constraints constraints{settings_.lists, std::vector<std::uint32_t>(records_.count)};
  for_each_range(settings_.threads, records_.count, [&](std::size_t from, std::size_t to) {
    for (std::size_t r = from; r < to; ++r)
      constraints.numbers[r] = comparer_.valid_number(static_cast<std::uint32_t>(r));
  });
  return constraints;
}

// The first stands for all of them: the others are with it, whatever became of it.
void Linker::add_equal_rows(Linked& linked) const {
  if (equal_.repeated() == 0) return;
  for (std::uint32_t r = 0; r < records_.count; ++r) {
    const std::uint32_t first = equal_.first_of(r);
    if (first == r) continue;
    linked.clusters[r] = linked.clusters[first];
    linked.edges.push_back({first, r, judge(first, r).bits, false, false});
  }
  std::sort(linked.edges.begin(), linked.edges.end(), [](const Edge& one, const Edge& other) {
    return std::pair(one.a, one.b) < std::pair(other.a, other.b);
  });
}

// Who is like both of two who look like twins is as likely the one as the other, or a third.
void Linker::keep_twins_apart(std::vector<Edge>& edges) const {
  constexpr float clearly = 5, one_of_three = -1;  // bits
  std::unordered_map<std::uint32_t, std::vector<Edge*>> of;
  for (const Edge& edge : edges)
    if (edge.are_twins) of[edge.a], of[edge.b];
  for (Edge& edge : edges)
    for (const std::uint32_t end : {edge.a, edge.b})
      if (const auto found = of.find(end);
          found != of.end() && edge.bits > settings_.clusters.join_at && !edge.is_decided)
        found->second.push_back(&edge);
  const auto third = [](const Edge& edge, std::uint32_t end) {
    return edge.a == end ? edge.b : edge.a;
  };
  std::vector<Edge*> doubtful;
  for (const Edge& twins : edges) {
    if (!twins.are_twins) continue;
    for (Edge* one : of[twins.a]) {
      for (Edge* other : of[twins.b]) {
        if (third(*one, twins.a) != third(*other, twins.b)) continue;
        if (one->bits - other->bits < clearly) doubtful.push_back(one);
        if (other->bits - one->bits < clearly) doubtful.push_back(other);
      }
    }
  }
  for (Edge* each : doubtful) each->bits = std::min(each->bits, one_of_three);
}

Linked Linker::run() {
  learn();
  learn_from_labels();
  Linked linked;
  std::vector<std::vector<Edge>> edges(count_chunks());
  std::atomic<std::uint64_t> compared{0};
  for_each_in_parallel(settings_.threads, edges.size(), [&](std::size_t chunk) {
    const Compared own =
        learned_[chunk].pairs.empty() ? compare(chunk) : std::move(learned_[chunk]);
    compared += own.pairs.size();
    edges[chunk] = weigh(own);
  });
  learned_.clear();
  linked.compared = compared;
  for (auto& own : edges) {
    linked.edges.insert(linked.edges.end(), own.begin(), own.end());
    own = {};
  }
  obey_labels(linked.edges);
  keep_twins_apart(linked.edges);
  linked.clusters = cluster(static_cast<std::uint32_t>(records_.count), linked.edges,
                            settings_.clusters, constraints(), settings_.threads);
  add_equal_rows(linked);
  return linked;
}

}  // namespace trellis::linkage
