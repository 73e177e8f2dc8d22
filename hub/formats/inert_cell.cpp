#include "hub/formats/inert_cell.hpp"

#include <algorithm>
#include <array>

#include "hub/formats/csv_row.hpp"

namespace trellis::formats {
namespace {

bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

// Blanks (ASCII, no-break, ideographic, zero-width) and quotes.
std::string_view without_lead(std::string_view text) {
  constexpr std::array<std::string_view, 9> leads = {" ",      "'",      "\"",     "\v",    "\f",
                                                     "\u00A0", "\u3000", "\u200B", "\uFEFF"};
  while (std::any_of(leads.begin(), leads.end(),
                     [&](std::string_view lead) { return take(text, lead); })) {
  }
  return text;
}

// +44 7700 900123, -12.50, -3 %: a spreadsheet reads them, and runs nothing.
bool is_number(std::string_view text) {
  if (!take(text, "+")) take(text, "-");
  if (text.empty() || text.front() < '0' || text.front() > '9') return false;
  return text.find_first_not_of("0123456789 .,%") == std::string_view::npos;
}

bool would_run(std::string_view text) {
  const std::string_view rest = without_lead(text);
  constexpr std::array<std::string_view, 11> starts = {
      "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  const bool begins = std::any_of(starts.begin(), starts.end(),
                                  [&](std::string_view start) { return rest.starts_with(start); });
  return begins && rest != "-" && !is_number(rest);
}

}  // namespace

std::string inert_cell(std::string_view text) {
  return would_run(text) ? csv_cell("'" + std::string(text)) : csv_cell(text);
}

std::string_view without_mark(std::string_view cell) {
  const bool is_marked = cell.starts_with('\'') && would_run(cell.substr(1));
  return is_marked ? cell.substr(1) : cell;
}

}  // namespace trellis::formats
