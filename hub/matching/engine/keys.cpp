#include <algorithm>

#include "hub/matching/engine/index.hpp"

namespace trellis::matching {
namespace {

// What a key is made of.
enum class Family : std::uint64_t {
  identifier = 1,
  family_birth,
  given_birth,
  family_year,
  both_names,
  postcode_birth,
  postcode_given,
  phone_year,
  address_birth
};

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  std::uint64_t mixed = (a ^ (b + 0x9e3779b97f4a7c15ULL + (a << 6U) + (a >> 2U)));
  mixed *= 0xc4ceb9fe1a85ec53ULL;
  return mixed ^ mixed >> 29U;
}

std::uint32_t key_of(Family family, std::uint64_t first, std::uint64_t second) {
  const std::uint64_t key = mix(mix(static_cast<std::uint64_t>(family), first), second);
  return std::max(1U, static_cast<std::uint32_t>(key ^ key >> 32U));
}

std::uint64_t number_of(Date date) {
  return static_cast<std::uint64_t>(date.year()) * 10000 + date.month() * 100 + date.day();
}
std::uint64_t year_of(Date date) { return static_cast<std::uint64_t>(date.year()); }
std::uint64_t month_of(Date date) {
  return static_cast<std::uint64_t>(date.year()) * 100 + date.month();
}

// One name, one birth date and one postcode stand for the subject where a block is divided.
struct Face {
  WordNumber given = 0, family = 0;
  Date birth;
  std::uint64_t district = 0;
};

Face face_of(const Encoded& subject) {
  Face face;
  if (!subject.names.empty()) {
    face.given = subject.names[0].given;
    face.family = subject.names[0].family;
  }
  if (!subject.births.empty()) face.birth = subject.births[0];
  if (!subject.postcodes.empty()) face.district = subject.postcodes[0].district();
  return face;
}

class KeyMaker {
 public:
  KeyMaker(const Encoded& subject, const Words& words, std::vector<Key>& keys,
           std::vector<Family>* families = nullptr)
      : subject_(subject),
        words_(words),
        face_(face_of(subject)),
        keys_(keys),
        families_(families) {}

  void all() {
    numbers();
    for (const Date birth : subject_.births) names_with(birth);
    both_names();
    places();
  }
  // As if names, or day and month, had been told the other way round.
  void turned() {
    for (const Date birth : subject_.births) {
      for (const auto& name : subject_.names)
        if (name.given != 0 && name.family != 0 && name.given != name.family)
          name_with(name.family, name.given, birth);
      if (birth.day() == 0 || birth.day() > 12 || birth.day() == birth.month()) continue;
      const auto swapped = Date::of(birth.year(), birth.day(), birth.month());
      if (swapped.ok()) names_with(*swapped);
    }
  }

 private:
  void numbers() {
    for (const auto& identifier : subject_.identifiers)
      add(Family::identifier, identifier.kind,
          hash_of({identifier.text.data(), identifier.text.size()}),
          {number_of(face_.birth), first_letter(face_.given), 0});
  }
  void names_with(Date birth) {
    for (const auto& name : subject_.names) {
      name_with(name.given, name.family, birth);
    }
  }
  void name_with(WordNumber given, WordNumber family, Date birth) {
    if (family != 0) {
      if (birth.day() != 0)
        add(Family::family_birth, sound(family), number_of(birth),
            {first_letter(given), face_.district, 0});
      add(Family::family_year, sound(family), year_of(birth),
          {first_letter(given), month_of(birth), face_.district});
    }
    if (given != 0 && birth.day() != 0)
      add(Family::given_birth, sound(given), number_of(birth),
          {first_letter(family), face_.district, family == 0 ? 0 : words_.at(family).hash});
  }
  void both_names() {
    for (const auto& name : subject_.names)
      if (name.given != 0 && name.family != 0)
        add(Family::both_names, words_.at(name.given).hash, words_.at(name.family).hash,
            {year_of(face_.birth), face_.district, month_of(face_.birth)});
  }
  void places() {
    for (const auto& postcode : subject_.postcodes) {
      for (const Date birth : subject_.births)
        add(Family::postcode_birth, postcode.unit(), number_of(birth),
            {first_letter(face_.given), 0, 0});
      for (const auto& name : subject_.names)
        if (name.given != 0)
          add(Family::postcode_given, postcode.unit(), sound(name.given),
              {year_of(face_.birth), month_of(face_.birth), 0});
    }
    for (const Date birth : subject_.births) {
      for (const std::uint32_t phone : subject_.phones)
        add(Family::phone_year, phone, year_of(birth),
            {month_of(birth), first_letter(face_.given), 0});
      for (const std::uint32_t address : subject_.addresses)
        add(Family::address_birth, address, number_of(birth), {face_.district, 0, 0});
    }
  }

  void add(Family family, std::uint64_t first, std::uint64_t second,
           std::array<std::uint64_t, divisions> refine) {
    Key key{key_of(family, first, second), {}};
    for (std::size_t i = 0; i < divisions; ++i)
      key.refine[i] = static_cast<std::uint32_t>(refine[i]);
    keys_.push_back(key);
    if (families_ != nullptr) families_->push_back(family);
  }

  // Or the letters, where nothing is left to hear.
  std::uint64_t sound(WordNumber number) const {
    const Word& word = words_.at(number);
    return word.sound != 0 ? word.sound : word.hash;
  }
  std::uint64_t first_letter(WordNumber word) const {
    return word == 0 ? 0 : static_cast<unsigned char>(words_.at(word).text[0]);
  }

  const Encoded& subject_;
  const Words& words_;
  Face face_;
  std::vector<Key>& keys_;
  std::vector<Family>* families_;  // of each key; null: not wanted
};

std::string_view words_of(Family family) {
  switch (family) {
    case Family::identifier:
      return "a number";
    case Family::family_birth:
      return "family name and birth date";
    case Family::given_birth:
      return "given name and birth date";
    case Family::family_year:
      return "family name and birth year";
    case Family::both_names:
      return "given and family name";
    case Family::postcode_birth:
      return "postcode and birth date";
    case Family::postcode_given:
      return "postcode and given name";
    case Family::phone_year:
      return "telephone and birth year";
    case Family::address_birth:
      return "address and birth date";
  }
  return {};
}

// What one looks for under keys that the other is found by.
void add_shared(const Encoded& one, const Encoded& other, const Words& words,
                std::vector<std::string_view>& shared) {
  std::vector<Key> sought, known;
  std::vector<Family> families;
  KeyMaker maker(one, words, sought, &families);
  maker.all();
  maker.turned();
  KeyMaker(other, words, known).all();
  for (std::size_t i = 0; i < sought.size(); ++i) {
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [&](const Key& each) { return each.key == sought[i].key; });
    const std::string_view name = words_of(families[i]);
    if (is_known && std::find(shared.begin(), shared.end(), name) == shared.end())
      shared.push_back(name);
  }
}

}  // namespace

void keys_of(const Encoded& subject, const Words& words, std::vector<Key>& keys) {
  KeyMaker(subject, words, keys).all();
}

void keys_for_search(const Encoded& subject, const Words& words, std::vector<Key>& keys) {
  KeyMaker maker(subject, words, keys);
  maker.all();
  maker.turned();
}

std::vector<std::string_view> shared_keys(const Encoded& one, const Encoded& other,
                                          const Words& words) {
  std::vector<std::string_view> shared;
  add_shared(one, other, words, shared);
  add_shared(other, one, words, shared);
  return shared;
}

}  // namespace trellis::matching
