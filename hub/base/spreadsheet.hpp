#pragma once

#include <string_view>

// What spreadsheets and databases make of values, and write where there is none.
namespace trellis::text {

// A number as spreadsheets and programs write a long one, "9.99E+09", "1.2e11": its last digits are
// lost, and it may stand for many. "12E4" is somebody's own numbering.
bool is_rounded_number(std::string_view text);

// Is one of the parts between slashes such a number?
bool has_rounded_part(std::string_view key);

inline constexpr const char* rounded_key =
    "the key is a number that a spreadsheet has rounded, such as 9.99E+09: its last digits are "
    "lost, and it may stand for several people; make the column text in the spreadsheet, with all "
    "digits, and export it again";

// "UNKNOWN", "NK", "0", "999999", "123456": written where nobody knew a number, so it is nobody's.
bool stands_for_no_number(std::string_view text);

// The same of a key, whose last part after a slash is the number.
bool is_placeholder_key(std::string_view key);

inline constexpr const char* placeholder_key =
    "is a word or a number that is written where none is known, such as UNKNOWN or 999999: it may "
    "stand for several people; give the person a number of its own in the source";

// "#REF!", "#N/A", "#####": what a spreadsheet shows instead of a value.
bool is_spreadsheet_error(std::string_view text);

// "N/A", "NULL", "-": what is written where there is no value. Not for names: people are called so.
bool is_word_for_none(std::string_view text);

}  // namespace trellis::text
