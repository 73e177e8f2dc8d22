#include "hub/linkage/equal_rows.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "hub/comparison/shared_days.hpp"
#include "hub/linkage/key_parts.hpp"

namespace trellis::linkage {
namespace {

bool says_who_it_is(const Records& records, const Person& person) {
  if (!records.has_given || !records.has_birth) return false;
  const std::uint32_t given = person.name.given[0];
  if (given == 0 || records.names.text(given).size() < 2) return false;
  if (records.has_family && person.name.family[0] == 0) return false;
  const auto [year, month, day] =
      std::tuple(year_of(person.birth), month_of(person.birth), day_of(person.birth));
  return day != 0 && !comparison::may_stand_for_unknown(year, month, day);
}

auto told_by(const Person& person) {
  const Name& name = person.name;
  return std::tie(name.given, name.family, name.others, name.given_words, person.birth, person.sex);
}

std::uint64_t hash_of(const Records& records, std::uint32_t record) {
  const Person& person = records.people[record];
  std::uint64_t hash = mix(person.birth, person.sex);
  for (const std::uint32_t word : person.name.given) hash = mix(hash, word);
  for (const std::uint32_t word : person.name.family) hash = mix(hash, word);
  const std::uint32_t* const codes = records.codes_of(record);
  for (std::size_t i = 0; i < records.texts.size(); ++i) hash = mix(hash, codes[i]);
  return hash;
}

bool are_equal(const Records& records, std::uint32_t a, std::uint32_t b) {
  const std::uint32_t *const one = records.codes_of(a), *const other = records.codes_of(b);
  return told_by(records.people[a]) == told_by(records.people[b]) &&
         std::equal(one, one + records.texts.size(), other);
}

}  // namespace

EqualRows::EqualRows(const Records& records) {
  std::vector<std::uint32_t> first(records.count);
  std::iota(first.begin(), first.end(), 0U);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> hashes;
  for (std::uint32_t r = 0; r < records.count; ++r)
    if (says_who_it_is(records, records.people[r])) hashes.emplace_back(hash_of(records, r), r);
  std::sort(hashes.begin(), hashes.end());
  for (std::size_t i = 1; i < hashes.size(); ++i) {
    const auto [hash, record] = hashes[i];
    const std::uint32_t before = first[hashes[i - 1].second];
    if (hash != hashes[i - 1].first || !are_equal(records, before, record)) continue;
    first[record] = before;
    ++repeated_;
  }
  if (repeated_ == 0) return;
  first_ = std::move(first);
  ordinal_.resize(records.count);
  count_.resize(records.count);
  for (std::uint32_t r = 0; r < records.count; ++r) ordinal_[r] = count_[first_[r]]++;
}

void EqualRows::part(std::uint32_t record) {
  if (first_.empty()) return;
  const std::uint32_t first = first_[record];
  for (std::uint32_t r = 0; r < first_.size(); ++r) {
    if (first_[r] != first) continue;
    repeated_ -= r == first ? 0 : 1;
    first_[r] = r;
    ordinal_[r] = 0;
    count_[r] = 1;
  }
}

double EqualRows::pairs_for(const Edge& edge) const {
  if (first_.empty()) return 1;
  if (first_[edge.a] == first_[edge.b]) return ordinal_[edge.b];
  return static_cast<double>(count_[edge.a]) * count_[edge.b];
}

double EqualRows::weight_of(std::uint32_t a, std::uint32_t b) const {
  if (first_.empty()) return a == b ? 0 : 1;
  constexpr std::uint32_t most = 8;
  const double one = std::min(count_[a], most), other = std::min(count_[b], most);
  return a == b ? one * (one - 1) / 2 : one * other;
}

}  // namespace trellis::linkage
