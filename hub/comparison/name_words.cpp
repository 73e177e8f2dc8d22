#include "hub/comparison/name_words.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>

#include "hub/base/text.hpp"

namespace trellis::comparison {
namespace {

constexpr std::array<std::string_view, 8> kind_names = {
    "nobody", "a child", "newborn", "filler", "beginning", "particle", "community", "whole name"};

std::optional<std::size_t> kind_in(std::string_view name) {
  const auto* const found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kind_names.begin());
}

std::string without_spaces(std::string_view name) {
  std::string joined(name);
  joined.erase(std::remove(joined.begin(), joined.end(), ' '), joined.end());
  return joined;
}

// "xx", "zzz", "aaa"; but Aa and Oo are names.
bool is_one_letter_again(std::string_view word) {
  const bool is_again =
      word.size() > 1 && word.find_first_not_of(word.front()) == std::string_view::npos;
  return is_again && (word.size() > 2 || word.front() == 'x' || word.front() == 'z');
}

}  // namespace

Result<NameWords> NameWords::parse(std::string_view csv, const std::string& file) {
  NameWords read;
  read.digest_ = sha256(csv);
  std::uint32_t number = 0;
  for (const std::string& raw : text::split(csv, "\n")) {
    ++number;
    const std::string_view line = text::trim(raw);
    const Place here{file, number, 1, {}};
    if (number == 1 && line != "words,are")
      return Error{Fault::invalid, "the header must be words,are", here};
    if (number == 1 || line.empty()) continue;
    const auto columns = text::split(line, ",");
    const auto kind = kind_in(columns.back());
    if (columns.size() != 2 || !kind)
      return Error{Fault::invalid,
                   "a line is words with spaces between them, a comma, and what they are: " +
                       text::join({kind_names.begin(), kind_names.end()}, ", "),
                   here};
    for (const std::string& word : text::split(columns[0], " ")) {
      const std::string folded = text::fold_name(word);
      if (folded.empty()) continue;
      std::vector<std::string> told = {folded};  // and the words of a whole name
      if (*kind == static_cast<std::size_t>(Kind::whole_name)) told = text::split(folded, " ");
      if (told.size() > 1) told.push_back(folded);
      for (const std::string& each : told) {
        auto& kinds = read.kinds_[each];
        kinds = static_cast<std::uint8_t>(kinds | 1U << *kind);
      }
      if (*kind == static_cast<std::size_t>(Kind::beginning)) read.beginnings_.push_back(folded);
    }
  }
  return read;
}

Result<NameWords> NameWords::read_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream bytes;
  if (!stream || !(bytes << stream.rdbuf()))
    return Error{Fault::not_found, "the table of words in names cannot be read", {file, 0, 0, {}}};
  return parse(bytes.str(), file);
}

bool NameWords::is(std::string_view word, Kind kind) const {
  const auto found = kinds_.find(std::string(word));
  return found != kinds_.end() && (found->second >> static_cast<unsigned>(kind) & 1U) != 0;
}

bool NameWords::names_nobody(std::string_view word) const {
  return is(word, Kind::nobody) || is_one_letter_again(word) ||
         std::any_of(beginnings_.begin(), beginnings_.end(),
                     [&](const std::string& each) { return word.starts_with(each); });
}

bool NameWords::is_whole(std::string_view name) const {
  return name.find(' ') != std::string_view::npos && is(name, Kind::whole_name);
}

bool NameWords::may_be_of_nobody(std::string_view word) const {
  const auto found = kinds_.find(std::string(word));
  constexpr unsigned of_somebody =
      1U << static_cast<unsigned>(Kind::particle) | 1U << static_cast<unsigned>(Kind::community);
  return (found != kinds_.end() && (found->second & ~of_somebody) != 0) || names_nobody(word);
}

bool NameWords::is_nobody(std::string_view name) const {
  if (name.empty() || is_whole(name)) return true;
  if (names_nobody(without_spaces(name))) return true;
  std::size_t words = 0, fillers = 0, of_children = 0;
  for (const std::string& word : text::split(name, " ")) {
    const bool is_of_a_child = is(word, Kind::a_child) || is(word, Kind::newborn);
    const bool is_filler = is(word, Kind::filler);
    if (!is_of_a_child && !is_filler && !names_nobody(word)) return false;
    ++words;
    of_children += is_of_a_child ? 1 : 0;
    fillers += is_filler ? 1 : 0;
  }
  return words > 1 || fillers + of_children == 0;  // Given and Child by themselves are somebody's
}

bool NameWords::is_no_given_name(std::string_view given) const {
  return is_nobody(given) || is(given, Kind::a_child) ||
         is(given.substr(0, given.find(' ')), Kind::newborn);
}

bool NameWords::is_no_family_name(std::string_view family, std::string_view given) const {
  if (is_nobody(family)) return true;
  const bool is_of_a_child = is(family, Kind::a_child) || is(family, Kind::newborn);
  return is_of_a_child && is_no_given_name(given);
}

bool NameWords::is_nobody(std::string_view given, std::string_view family) const {
  if (is_no_given_name(given) && is_no_family_name(family, given)) return true;
  if (given.empty() || family.empty()) return false;
  const std::string one(given), other(family);
  return is_nobody(one + ' ' + other) || is_whole(other + ' ' + one);
}

}  // namespace trellis::comparison
