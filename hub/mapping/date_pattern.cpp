#include "hub/mapping/date_pattern.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "hub/base/text.hpp"
#include "hub/base/time.hpp"
#include "hub/mapping/excel_day.hpp"

namespace trellis::mapping {
namespace {

constexpr const char* parts =
    "a date pattern is made of YYYY YY MM DD Mon and literal characters, with one year, a day "
    "only with a month, and `*` only at its end";

struct Part {
  std::string_view name, example;
};
constexpr std::array<Part, 5> examples = {
    {{"YYYY", "2011"}, {"YY", "11"}, {"MM", "11"}, {"DD", "11"}, {"Mon", "Nov"}}};

// A literal word that others write for a part, such as hh, mm or dd: a date never holds it.
bool looks_like_part(std::string_view word) {
  const std::string lower = text::lower(word);
  if (lower == "mon" || lower == "month" || lower == "day" || lower == "year") return true;
  return !lower.empty() && lower.find_first_not_of("ymdhs") == std::string::npos;
}

// What a value written like the pattern looks like, and the pattern's literal words.
std::string example_of(std::string_view pattern, std::vector<std::string>& words) {
  std::string example, word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  if (pattern.ends_with('*')) pattern.remove_suffix(1);
  while (!pattern.empty()) {
    const auto part = std::find_if(examples.begin(), examples.end(), [&](const Part& each) {
      return pattern.starts_with(each.name);
    });
    if (part != examples.end()) {
      end_word();
      example += part->example;
      pattern.remove_prefix(part->name.size());
      continue;
    }
    const char c = pattern.front();
    if (std::isalpha(static_cast<unsigned char>(c)))
      word += c;
    else
      end_word();
    example += c;
    pattern.remove_prefix(1);
  }
  end_word();
  return example;
}

}  // namespace

std::string fault_of_pattern(const std::string& pattern, const Expression& expression) {
  if (is_excel(pattern)) return {};
  if (!check_date_pattern(pattern).ok()) return parts;
  std::vector<std::string> words;
  std::string example = example_of(pattern, words);
  for (const std::string& word : words)
    if (looks_like_part(word))
      return "no date holds the letters `" + word + "`, so this pattern can never match; " + parts;
  if (expression.is_trimmed) example = std::string(text::trim(example));
  if (expression.letters == Expression::Case::upper) example = text::upper(example);
  if (expression.letters == Expression::Case::lower) example = text::lower(example);
  if (expression.letters == Expression::Case::title) example = text::title(example);
  const bool is_split =
      !expression.separator.empty() && example.find(expression.separator) != std::string::npos;
  if (is_split || !parse_date(example, pattern).ok())
    return "this pattern can never match what `trim`, `case` and `split` leave of a value";
  return {};
}

}  // namespace trellis::mapping
