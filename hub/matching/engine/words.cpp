#include "hub/matching/engine/words.hpp"

#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/comparison/family_names.hpp"
#include "hub/matching/engine/constants.hpp"

namespace trellis::matching {
namespace {

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 33U;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33U;
  return value;
}

std::string without_spaces(std::string_view text) {
  std::string joined(text);
  joined.erase(std::remove(joined.begin(), joined.end(), ' '), joined.end());
  return joined;
}

}  // namespace

WordLevel compare_words(const Word& a, const Word& b, Role role) {
  if (a.text == b.text) return WordLevel::same;
  const auto spelling = comparison::compare_spelling(a, b, role == Role::given);
  if (spelling.is_initial) return spelling.begins_alike ? WordLevel::initial : WordLevel::different;
  if (spelling.is_one_form) return WordLevel::nickname;
  if (spelling.is_one_edit)
    return spelling.shorter >= 4 && spelling.begins_alike ? WordLevel::one_edit
                                                          : WordLevel::similar;
  if (spelling.sounds_alike) return WordLevel::sounds_alike;
  if (spelling.likeness >= 0.92 && spelling.shorter >= 4) return WordLevel::very_similar;
  return spelling.likeness >= 0.88 ? WordLevel::similar : WordLevel::different;
}

// Two lists of words, one after the other.
class Words::PartList {
 public:
  PartList(const Words& words, WordNumber own, WordNumber more = 0) {
    add(words, own);
    own_ = count_;
    if (more != 0) add(words, more);
  }
  comparison::NameParts parts() const { return {{parts_.data(), count_}, own_}; }

 private:
  void add(const Words& words, WordNumber word) {
    const std::vector<WordNumber>& several = words.entry(word).parts;
    if (several.empty() && count_ < parts_.size()) parts_[count_++] = word;
    for (const WordNumber part : several)
      if (count_ < parts_.size()) parts_[count_++] = part;
  }

  std::array<WordNumber, comparison::most_parts> parts_{};
  std::size_t count_ = 0, own_ = 0;
};

// What the comparison of names asks of their parts.
class Words::Parts {
 public:
  using Level = WordLevel;
  static constexpr WordLevel same = WordLevel::same, different = WordLevel::different;

  Parts(const Words& words, Role role) : words_(words), role_(role) {}
  WordLevel compare(WordNumber a, WordNumber b) const { return words_.compare(a, b, role_); }
  bool is_near(WordNumber a, WordNumber b) const {
    const WordLevel level = compare(a, b);
    return level > WordLevel::same && level <= WordLevel::sounds_alike;
  }
  bool is_initial(WordNumber a, WordNumber b) const {
    const std::string &one = words_.at(a).text, &other = words_.at(b).text;
    return std::min(one.size(), other.size()) == 1 && one[0] == other[0];
  }
  bool is_joined(WordNumber a, WordNumber b, WordNumber both) const {
    const std::string &one = words_.at(a).text, &other = words_.at(b).text,
                      &whole = words_.at(both).text;
    return one.size() + other.size() == whole.size() && whole.starts_with(one) &&
           whole.ends_with(other);
  }
  bool is_beginning(WordNumber a, WordNumber b) const {
    const std::string &one = words_.at(a).text, &other = words_.at(b).text;
    return one.starts_with(other) || other.starts_with(one);
  }
  bool is_community(WordNumber word) const { return words_.entry(word).is_community; }
  bool is_particle(WordNumber word) const { return words_.entry(word).is_particle; }

 private:
  const Words& words_;
  Role role_;
};

WordNumber Words::put(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto known = by_text_.find(text); known != by_text_.end()) return known->second;
  Entry made{comparison::make_word(text, lists_.nicknames), {}, false, false};
  if (text.find(' ') != std::string_view::npos)
    for (const std::string& part : text::split(text, " ")) made.parts.push_back(put(part));
  made.is_particle = lists_.words.is_particle(text);
  made.is_community = lists_.words.is_community(text);
  words_.push_back(std::move(made));
  counts_.push_back({});
  const auto number = static_cast<WordNumber>(words_.size());
  by_text_.emplace(words_.back().word.text, number);
  return number;
}

void Words::count_told(WordNumber word, Role role, int by) {
  std::uint32_t& told = counts_[word - 1].told[static_cast<std::size_t>(role)];
  told = static_cast<std::uint32_t>(static_cast<std::int64_t>(told) + by);
}

void Words::count(WordNumber word, Role role, int by) {
  if (word == 0) return;
  count_told(word, role, by);
  for (const WordNumber part : entry(word).parts) count_told(part, role, by);
  total_[static_cast<std::size_t>(role)] += by;
}

bool Words::is_community_alone(WordNumber word) const {
  const Entry& whole = entry(word);
  return whole.is_community ||
         (!whole.parts.empty() &&
          std::all_of(whole.parts.begin(), whole.parts.end(),
                      [&](WordNumber part) { return entry(part).is_community; }));
}

