#include "hub/desk/search_words.hpp"

#include <algorithm>
#include <string_view>

#include "hub/base/text.hpp"
#include "hub/model/identifier.hpp"

namespace trellis::desk {
namespace {

bool has_digit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_digits(std::string_view text, std::size_t size) {
  return text.size() == size && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Upper case, letters and digits only.
std::string compact(std::string_view text) {
  std::string kept;
  for (const char c : text::upper(text))
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0) kept += c;
  return kept;
}

bool is_postcode(const std::string& text) {
  return model::check_identifier("postcode", text, 0).verdict == model::Verdict::valid;
}

std::vector<std::string> tokens_of(const std::vector<std::string>& typed) {
  std::vector<std::string> words, joined;
  for (const std::string& each : typed)
    for (const std::string& word : text::split(each, " "))
      if (!text::trim(word).empty()) words.emplace_back(text::trim(word));
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_halves = i + 1 < words.size() && has_digit(words[i]) && has_digit(words[i + 1]) &&
                           is_postcode(words[i] + " " + words[i + 1]);
    const bool is_groups = i + 2 < words.size() && is_digits(words[i], 3) &&
                           is_digits(words[i + 1], 3) && is_digits(words[i + 2], 4);
    joined.push_back(is_groups   ? words[i] + words[i + 1] + words[i + 2]
                     : is_halves ? words[i] + words[i + 1]
                                 : words[i]);
    i += is_groups ? 2U : is_halves ? 1U : 0U;
  }
  return joined;
}

Date birth_in(const std::string& text) {
  if (const auto day = parse_date(text, "DD/MM/YYYY"); day.ok()) return *day;
  const auto date = Date::parse(text);
  constexpr int earliest = 1900;  // four digits before that are no year of a child's birth
  return date.ok() && date->year() >= earliest ? *date : Date();
}

SearchWord word_of(const std::string& text, int this_year) {
  SearchWord word;
  if (!has_digit(text)) {
    word.name = text::fold_name(text);
    return word;
  }
  word.birth = birth_in(text);
  word.postcode = compact(text);
  word.identifiers.insert(compact(text));
  for (const std::string& kind : model::identifier_kinds()) {
    const model::Checked checked = model::check_identifier(kind, text, this_year);
    if (checked.verdict == model::Verdict::valid)
      word.identifiers.insert(compact(checked.canonical));
  }
  return word;
}

bool begins_a_part(std::string_view name, std::string_view beginning) {
  if (beginning.empty()) return false;
  const std::string spaced = ' ' + std::string(name);
  return spaced.find(' ' + std::string(beginning)) != std::string::npos;
}

bool is_born(const SearchWord& word, Date birth) {
  return !word.birth.none() && !birth.none() && birth.first_day() >= word.birth.first_day() &&
         birth.last_day() <= word.birth.last_day();
}

// Whole, or the half before the space.
bool is_at(const SearchWord& word, std::string_view postcode) {
  if (word.postcode.empty() || postcode.empty()) return false;
  const std::string whole = compact(postcode);
  constexpr std::size_t inward = 3;
  return word.postcode == whole ||
         (whole.size() > inward && word.postcode == whole.substr(0, whole.size() - inward));
}

bool fits(const SearchWord& word, const model::Observation& seen) {
  if (seen.kind == "person.name") {
    for (const char* field : {"given", "middle", "family", "full"})
      if (begins_a_part(text::fold_name(seen.text(field)), word.name)) return true;
    return false;
  }
  if (seen.kind == "person.birth") {
    const auto date = Date::parse(seen.text("date"));
    return date.ok() && is_born(word, *date);
  }
  if (seen.kind == "person.address") return is_at(word, seen.text("postcode"));
  return seen.kind == "person.identifier" && word.identifiers.contains(compact(seen.text("value")));
}

}  // namespace

Result<std::vector<SearchWord>> read_search(const std::vector<std::string>& typed, int this_year) {
  std::vector<SearchWord> words;
  for (const std::string& token : tokens_of(typed)) {
    SearchWord word = word_of(token, this_year);
    if (!word.name.empty() || !word.identifiers.empty()) words.push_back(std::move(word));
  }
  if (words.empty())
    return Error{Fault::invalid,
                 "nothing to search by: give a name, a birth date, a postcode or an identifier"};
  return words;
}

bool fits(const SearchWord& word, const matching::Features& features) {
  const auto any = [](const auto& all, const auto& test) {
    return std::any_of(all.begin(), all.end(), test);
  };
  return any(features.names,
             [&](const auto& name) {
               return begins_a_part(name.given, word.name) ||
                      begins_a_part(name.middle, word.name) ||
                      begins_a_part(name.family, word.name);
             }) ||
         any(features.births, [&](Date birth) { return is_born(word, birth); }) ||
         any(features.postcodes, [&](const auto& postcode) { return is_at(word, postcode); }) ||
         any(features.identifiers,
             [&](const auto& each) { return word.identifiers.contains(compact(each.canonical)); });
}

bool fits(const SearchWord& word, const pipeline::View& view) {
  return std::any_of(view.lines.begin(), view.lines.end(),
                     [&](const pipeline::Line& line) { return fits(word, line.from.observation); });
}

}  // namespace trellis::desk
