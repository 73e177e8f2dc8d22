#include "hub/linkage/sketches.hpp"

#include <algorithm>

#include "hub/linkage/key_parts.hpp"
#include "hub/linkage/parallel.hpp"

namespace trellis::linkage {
namespace {

// One hash function a row: a feature's value times `factor`, and `shift` more.
struct Functions {
  std::array<std::uint32_t, Sketches::bands * Sketches::rows> factor{}, shift{};

  Functions() {
    std::uint64_t state = 20'260'118;
    for (std::size_t i = 0; i < factor.size(); ++i) {
      factor[i] = short_hash(state = mix(state, i));
      shift[i] = short_hash(state = mix(state, i));
    }
  }
};

}  // namespace

Sketches::Sketches(const Records& records, std::size_t threads) : records_(records) {
  for (auto& band : values_) band.resize(records.count);
  for_each_range(threads, records.count, [&](std::size_t from, std::size_t to) {
    for (std::size_t r = from; r < to; ++r) {
      const Signature signature = signature_of(static_cast<std::uint32_t>(r));
      if (signature.features < least_features) continue;
      for (std::size_t band = 0; band < bands; ++band) {
        std::uint64_t hash = band;
        for (std::size_t row = 0; row < rows; ++row)
          hash = mix(hash, signature.least[band * rows + row]);
        values_[band][r] = short_hash(hash);
      }
    }
  });
}

void Sketches::add(std::uint32_t feature, Signature& signature) {
  static const Functions functions;
  const std::uint32_t value = short_hash(mix(feature, 1));
  for (std::size_t i = 0; i < signature.least.size(); ++i)
    signature.least[i] =
        std::min(signature.least[i], value * functions.factor[i] + functions.shift[i]);
  ++signature.features;
}

void Sketches::add_letters(std::string_view text, Signature& signature) {
  if (text.empty()) return;
  std::uint32_t before = ' ';
  for (const char letter : text) {
    const std::uint32_t each = static_cast<unsigned char>(letter);
    add(before << 8U | each, signature);
    before = each;
  }
  add(before << 8U | ' ', signature);
}

void Sketches::add_birth(Birth birth, Signature& signature) {
  if (birth == 0) return;
  const std::array<std::uint32_t, 4> parts = {year_of(birth) / 10, year_of(birth) % 10,
                                              month_of(birth), day_of(birth)};
  constexpr std::size_t month = 2;
  for (std::uint32_t i = 0; i < parts.size(); ++i)
    if (i < month || parts[i] != 0) add((i + 1) << 16U | parts[i], signature);
}

Sketches::Signature Sketches::signature_of(std::uint32_t record) const {
  Signature signature;
  signature.least.fill(~0U);
  const Person& person = records_.people[record];
  const auto add_names = [&](const auto& codes) {
    for (const std::uint32_t code : codes) add_letters(records_.names.text(code), signature);
  };
  add_names(person.name.given);
  add_names(person.name.family);
  add_names(person.name.others);
  add_birth(person.birth, signature);
  for (std::size_t column = 0; column < records_.texts.size(); ++column)
    if (records_.texts[column].is != Is::category)
      add_letters(records_.texts[column].lexicon.text(records_.codes_of(record)[column]),
                  signature);
  return signature;
}

}  // namespace trellis::linkage
