#include "hub/linkage/recall.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "hub/linkage/key_parts.hpp"
#include "hub/linkage/parallel.hpp"
#include "hub/linkage/truth.hpp"

namespace trellis::linkage {
namespace {

constexpr float least_bits = -6.6F;  // one in a hundred: what is less likely adds noise alone
constexpr std::size_t enough_pairs = 200'000;

// Rows of numbers, one after the other.
struct Lists {
  std::vector<std::size_t> ends{0};
  std::vector<std::uint32_t> items;

  std::span<const std::uint32_t> of(std::size_t row) const {
    return std::span(items).subspan(ends[row], ends[row + 1] - ends[row]);
  }
};

// `items` by their row, in the order in which they stand.
template <typename ForEach>
Lists lists(std::size_t rows, ForEach&& for_each) {
  Lists lists;
  lists.ends.assign(rows + 1, 0);
  for_each([&](std::size_t row, std::uint32_t) { ++lists.ends[row + 1]; });
  for (std::size_t row = 0; row < rows; ++row) lists.ends[row + 1] += lists.ends[row];
  lists.items.resize(lists.ends.back());
  std::vector<std::size_t> next(lists.ends.begin(), lists.ends.end() - 1);
  for_each([&](std::size_t row, std::uint32_t item) { lists.items[next[row]++] = item; });
  return lists;
}

// The pairs of a run that may be one person, and the ways that find them.
class Pairs {
 public:
  Pairs(const Linker& linker, const Linked& linked, std::size_t threads)
      : linker_(linker), linked_(linked) {
    const std::vector<std::uint32_t>& clusters = linked.clusters;
    const std::vector<Says> says = told_by_edges(threads);
    const auto for_each = [&](Says wanted, auto&& act) {
      for (std::uint32_t e = 0; e < says.size(); ++e)
        if (says[e] == wanted) act(e, linked.edges[e]);
    };
    constexpr std::size_t kinds = 3;
    for_each_in_parallel(threads, kinds, [&](std::size_t kind) {
      // Edges come in the order of their records: so do neighbours, those before a record first.
      if (kind == 0)
        neighbours_ = lists(clusters.size(), [&](auto&& put) {
          for_each(Says::one_person, [&](std::uint32_t, const Edge& edge) { put(edge.b, edge.a); });
          for_each(Says::one_person, [&](std::uint32_t, const Edge& edge) { put(edge.a, edge.b); });
        });
      if (kind == 1)
        members_ = lists(clusters.size(), [&](auto&& put) {
          for (std::uint32_t r = 0; r < clusters.size(); ++r)
            if (!linker.equal_rows().is_repeated(r)) put(clusters[r], r);
        });
      if (kind == 2)
        doubtful_ = lists(clusters.size(), [&](auto&& put) {
          for_each(Says::perhaps, [&](std::uint32_t e, const Edge& edge) { put(edge.a, e); });
        });
    });
    group_keys();
  }

  std::size_t count() const {
    std::size_t pairs = doubtful_.items.size();
    for (std::size_t c = 0; c + 1 < members_.ends.size(); ++c)
      pairs += members_.of(c).size() * std::max<std::size_t>(members_.of(c).size(), 1) / 2;
    return pairs;
  }

  const std::vector<KeyRecall::Family>& families() const { return families_; }

  // Appends those of a record with the records after it.
  void find(std::uint32_t record, std::vector<Finding>& findings) const {
    const auto mates = members_.of(linked_.clusters[record]);
    for (auto mate = std::upper_bound(mates.begin(), mates.end(), record); mate != mates.end();
         ++mate) {
      std::uint64_t ways = families_of(record, *mate);
      if (ways == 0 || have_third(record, *mate)) ways |= third_record;
      findings.push_back({ways, 1});
    }
    for (const std::uint32_t edge : doubtful_.of(record)) {
      const auto& [a, b, bits, is_someone_else, is_decided, are_twins] = linked_.edges[edge];
      const std::uint64_t ways = families_of(a, b);
      if (ways != 0) findings.push_back({ways, probability(bits)});
    }
  }

 private:
  // What an edge says of its pair: that it is one person, in one cluster; that it may be, in two.
  enum class Says : std::uint8_t { nothing, one_person, perhaps };

  std::vector<Says> told_by_edges(std::size_t threads) const {
    std::vector<Says> says(linked_.edges.size());
    for_each_range(threads, says.size(), [&](std::size_t from, std::size_t to) {
      for (std::size_t e = from; e < to; ++e) {
        const Edge& edge = linked_.edges[e];
        if (edge.bits < least_bits || linker_.equal_rows().is_repeated(edge.b)) continue;
        const bool is_one_cluster = linked_.clusters[edge.a] == linked_.clusters[edge.b];
        if (!is_one_cluster) says[e] = Says::perhaps;
        if (is_one_cluster && edge.bits > 0) says[e] = Says::one_person;
      }
    });
    return says;
  }

