#pragma once

#include <string>
#include <vector>

#include "hub/linkage/key_parts.hpp"
#include "hub/linkage/records.hpp"

namespace trellis::linkage {

// One way to make a key: a hash of all parts, for each alternative of the first part.
struct Recipe {
  std::string name;
  Parts parts;
  Parts alternatives{};  // one slot each, before the parts

  Ingredients of() const {
    Ingredients all = 0;
    for (const Parts* each : {&parts, &alternatives})
      for (const Part& part : *each) all = both(all, part.of);
    return all;
  }
};

// Keys from the surest to the loosest, of what the table has.
std::vector<Recipe> recipes_for(const Records& records, PartsOf& of);

}  // namespace trellis::linkage
