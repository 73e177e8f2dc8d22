#include "hub/matching/engine/encoded.hpp"

#include <algorithm>
#include <cstring>

#include "hub/matching/engine/enrolments.hpp"

namespace trellis::matching {
namespace {

constexpr std::size_t most_values = 255;
constexpr char too_long = '\1';

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
std::uint32_t letter(char c) { return static_cast<std::uint32_t>(c - 'A'); }
std::uint32_t digit(char c) { return static_cast<std::uint32_t>(c - '0'); }

// "M1", "CR2", "W1A" or "EC1A": one or two letters, a digit, perhaps a digit or a letter. 0: not
// so.
std::uint32_t district_number(std::string_view text) {
  const std::size_t letters = text.size() > 1 && is_letter(text[1]) ? 2 : 1;
  if (text.size() <= letters || text.size() > letters + 2) return 0;
  if (!is_letter(text[0]) || !is_digit(text[letters])) return 0;
  const std::uint32_t second = letters == 2 ? letter(text[1]) + 1 : 0;
  std::uint32_t number = ((letter(text[0]) + 1) * 27 + second) * 10 + digit(text[letters]);
  number *= 37;
  if (text.size() == letters + 1) return number;
  const char last = text.back();
  if (is_digit(last)) return number + 1 + digit(last);
  return is_letter(last) ? number + 11 + letter(last) : 0;
}

Encoded::Identifier encode_identifier(const Features::Identifier& identifier, const Model& model) {
  const auto last = model.identifiers.end() - 1;
  const auto found =
      std::find_if(model.identifiers.begin(), last,
                   [&](const IdentifierWeights& each) { return each.kind == identifier.kind; });
  Encoded::Identifier encoded;
  encoded.kind = short_hash_of(identifier.kind);
  encoded.weights = static_cast<std::uint8_t>(found - model.identifiers.begin());
  const std::string& text = identifier.canonical;
  if (text.size() <= encoded.text.size()) {
    std::copy(text.begin(), text.end(), encoded.text.begin());
    return encoded;
  }
  const std::uint64_t hash = hash_of(text);
  encoded.text[0] = too_long;
  std::memcpy(&encoded.text[1], &hash, sizeof hash);
  return encoded;
}

// Without the words for a name that nobody knew.
std::vector<Features::Name> known_names(const std::vector<Features::Name>& told,
                                        const comparison::NameWords& words) {
  std::vector<Features::Name> names;
  for (const Features::Name& each : told) {
    if (words.is_nobody(each.given, each.family)) continue;
    Features::Name name = each;
    if (words.is_no_given_name(each.given)) name.given = name.middle = {};
    if (words.is_nobody(each.middle)) name.middle.clear();
    if (words.is_no_family_name(each.family, each.given)) name.family.clear();
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  return names;
}

}  // namespace

Encoded::Postcode::Postcode(std::string_view canonical)
    : number_(well_written + short_hash_of(canonical) % (0xFFFFFFFF - well_written)) {
  if (canonical.size() < 5) return;
  const std::string_view inward = canonical.substr(canonical.size() - 3);
  if (canonical[canonical.size() - 4] != ' ' || !is_digit(inward[0]) || !is_letter(inward[1]) ||
      !is_letter(inward[2]))
    return;
  const std::uint32_t district = district_number(canonical.substr(0, canonical.size() - 4));
  if (district == 0) return;
  number_ = (district * 10 + digit(inward[0])) * 676 + letter(inward[1]) * 26 + letter(inward[2]);
}

template <typename Value>
void Encoding::append(const Value& value) {
  static_assert(sizeof(Value) % sizeof(EncodedUnit) == 0 && alignof(Value) <= alignof(EncodedUnit));
  const std::size_t at = units_.size();
  units_.resize(at + sizeof(Value) / sizeof(EncodedUnit));
  std::memcpy(static_cast<void*>(&units_[at]), &value, sizeof value);
}

Encoding::Encoding(const Features& features, const Model& model, Words& words) {
  EncodedHead head;
  append(head);
  std::size_t sort = 0;
  const auto put = [&](const auto& values, auto encode) {
    const std::size_t count = std::min(values.size(), most_values);
    for (std::size_t i = 0; i < count; ++i) append(encode(values[i]));
    head.counts[sort++] = static_cast<std::uint8_t>(count);
  };
  put(known_names(features.names, words.lists().words), [&](const Features::Name& name) {
    return Encoded::Name{words.put(name.given), words.put(name.middle), words.put(name.family)};
  });
  put(features.births, [](Date birth) { return birth; });
  put(features.postcodes, [](const std::string& text) { return Encoded::Postcode(text); });
  put(features.identifiers,
      [&](const Features::Identifier& identifier) { return encode_identifier(identifier, model); });
  put(features.addresses, [](const std::string& text) { return short_hash_of(text); });
  put(features.phones, [](const std::string& text) { return short_hash_of(text); });
  put(features.parents, [&](const std::string& text) { return words.put(text); });
  put(features.enrolments, encode_enrolment);
  head.sex = features.sex.empty() ? '\0' : features.sex[0];
  head.multiple_birth = features.multiple_birth;
  head.birth_order = static_cast<std::uint8_t>(features.birth_order);
  head.sealed = features.sealed;
  std::memcpy(static_cast<void*>(&units_[0]), &head, sizeof head);
}

std::size_t units_in(const EncodedUnit* units) {
  const Encoded encoded = view_of(units);
  const auto* const end =
      reinterpret_cast<const EncodedUnit*>(encoded.enrolments.data() + encoded.enrolments.size());
  return static_cast<std::size_t>(end - units);
}

Encoded Encoding::view() const { return view_of(units_.data()); }

}  // namespace trellis::matching
