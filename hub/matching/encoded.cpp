#include "hub/matching/encoded.hpp"

#include <algorithm>

#include "hub/matching/enrolments.hpp"

namespace trellis::matching {
namespace {

// "AB1 2CD": unit AB1 2CD, sector AB1 2, district AB1.
Encoded::Postcode encode_postcode(const std::string& canonical) {
  const std::string_view text = canonical;
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return {hash_of(text), hash_of(text), hash_of(text)};
  return {hash_of(text), hash_of(text.substr(0, space + 2)), hash_of(text.substr(0, space))};
}

std::uint8_t weights_of(const Model& model, const std::string& kind) {
  const auto last = model.identifiers.end() - 1;
  const auto found = std::find_if(model.identifiers.begin(), last,
                                  [&](const IdentifierWeights& each) { return each.kind == kind; });
  return static_cast<std::uint8_t>(found - model.identifiers.begin());
}

template <typename Put>
Encoded encode_with(const Features& features, const Model& model, Put put) {
  Encoded encoded;
  encoded.names.reserve(features.names.size());
  for (const Features::Name& name : features.names)
    encoded.names.push_back({put(name.given), put(name.middle), put(name.family)});
  encoded.births.assign(features.births.begin(), features.births.end());
  for (const std::string& postcode : features.postcodes)
    encoded.postcodes.push_back(encode_postcode(postcode));
  for (const Features::Identifier& identifier : features.identifiers)
    encoded.identifiers.push_back(
        {weights_of(model, identifier.kind), hash_of(identifier.kind), identifier.canonical});
  for (const std::string& address : features.addresses)
    encoded.addresses.push_back(hash_of(address));
  for (const std::string& phone : features.phones) encoded.phones.push_back(hash_of(phone));
  for (const std::string& parent : features.parents)
    if (const Word* word = put(parent)) encoded.parents.push_back(word);
  for (const Features::Enrolment& enrolment : features.enrolments)
    encoded.enrolments.push_back(encode_enrolment(enrolment));
  encoded.sex = features.sex.empty() ? '\0' : features.sex[0];
  encoded.multiple_birth = features.multiple_birth;
  encoded.sealed = features.sealed;
  return encoded;
}

}  // namespace

Encoded encode(const Features& features, const Model& model, Words& words) {
  return encode_with(features, model, [&](const std::string& text) { return words.put(text); });
}

Encoded encode(const Features& features, const Model& model, const Words& words,
               std::deque<Word>& strangers) {
  return encode_with(features, model, [&](const std::string& text) -> const Word* {
    if (text.empty()) return nullptr;
    if (const Word* known = words.find(text)) return known;
    const auto met = std::find_if(strangers.begin(), strangers.end(),
                                  [&](const Word& each) { return each.text == text; });
    if (met != strangers.end()) return &*met;
    return &strangers.emplace_back(words.make(text));
  });
}

}  // namespace trellis::matching
