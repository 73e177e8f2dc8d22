#include "hub/store/dictionary.hpp"

#include <algorithm>
#include <unordered_map>

#include "hub/store/columns.hpp"

namespace trellis::store {
namespace {

constexpr std::size_t enough_samples = 512;  // a record and its observations are two
constexpr std::size_t fewest_subjects = 8;
constexpr std::size_t longest_sample = 16'384;  // of a record; what follows is like it

bool is_of_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Calls `take` with each word of the text: where it begins, and its length.
template <typename Take>
void for_each_word(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && is_of_word(text[end])) ++end;
    if (end > at) take(at, end - at);
    at = end + 1;
  }
}

// Of bytes and digest; those of an older program have none.
bool is_whole(const Row& row) { return row.is_null(1) || digest_in(row, 1) == sha256(row.text(0)); }

}  // namespace

std::vector<std::string> masked(std::vector<Sample> samples) {
  std::stable_sort(samples.begin(), samples.end(),
                   [](const Sample& a, const Sample& b) { return a.subject < b.subject; });
  struct Count {
    std::size_t subjects = 0;
    SubjectId last;  // the one that was counted last
  };
  std::unordered_map<std::string_view, Count> counts;
  std::size_t subjects = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (i == 0 || samples[i].subject != samples[i - 1].subject) ++subjects;
    for_each_word(samples[i].text, [&](std::size_t at, std::size_t size) {
      Count& count = counts[std::string_view(samples[i].text).substr(at, size)];
      if (count.subjects > 0 && count.last == samples[i].subject) return;
      count.last = samples[i].subject;
      ++count.subjects;
    });
  }
  const std::size_t needed = std::max(subjects / 16, fewest_subjects);
  std::vector<std::string> texts;
  std::size_t filler = 0;
  for (const Sample& sample : samples) {
    std::string& text = texts.emplace_back(sample.text);
    for_each_word(sample.text, [&](std::size_t at, std::size_t size) {
      if (counts[std::string_view(sample.text).substr(at, size)].subjects >= needed) return;
      constexpr std::string_view digits = "0123456789";
      constexpr std::string_view letters = "etaoinsrhldcumfpgwybvkxjqz";
      for (std::size_t j = at; j < at + size; ++j) {
        const bool is_digit = digits.find(text[j]) != std::string_view::npos;
        text[j] = is_digit ? digits[filler % 10] : letters[filler % 26];
        ++filler;
      }
    });
  }
  return texts;
}

Result<Dictionaries::Learned*> Dictionaries::learned_for(std::string_view mapping) {
  const auto known = by_mapping_.find(mapping);
  if (known != by_mapping_.end()) return &known->second;
  Learned learned;
  TRELLIS_LET(auto row,
              database_.row("SELECT bytes, digest FROM dictionary WHERE mapping = $1", {mapping}));
  learned.is_settled = row.has_value();
  if (row && is_whole(*row)) {
    auto dictionary = Dictionary::read(row->text(0));
    if (dictionary.ok())
      learned.dictionary = std::make_unique<const Dictionary>(std::move(*dictionary));
  }
  return &by_mapping_.emplace(std::string(mapping), std::move(learned)).first->second;
}

Result<std::string> Dictionaries::compress(std::string_view mapping, std::string_view bytes) {
  TRELLIS_LET(auto learned, learned_for(mapping));
  return store::compress(bytes, learned->dictionary.get());
}

Result<std::string> Dictionaries::decompress(std::string_view frame, std::uint64_t most) {
  const std::uint32_t id = dictionary_of(frame);
  if (id == 0) return store::decompress(frame, most);
  auto known = by_id_.find(id);
  if (known == by_id_.end()) {
    TRELLIS_LET(auto row,
                database_.row("SELECT bytes FROM dictionary WHERE id = $1", {std::int64_t{id}}));
    if (!row)
      return Error{Fault::invalid, "the stored bytes lack their dictionary: restore a backup"};
    TRELLIS_LET(auto dictionary, Dictionary::read(row->text(0)));
    known = by_id_.emplace(id, std::make_unique<const Dictionary>(std::move(dictionary))).first;
  }
  return store::decompress(frame, most, known->second.get());
}

Status Dictionaries::learn(std::string_view mapping, SubjectId subject, std::string_view text) {
  TRELLIS_LET(auto found, learned_for(mapping));
  Learned& learned = *found;
  if (learned.is_settled) return done();
  learned.samples.push_back({subject, std::string(text.substr(0, longest_sample))});
  if (learned.samples.size() < enough_samples) return done();
  auto id = database_.row("SELECT coalesce(max(id) + 1, $1) FROM dictionary",
                          {std::int64_t{Dictionary::first_id}});
  if (!id.ok()) return std::move(id).error();
  const auto dictionary =
      Dictionary::learn(masked(learned.samples), static_cast<std::uint32_t>((*id)->whole(0)));
  learned.samples = {};
  learned.is_settled = true;
  if (!dictionary) return done();
  TRELLIS_TRY(
      database_.run("INSERT INTO dictionary (id, mapping, bytes, digest) VALUES ($1, $2, $3, $4)"
                    " ON CONFLICT (mapping) DO NOTHING",
                    {std::int64_t{dictionary->id()}, mapping, Blob{dictionary->bytes()},
                     blob(sha256(dictionary->bytes()))}));
  // Read when it is needed: another program may have been first.
  by_mapping_.erase(by_mapping_.find(mapping));
  return done();
}

Result<std::vector<std::string>> Dictionaries::damaged() {
  TRELLIS_LET(auto rows,
              database_.rows("SELECT bytes, digest, mapping FROM dictionary ORDER BY mapping"));
  std::vector<std::string> mappings;
  for (const Row& row : rows)
    if (!is_whole(row) || !Dictionary::read(row.text(0)).ok()) mappings.push_back(row.text(2));
  return mappings;
}

void Dictionaries::forget() {
  by_mapping_.clear();
  by_id_.clear();
}

}  // namespace trellis::store
