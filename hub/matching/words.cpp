#include "hub/matching/words.hpp"

#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/matching/similarity.hpp"

namespace trellis::matching {
namespace {

// The 64-bit finaliser of MurmurHash3 (Appleby, public domain): every bit depends on every bit.
std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 33U;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33U;
  value *= 0xc4ceb9fe1a85ec53ULL;
  value ^= value >> 33U;
  return value;
}

std::string without_spaces(std::string_view text) {
  std::string joined(text);
  joined.erase(std::remove(joined.begin(), joined.end(), ' '), joined.end());
  return joined;
}

// "anne marie" and "annemarie", "smith jones" and "jones", "jones smith" and "smith jones".
bool share_a_part(const std::string& a, const std::string& b) {
  if (a.find(' ') == std::string::npos && b.find(' ') == std::string::npos) return false;
  if (without_spaces(a) == without_spaces(b)) return true;
  for (const std::string& left : text::split(a, " "))
    for (const std::string& right : text::split(b, " "))
      if (left.size() > 2 && left == right) return true;
  return false;
}

Likeliness compare_spelling(const Word& a, const Word& b) {
  const std::size_t shorter = std::min(a.text.size(), b.text.size());
  const bool begins_alike = a.text[0] == b.text[0];
  if (one_edit_apart(a.text, b.text))
    return shorter >= 4 && begins_alike ? Likeliness::one_edit : Likeliness::similar;
  const double likeness = jaro_winkler(a.text, b.text);
  if (a.sound == b.sound && a.sound != 0 && shorter >= 4 && likeness >= 0.8)
    return Likeliness::sounds_alike;
  if (likeness >= 0.92 && shorter >= 4) return Likeliness::very_similar;
  return likeness >= 0.88 ? Likeliness::similar : Likeliness::different;
}

}  // namespace

bool have_common_form(const Word& a, const Word& b) {
  auto left = a.forms.begin();
  auto right = b.forms.begin();
  while (left != a.forms.end() && right != b.forms.end()) {
    if (*left == *right) return true;
    if (*left < *right)
      ++left;
    else
      ++right;
  }
  return false;
}

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed ^ 0xcbf29ce484222325ULL;  // FNV-1a, then mixed
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3ULL;
  }
  return mixed(hash);
}

Likeliness compare_words(const Word& a, const Word& b, Role role) {
  if (a.text == b.text) return Likeliness::same;
  if (a.text.size() == 1 || b.text.size() == 1)
    return a.text[0] == b.text[0] ? Likeliness::initial : Likeliness::different;
  if (role == Role::given && have_common_form(a, b)) return Likeliness::nickname;
  if (share_a_part(a.text, b.text)) return Likeliness::part;
  return compare_spelling(a, b);
}

Word Words::make(std::string_view text) const {
  Word word;
  word.text = text;
  word.hash = hash_of(text);
  const std::string sound = sound_of(text);
  word.sound = sound.empty() ? 0 : hash_of(sound);
  word.forms = nicknames_.of(text);
  return word;
}

WordNumber Words::put(std::string_view text) {
  if (text.empty()) return 0;
  if (const auto known = by_text_.find(text); known != by_text_.end()) return known->second;
  words_.push_back(make(text));
  counts_.push_back({});
  const auto number = static_cast<WordNumber>(words_.size());
  by_text_.emplace(words_.back().text, number);
  return number;
}

void Words::count(WordNumber word, Role role, int by) {
  if (word == 0) return;
  const auto place = static_cast<std::size_t>(role);
  std::uint32_t& told = counts_[word - 1].told[place];
  told = static_cast<std::uint32_t>(static_cast<std::int64_t>(told) + by);
  total_[place] += by;
}

Likeliness Words::compare(WordNumber a, WordNumber b, Role role) const {
  if (a == 0 || b == 0) return Likeliness::missing;
  if (a == b) return Likeliness::same;
  const auto [low, high] = std::minmax(a, b);
  const std::uint64_t pair = std::uint64_t{low} << 32U | high;
  Level& slot = levels_[mixed(pair * 2 + static_cast<std::uint64_t>(role)) % cache_size];
  if (slot.low != low || slot.high != high || slot.role != role)
    slot = {low, high, role, compare_words(at(a), at(b), role)};
  return slot.level;
}

void Words::settle_shares() {
  for (Counts& each : counts_) each.settled = each.told;
  settled_total_ = total_;
  ++epoch_;
}

bool Words::have_doubled() const {
  constexpr std::int64_t fewest = 1000;
  const auto family = static_cast<std::size_t>(Role::family);
  return total_[family] >= std::max(fewest, 2 * settled_total_[family]);
}

double Words::share(WordNumber word, Role role, double expected, double strength) const {
  const auto place = static_cast<std::size_t>(role);
  const double told = word == 0 ? 0 : counts_[word - 1].settled[place];
  return (told + strength / expected) / (static_cast<double>(settled_total_[place]) + strength);
}

bool Words::is_told_often(WordNumber word, Role role, double share) const {
  const auto place = static_cast<std::size_t>(role);
  const double told = counts_[word - 1].told[place];
  return told >= 4 && told >= share * static_cast<double>(total_[place]);
}

void Words::save(SnapshotWriter& to) const {
  LargeArray<char> texts;
  LargeArray<std::uint64_t> ends;
  for (const Word& word : words_) {
    for (const char c : word.text) texts.push_back(c);
    ends.push_back(texts.size());
  }
  to(texts);
  to(ends);
  to(counts_);
  to(total_);
  to(settled_total_);
  to(epoch_);
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
}

}  // namespace trellis::matching
