#pragma once

#include <string>
#include <string_view>

namespace trellis::comparison {

// 0 to 1; with the prefix bonus of Winkler (0.1, four letters). Over bytes: words are folded
// before.
double jaro_winkler(std::string_view a, std::string_view b);

// One letter put in, left out or replaced, or two neighbours swapped. Equal words are not one edit
// apart.
bool one_edit_apart(std::string_view a, std::string_view b);

// How a folded word sounds in English, Welsh, Polish or South Asian spellings: consonants, roughly.
// "stephen" and "steven", "mohammed" and "muhammad", "catherine" and "katharine" have the same.
std::string sound_of(std::string_view word);

}  // namespace trellis::comparison
