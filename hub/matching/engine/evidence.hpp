#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace trellis::matching {

// What the pair most likely is.
enum class Likeness { same_child, twin, sibling_or_household, stranger };

// What a piece of evidence is about.
enum class Topic : std::uint8_t {
  not_known,  // it was stored by words alone, and they are none of ours
  prior,
  given_name,
  family_name,
  names_swapped,
  names_tried,  // the best of several names
  middle_name,
  birth_date,
  shared_day,
  sex,
  household,
  identifier,
  guard
};

// What of two children's records a piece of evidence lets its reader know something of.
enum class Trait : std::uint8_t {
  given_name,
  middle_name,
  family_name,
  birth_date,
  sex,
  postcode,
  address,
  telephone,
  parent,
  identifier
};

// How much one field speaks for (above 0) or against one child. Field and level are sentences for
// people; whatever decides, looks at the rest.
struct Evidence {
  std::string field;  // given name, birth date, NHS number, ...
  std::string level;  // equal, nickname, one digit off, day and month swapped, conflict, ...
  double bits = 0;
  double one_in = 0;  // an equal name counts as one that one in so many bears; 0: not a name
  Topic topic = Topic::not_known;
  std::vector<Trait> compares = {};  // all of them; none: not of anything in a record, or not known
  std::string identifier = {};       // its kind, nhs_number
};

// What decided beside the sum of the bits.
enum class Ruling : std::uint8_t {
  none,
  two_numbers,      // two different valid numbers of a hard kind
  one_roll,         // two pupil numbers on one school's roll at one time
  shared_number,    // an identifier agrees, the person does not
  twin,             // born together in one family, another given name
  perhaps_twin,     // as above, and the given names are alike, or one is part of the other
  beside_twin,      // another record of the child looks like a twin
  told_apart,       // born together in one family, and what tells twins apart differs
  nothing_to_tell,  // a given name is missing, or only an initial, and no identifier agrees
  middle_name,      // the middle name is the other's first, and no identifier agrees
  shared_day,       // too little, but only because many are given that birth date
  must_link,        // a person or a source said so; likewise the next
  never_link,
  locks_disagree,
  not_known  // it was stored by words alone, and they are none of ours
};
std::string_view words_of(Ruling ruling);  // a sentence; none for none and not known

// What no evidence outweighs: two numbers of which a child has only one, two pupils of one roll, a
// person's or a source's word. A person may overrule the first two, and names them.
struct Obstacle {
  enum class What { two_numbers, one_roll, never_link };
  What what = What::two_numbers;
  std::string identifier;  // for two numbers: their kind, nhs_number
  bool operator==(const Obstacle&) const = default;
};
std::string name_of(const Obstacle& obstacle);  // nhs-number, one-roll, never-link

struct Comparison {
  double bits = 0;  // log2 odds that the two are one child, prior included
  Likeness likeness = Likeness::stranger;
  std::vector<Evidence> evidence;
  // A hard constraint says no: two valid NHS numbers, two pupils of one roll, a never-link, a seal.
  bool forbidden = false;
  Ruling ruling = Ruling::none;
  std::string because;              // the ruling, in words
  std::vector<Obstacle> obstacles;  // not written: they are looked for when they are asked for

  void rule(Ruling by);  // in words too
};

std::string_view to_string(Likeness value);

}  // namespace trellis::matching