  bool have_third(std::uint32_t a, std::uint32_t b) const {
    const auto one = neighbours_.of(a), other = neighbours_.of(b);
    for (auto i = one.begin(), j = other.begin(); i != one.end() && j != other.end();) {
      if (*i == *j) return true;
      if (*i < *j)
        ++i;
      else
        ++j;
    }
    return false;
  }

  std::uint64_t families_of(std::uint32_t a, std::uint32_t b) const {
    thread_local std::vector<std::size_t> keys;
    keys.clear();
    linker_.candidates().keys_of(a, b, keys);
    std::uint64_t ways = 0;
    for (const std::size_t key : keys) ways |= way_of_key_[key];
    return ways;
  }

  void group_keys() {
    static_assert(count_of_ingredients <= 6);  // so that each family has a bit
    std::array<std::size_t, std::size_t{1} << count_of_ingredients> places{};
    for (const Candidates::Key& key : linker_.candidates().keys()) {
      std::size_t& place = places[key.of];
      if (place == 0) {
        families_.push_back({to_string(key.of)});
        place = families_.size();
      }
      ++families_[place - 1].keys;
      way_of_key_.push_back(std::uint64_t{1} << place);
    }
  }

  const Linker& linker_;
  const Linked& linked_;
  Lists members_;     // by cluster
  Lists neighbours_;  // by record: those of one cluster that speak for it
  Lists doubtful_;    // by record: edges to other clusters
  std::vector<KeyRecall::Family> families_;
  std::vector<std::uint64_t> way_of_key_;
};

}  // namespace

Unseen estimate_unseen(double by_one, double by_two, std::size_t ways) {
  const double share = ways < 2 ? 0 : 1 - 1 / static_cast<double>(ways), next = by_two + 1;
  const auto lost = [&](double once) { return share * once * std::max(once - 1, 0.0) / 2 / next; };
  // None of n is no more than three of n (Hanley and Lippman-Hand, 1983).
  const Unseen none{0, 0, lost(3)};
  const double likely = lost(by_one);
  if (likely == 0) return none;
  const double variance = likely + std::pow(share * (2 * by_one - 1) / next / 2, 2) * by_one +
                          std::pow(share * by_one * (by_one - 1) / next / next / 2, 2) * by_two;
  const double spread = std::exp(1.96 * std::sqrt(std::log1p(variance / (likely * likely))));
  return {likely, likely / spread, std::max(likely * spread, none.high)};
}

KeyRecall estimate_recall(std::span<const Finding> findings,
                          std::vector<KeyRecall::Family> families) {
  KeyRecall recall;
  std::array<double, 3> by_ways{};
  for (const auto& [ways, weight] : findings) {
    const auto count = static_cast<std::size_t>(std::popcount(ways));
    if (count < by_ways.size()) by_ways[count] += weight;
    (ways == third_record ? recall.through_a_third : recall.found) += weight;
    const std::uint64_t of_keys = ways & ~third_record;
    for (std::size_t f = 0; f < families.size(); ++f) {
      const std::uint64_t way = std::uint64_t{2} << f;
      if ((ways & way) != 0) families[f].found += weight;
      if (of_keys == way) families[f].alone += weight;
    }
  }
  const Unseen unseen = estimate_unseen(by_ways[1], by_ways[2], families.size() + 1);
  const auto share = [&](double more) {
    const double all = recall.found + recall.through_a_third + more;
    return all > 0 ? recall.found / all : 1;
  };
  recall.likely = share(unseen.likely);
  recall.low = share(unseen.high);
  recall.high = share(unseen.low);
  recall.unseen = unseen.likely;
  recall.families = std::move(families);
  return recall;
}

KeyRecall estimate_recall(const Linker& linker, const Linked& linked, std::size_t threads) {
  const Pairs pairs(linker, linked, threads);
  const auto one_in = static_cast<std::uint32_t>(pairs.count() / enough_pairs + 1);
  constexpr std::uint64_t seed = 20'260'119;
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t r = 0; r < linked.clusters.size(); ++r)
    if (mix(seed, r) % one_in == 0 && !linker.equal_rows().is_repeated(r)) chosen.push_back(r);
  constexpr std::size_t records_a_chunk = 1024;
  std::vector<std::vector<Finding>> found((chosen.size() + records_a_chunk - 1) / records_a_chunk);
  for_each_in_parallel(threads, found.size(), [&](std::size_t chunk) {
    const std::size_t to = std::min(chosen.size(), (chunk + 1) * records_a_chunk);
    for (std::size_t i = chunk * records_a_chunk; i < to; ++i) pairs.find(chosen[i], found[chunk]);
  });
  std::vector<Finding> findings;
  for (const auto& own : found) findings.insert(findings.end(), own.begin(), own.end());
  KeyRecall recall = estimate_recall(findings, pairs.families());
  recall.one_record_in = one_in;
  for (double* count : {&recall.found, &recall.through_a_third, &recall.unseen}) *count *= one_in;
  for (KeyRecall::Family& family : recall.families) {
    family.found *= one_in;
    family.alone *= one_in;
  }
  return recall;
}

}  // namespace trellis::linkage
