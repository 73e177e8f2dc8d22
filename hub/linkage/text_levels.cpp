#include "hub/linkage/text_levels.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "hub/comparison/similarity.hpp"
#include "hub/linkage/letter_pairs.hpp"
#include "hub/linkage/parallel.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::linkage {
namespace {

bool is_number(Is is) { return is_identifier(is) || is == Is::phone || is == Is::house_number; }

constexpr std::size_t packed_size = 8;

// The first eight letters, the first of them highest.
std::uint64_t packed(std::string_view text) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < packed_size; ++i)
    bytes = bytes << 8U | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  return bytes;
}

std::size_t letters_in_common(std::uint64_t a, std::uint64_t b) {
  return static_cast<std::size_t>(std::countl_zero(a ^ b)) / 8;
}

// As one_edit_apart, of two different texts that are packed whole.
bool packed_one_edit_apart(std::uint64_t a, std::size_t size_a, std::uint64_t b,
                           std::size_t size_b) {
  if (size_a > size_b) {
    std::swap(a, b);
    std::swap(size_a, size_b);
  }
  if (size_b - size_a > 1) return false;
  const std::size_t common = 8 * letters_in_common(a, b);
  a <<= common;
  b <<= common;
  if (size_a < size_b) return a == (b << 8U);
  if ((a << 8U) == (b << 8U)) return true;
  const auto two_of_a = static_cast<std::uint16_t>(a >> 48U);
  return (a << 16U) == (b << 16U) && std::rotl(two_of_a, 8) == b >> 48U;
}

TextLevel compare_postcodes(std::uint64_t a, std::uint64_t b, std::size_t size) {
  const std::size_t common = letters_in_common(a, b);
  if (size >= 5 && common + 2 >= size) return TextLevel::close;  // the sector
  if (size >= 5 ? common + 3 >= size : common + 2 >= size) return TextLevel::overlapping;
  return TextLevel::different;
}

TextLevel compare_emails(std::string_view a, std::string_view b) {
  if (comparison::one_edit_apart(a, b)) return TextLevel::one_edit;
  const std::string_view left = a.substr(0, a.find('@')), right = b.substr(0, b.find('@'));
  if (left == right && left.size() > 3) return TextLevel::one_edit;
  if (comparison::jaro_winkler(left, right) >= 0.88) return TextLevel::close;
  return TextLevel::different;
}

}  // namespace

TextComparer::Sketch TextComparer::sketch_of(Is is, std::string_view text) {
  if (is == Is::postcode) return {packed(text), text.size()};
  Sketch sketch{};
  for_each_pair(text,
                [&](std::uint32_t hash) { sketch[hash >> 31U] |= 1ULL << (hash >> 25U & 63U); });
  return sketch;
}

TextComparer::TextComparer(const Records& records, std::size_t threads) {
  for (const TextColumn& text : records.texts) {
    Column& column = columns_.emplace_back();
    column.is = text.is;
    column.lexicon = &text.lexicon;
    column.sketches.resize(text.lexicon.size());
    for_each_range(threads, column.sketches.size(), [&](std::size_t from, std::size_t to) {
      for (std::size_t code = from; code < to; ++code)
        column.sketches[code] =
            sketch_of(column.is, column.lexicon->text(static_cast<std::uint32_t>(code)));
    });
  }
  find_valid_numbers(records, threads);
}

void TextComparer::find_valid_numbers(const Records& records, std::size_t threads) {
  for (std::size_t i = 0; i < records.texts.size(); ++i)
    if (records.texts[i].is == Is::nhs_number) nhs_number_ = i;
  if (nhs_number_ == no_column) return;
  const Lexicon& numbers = records.texts[nhs_number_].lexicon;
  std::vector<char> is_valid(numbers.size());
  for_each_range(threads, is_valid.size(), [&](std::size_t from, std::size_t to) {
    for (std::size_t code = std::max<std::size_t>(from, 1); code < to; ++code)
      is_valid[code] =
          model::check_identifier("nhs_number", numbers.text(static_cast<std::uint32_t>(code)), 0)
                      .verdict == model::Verdict::valid
              ? 1
              : 0;
  });
  valid_.assign(is_valid.begin(), is_valid.end());
}

std::uint32_t TextComparer::valid_number(const std::uint32_t* codes) const {
  if (nhs_number_ == no_column) return 0;
  const std::uint32_t code = codes[nhs_number_];
  return valid_[code] ? code : 0;
}

std::uint64_t TextComparer::compare(const std::uint32_t* a, const std::uint32_t* b) const {
  std::uint64_t levels = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const bool is_missing = a[i] == 0 || b[i] == 0;
    auto level = is_missing ? TextLevel::missing : TextLevel::same;
    if (!is_missing && a[i] != b[i]) level = this->level(i, a[i], b[i]);
    levels |= std::uint64_t{static_cast<std::uint8_t>(level)} << (4 * i);
  }
  return levels;
}

// Of two different texts.
TextLevel TextComparer::level(std::size_t index, std::uint32_t a, std::uint32_t b) const {
  if (index == nhs_number_ && valid_[a] && valid_[b]) return TextLevel::conflicting;
  const Column& column = columns_[index];
  if (column.is == Is::postcode) return postcode_level(column, a, b);
  if (column.is != Is::email) return letters_level(column, a, b);
  return static_cast<TextLevel>(email_memory_.level(a, b, [&](auto x, auto y) {
    return static_cast<std::uint8_t>(
        compare_emails(column.lexicon->text(x), column.lexicon->text(y)));
  }));
}

TextLevel TextComparer::postcode_level(const Column& column, std::uint32_t a,
                                       std::uint32_t b) const {
  const auto [left, left_size] = column.sketches[a];
  const auto [right, right_size] = column.sketches[b];
  const std::size_t longer = std::max(left_size, right_size);
  const bool is_one_edit =
      longer <= packed_size
          ? packed_one_edit_apart(left, left_size, right, right_size)
          : comparison::one_edit_apart(column.lexicon->text(a), column.lexicon->text(b));
  return is_one_edit ? TextLevel::one_edit : compare_postcodes(left, right, longer);
}

TextLevel TextComparer::letters_level(const Column& column, std::uint32_t a,
                                      std::uint32_t b) const {
  const Sketch& left = column.sketches[a];
  const Sketch& right = column.sketches[b];
  const int common = std::popcount(left[0] & right[0]) + std::popcount(left[1] & right[1]);
  const int all = std::popcount(left[0]) + std::popcount(left[1]) + std::popcount(right[0]) +
                  std::popcount(right[1]);
  // One edit makes or takes away three pairs of letters at most, on each side.
  constexpr int most_changed = 6;
  if (all - 2 * common <= most_changed) {
    const std::string_view one = column.lexicon->text(a), other = column.lexicon->text(b);
    if (one.size() + other.size() > 2 && comparison::one_edit_apart(one, other))
      return TextLevel::one_edit;
  }
  if (is_number(column.is)) return TextLevel::different;
  if (8 * common >= 3 * all) return TextLevel::close;  // three quarters of what both say
  return 4 * common >= all ? TextLevel::overlapping : TextLevel::different;
}

}  // namespace trellis::linkage
