#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trellis::matching {

// What the pair most likely is.
enum class Likeness { same_child, twin, sibling_or_household, stranger };

// How much one field speaks for (above 0) or against one child.
struct Evidence {
  std::string field;  // given name, birth date, NHS number, ...
  std::string level;  // equal, nickname, one digit off, day and month swapped, conflict, ...
  double bits = 0;
  double one_in = 0;  // an equal name counts as one that one in so many bears; 0: not a name
};

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
  std::string because;              // the constraint or guard that decided, in words
  std::vector<Obstacle> obstacles;  // not written: they are looked for when they are asked for
};

std::string_view to_string(Likeness value);

}  // namespace trellis::matching