WordLevel Words::compare(WordNumber a, WordNumber b, Role role) const {
  if (a == 0 || b == 0) return WordLevel::missing;
  if (a == b) {
    const bool is_letter = role == Role::given && at(a).text.size() == 1;
    if (is_letter) return WordLevel::initial;
    if (!is_community_alone(a)) return WordLevel::same;
    return role == Role::family ? WordLevel::community : WordLevel::missing;
  }
  const auto [low, high] = std::minmax(a, b);
  const std::uint64_t pair = std::uint64_t{low} << 32U | high;
  Level& slot = levels_[mixed(pair * 2 + static_cast<std::uint64_t>(role)) % cache_size];
  if (slot.low == low && slot.high == high && slot.role == role) return slot.level;
  const WordLevel level = compare_names(low, high, role);
  slot = {low, high, role, level};
  return level;
}

WordLevel Words::compare_names(WordNumber a, WordNumber b, Role role) const {
  const bool are_single = entry(a).parts.empty() && entry(b).parts.empty();
  if (are_single && (entry(a).is_community || entry(b).is_community)) return WordLevel::missing;
  if (are_single) return compare_words(at(a), at(b), role);
  if (role == Role::given) return compare_given(a, 0, b, 0).given;
  if (without_spaces(at(a).text) == without_spaces(at(b).text)) return WordLevel::part;
  return compare_families(a, b);
}

WordLevel Words::compare_families(WordNumber a, WordNumber b) const {
  const auto names = comparison::compare_family_names(
      PartList(*this, a).parts(), PartList(*this, b).parts(), Parts(*this, Role::family));
  if (names.is_of_community) return WordLevel::community;
  if (names.is_missing) return WordLevel::missing;
  switch (names.shares) {
    case comparison::Shares::nothing: {
      const auto joined = [&](WordNumber word) {
        return comparison::make_word(without_spaces(at(word).text), lists_.nicknames);
      };
      return std::min(names.level, compare_words(joined(a), joined(b), Role::family));
    }
    case comparison::Shares::all:
      return names.level == WordLevel::same ? WordLevel::part : names.level;
    case comparison::Shares::within:
      return WordLevel::part;
    case comparison::Shares::some:
      return names.level;
  }
  return WordLevel::different;
}

GivenLikeness Words::compare_given(WordNumber given_a, WordNumber middle_a, WordNumber given_b,
                                   WordNumber middle_b) const {
  if (given_a == 0 || given_b == 0) return {};
  const PartList a(*this, given_a, middle_a), b(*this, given_b, middle_b);
  const auto names =
      comparison::compare_given_names(a.parts(), b.parts(), Parts(*this, Role::given));
  GivenLikeness likeness{names.level, names.middle, names.is_middle_used};
  if (names.is_missing) likeness.given = WordLevel::missing;
  if (names.is_part) likeness.given = WordLevel::part;
  if (names.is_initial) likeness.given = WordLevel::initial;
  if (names.is_middle_used) likeness.given = WordLevel::different;
  return likeness;
}

// A slip of the keyboard is rarer than one in four thousand of those told so far. That it stands in
// the list of nicknames says nothing: Maya for Maja is a slip too.
bool Words::is_established(WordNumber given) const {
  const double told = counts_[given - 1].told[static_cast<std::size_t>(Role::given)];
  return told >= constants::established_by &&
         told >= constants::established_share *
                     static_cast<double>(total_[static_cast<std::size_t>(Role::given)]);
}

bool Words::have_established_words_apart(WordNumber a, WordNumber b) const {
  const PartList left(*this, a), right(*this, b);
  for (const WordNumber one : left.parts().parts)
    for (const WordNumber other : right.parts().parts)
      if (compare(one, other, Role::given) == WordLevel::one_edit && is_established(one) &&
          is_established(other))
        return true;
  return false;
}

void Words::settle_shares() {
  for (Counts& each : counts_) each.settled = each.told;
  settled_total_ = total_;
  ++epoch_;
  days_.settle();
}

bool Words::have_doubled() const {
  const auto family = static_cast<std::size_t>(Role::family);
  return total_[family] >= std::max(constants::names_before_weighing, 2 * settled_total_[family]);
}

double Words::share(WordNumber word, Role role, double expected, double strength) const {
  const auto place = static_cast<std::size_t>(role);
  const double told = word == 0 ? 0 : counts_[word - 1].settled[place];
  return (told + strength / expected) / (static_cast<double>(settled_total_[place]) + strength);
}

void Words::save(SnapshotWriter& to) const {
  LargeArray<char> texts;
  LargeArray<std::uint64_t> ends;
  for (const Entry& each : words_) {
    for (const char c : each.word.text) texts.push_back(c);
    ends.push_back(texts.size());
  }
  to(texts);
  to(ends);
  to(counts_);
  to(total_);
  to(settled_total_);
  to(epoch_);
  to(days_);
}

void Words::restore(SnapshotReader& from) {
  LargeArray<char> texts;
  LargeArray<std::uint64_t> ends;
  from(texts);
  from(ends);
  by_text_.reserve(ends.size());
  std::size_t start = 0;
  for (const std::uint64_t end : ends) {
    put({texts.begin() + start, end - start});
    start = end;
  }
  from(counts_);
  from(total_);
  from(settled_total_);
  from(epoch_);
  from(days_);
}

}  // namespace trellis::matching
