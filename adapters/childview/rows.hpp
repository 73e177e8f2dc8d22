#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trellis/settings.hpp"

// How an alert or a summary becomes a line of CSV, as the connection's settings say.
namespace childview {

// One column of what is written: its name at the service, and the record's field or a constant.
struct Column {
  std::string name;
  std::string from;
  std::string value;
  bool is_required = false;
};

// The objects of a JSON array, each as its text. Throws trellis::Failure(TRELLIS_BAD_SETTINGS).
std::vector<std::string> objects_of(std::string_view json_array, std::string_view setting);

// Throws trellis::Failure(TRELLIS_BAD_SETTINGS).
std::vector<Column> read_columns(const trellis::Settings& settings, const std::string& setting);

// One cell: quoted as RFC 4180 asks, and with an apostrophe before what a spreadsheet would take
// for a formula.
std::string cell(std::string_view text);

// A header and one line, CRLF. Throws trellis::Failure(TRELLIS_BAD_DATA) if a required field has no
// value; the sentence names the column, never a value.
std::string csv(const std::vector<Column>& columns, const trellis::Settings& record);

// The same for the same key, and for no other: "alert-" + what of the key a file name may hold.
std::string file_name(std::string_view type, std::string_view key);

}  // namespace childview
