#pragma once

#include <array>
#include <string_view>

// How a model's file calls the levels, by the enums of model.hpp and words.hpp; "missing", the
// last, weighs nothing and is not in the file.
namespace trellis::matching {

inline constexpr std::array<std::string_view, 11> name_keys = {
    "same", "nickname",  "one-edit", "sounds-alike", "very-similar", "similar",
    "part", "community", "initial",  "different",    "missing"};
inline constexpr std::array<std::string_view, 12> birth_keys = {
    "same",    "swapped",    "one-digit", "year-off",  "default-day", "to-month",
    "to-year", "same-month", "near",      "same-year", "different",   "missing"};
inline constexpr std::array<std::string_view, 5> postcode_keys = {"unit", "sector", "district",
                                                                  "different", "missing"};
inline constexpr std::array<std::string_view, 4> middle_keys = {"same", "initial", "different",
                                                                "missing"};
inline constexpr std::array<std::string_view, 3> sex_keys = {"same", "different", "missing"};
inline constexpr std::array<std::string_view, 4> identifier_keys = {"same", "one-digit",
                                                                    "different", "missing"};

}  // namespace trellis::matching
