#include "hub/matching/linkage/records.hpp"

#include <algorithm>
#include <charconv>

#include "hub/base/text.hpp"

namespace trellis::matching::linkage {
namespace {

// What is written for a name that is not known, or not given yet.
bool is_no_name(std::string_view word) {
  static constexpr std::array<std::string_view, 18> words = {
      "baby", "infant", "twin", "unknown", "unnamed", "boy", "girl", "male", "female",
      "na",   "none",   "nil",  "null",    "test",    "nk",  "tbc",  "anon", "triplet"};
  return std::find(words.begin(), words.end(), word) != words.end();
}

template <std::size_t Size>
bool add_once(std::array<std::uint32_t, Size>& list, std::uint32_t code) {
  for (std::uint32_t& place : list) {
    if (place == code) return false;
    if (place != 0) continue;
    place = code;
    return true;
  }
  return false;
}

std::string digits_and_letters(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')) kept += c;
    if (c >= 'A' && c <= 'Z') kept += static_cast<char>(c | 0x20);
  }
  return kept;
}

std::string digits_only(std::string_view text) {
  std::string kept;
  for (const char c : text)
    if (c >= '0' && c <= '9') kept += c;
  return kept;
}

// Lower case, marks gone, single spaces: letters and digits alone.
std::string plain_words(std::string_view text) {
  const std::string lower = text::lower(text);
  std::string kept;
  kept.reserve(lower.size());
  bool gap = false;
  for (const char c : lower) {
    const bool is_kept =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
    if (!is_kept) {
      gap = gap || (c != '\'' && c != '.');
      continue;
    }
    if (gap && !kept.empty()) kept += ' ';
    gap = false;
    kept += c;
  }
  return kept;
}

std::string cleaned(Is is, std::string_view text) {
  switch (is) {
    case Is::phone: {
      std::string digits = digits_only(text);
      if (digits.size() == 12 && digits.starts_with("44")) digits.replace(0, 2, "0");
      return digits;
    }
    case Is::email:
      return text::lower(text::trim(text));
    case Is::postcode:
    case Is::nhs_number:
    case Is::upn:
    case Is::uln:
    case Is::pnc:
    case Is::identifier:
    case Is::house_number:
      return digits_and_letters(text);
    default:
      return plain_words(text);
  }
}

unsigned number_in(std::string_view text) {
  unsigned value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc{} && end == text.data() + text.size() ? value : 0;
}

Birth birth_of(unsigned year, unsigned month, unsigned day) {
  if (year > 9999) return 0;
  if (month > 31 || day > 31) month = day = 0;
  if (month > 12) std::swap(month, day);
  if (month > 12) month = 0;
  return year << 9U | month << 5U | day;
}

// By the order of the format's letters; anything between the numbers separates them.
Birth read_by_format(std::string_view text, std::string_view format) {
  unsigned year = 0, month = 0, day = 0;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      if (!text.empty()) text.remove_prefix(1);
      continue;
    }
    const char letter = ++i < format.size() ? format[i] : '\0';
    const std::size_t longest = letter == 'Y' ? 4 : 2;
    std::size_t size = 0;
    while (size < longest && size < text.size() && text[size] >= '0' && text[size] <= '9') ++size;
    const unsigned number = number_in(text.substr(0, size));
    text.remove_prefix(size);
    if (letter == 'Y') year = number;
    if (letter == 'y') year = number + (number < 50 ? 2000 : 1900);
    if (letter == 'm') month = number;
    if (letter == 'd') day = number;
  }
  return birth_of(year, month, day);
}

std::uint8_t sex_of(std::string_view text) {
  const std::string lower = text::lower(text::trim(text));
  if (lower.empty()) return 0;
  const char first = lower.front();
  if (first == 'm' || first == '1' || first == 'b') return 1;
  if (first == 'f' || first == '2' || first == 'w' || first == 'g') return 2;
  return 0;
}

constexpr bool is_name(Is is) {
  return is == Is::given_name || is == Is::middle_names || is == Is::family_name ||
         is == Is::full_name;
}
constexpr bool is_birth(Is is) {
  return is == Is::birth_date || is == Is::birth_year || is == Is::birth_month ||
         is == Is::birth_day;
}

}  // namespace

Birth read_birth(std::string_view text, const std::string& format) {
  text = text::trim(text);
  if (!format.empty()) return read_by_format(text, format);
  const std::string digits = digits_only(text);
  if (digits.size() == 4) return birth_of(number_in(digits), 0, 0);
  if (digits.size() == 6)
    return birth_of(number_in(digits.substr(0, 4)), number_in(digits.substr(4)), 0);
  if (digits.size() != 8) return 0;
  const bool year_is_last =
      text.size() >= 3 && (text[2] == '/' || text[2] == '-' || text[2] == '.');
  if (year_is_last)
    return birth_of(number_in(digits.substr(4)), number_in(digits.substr(2, 2)),
                    number_in(digits.substr(0, 2)));
  return birth_of(number_in(digits.substr(0, 4)), number_in(digits.substr(4, 2)),
                  number_in(digits.substr(6)));
}

Encoder::Encoder(const Fields& fields) {
  for (const Field& field : fields.fields) {
    const Is is = field.is;
    if (is == Is::system || is == Is::recorded_on) continue;
    if (is_name(is)) {
      records_.has_given |= is == Is::given_name || is == Is::full_name;
      records_.has_middle |= is == Is::middle_names || is == Is::given_name || is == Is::full_name;
      records_.has_family |= is == Is::family_name || is == Is::full_name;
      names_.push_back({field});
    } else if (is_birth(is)) {
      records_.has_birth = true;
      births_.push_back({field});
    } else if (is == Is::sex) {
      records_.has_sex = true;
      sexes_.push_back({field});
    } else {
      texts_.push_back({field, records_.texts.size()});
      records_.texts.emplace_back();
      records_.texts.back().is = is;
      records_.texts.back().name = field.column;
    }
  }
  // Whole names last: they fill what the others leave open.
  std::stable_sort(names_.begin(), names_.end(), [](const Use& a, const Use& b) {
    return (a.field.is == Is::full_name) < (b.field.is == Is::full_name);
  });
}

Status Encoder::start_table(const std::vector<std::string>& columns) {
  if (texts_.size() > most_texts)
    return Error{Fault::invalid, "at most " + std::to_string(most_texts) +
                                     " columns can be compared beside names, birth and sex: leave "
                                     "out those that tell least"};
  std::size_t found = 0;
  for_each_use([&](Use& use) {
    const auto column = std::find(columns.begin(), columns.end(), use.field.column);
    use.cell.reset();
    if (column == columns.end()) return;
    use.cell = static_cast<std::size_t>(column - columns.begin());
    use.was_seen = true;
    ++found;
  });
  if (found > 0) return done();
  std::vector<std::string> wanted;
  for_each_use([&](const Use& use) { wanted.push_back(use.field.column); });
  return Error{Fault::invalid, "the table has none of the fields' columns (" +
                                   text::join(wanted, ", ") + "); its columns are " +
                                   text::join(columns, ", ")};
}

const std::vector<std::uint32_t>& Encoder::tokens_of(std::string_view raw) {
  const auto known = tokens_.find(raw);
  if (known != tokens_.end()) return known->second;
  std::vector<std::uint32_t> codes;
  const std::string folded = text::fold_name(raw);
  for (const std::string& word : text::split(folded, " "))
    if (!word.empty() && !is_no_name(word)) codes.push_back(records_.names.put(word));
  return tokens_.emplace(std::string(raw), std::move(codes)).first->second;
}

void Encoder::add_name(const std::vector<std::string_view>& cells) {
  Name& name = records_.name.emplace_back();
  for (const Use& use : names_) {
    const auto& tokens = tokens_of(use.in(cells));
    switch (use.field.is) {
      case Is::given_name:
      case Is::middle_names:
        for (const std::uint32_t token : tokens) add_once(name.given, token);
        break;
      case Is::family_name:
        for (const std::uint32_t token : tokens) add_once(name.family, token);
        break;
      default: {
        const bool fills_given = name.given[0] == 0, fills_family = name.family[0] == 0;
        for (std::size_t i = 0; i < tokens.size(); ++i) {
          const bool is_last = i + 1 == tokens.size();
          if (fills_family && is_last && tokens.size() > 1)
            add_once(name.family, tokens[i]);
          else if (fills_given && fills_family)
            add_once(name.given, tokens[i]);
          else if (std::find(name.given.begin(), name.given.end(), tokens[i]) == name.given.end() &&
                   std::find(name.family.begin(), name.family.end(), tokens[i]) ==
                       name.family.end())
            add_once(name.others, tokens[i]);
        }
      }
    }
  }
  const auto join = [this](std::uint32_t a, std::uint32_t b) {
    if (b == 0) return a;
    joined_.assign(records_.names.text(a)).append(records_.names.text(b));
    return records_.names.put(joined_);
  };
  name.given_joined = join(name.given[0], name.given[1]);
  name.family_joined = join(name.family[0], name.family[1]);
}

void Encoder::add_birth(const std::vector<std::string_view>& cells) {
  unsigned year = 0, month = 0, day = 0;
  for (const Use& use : births_) {
    const std::string_view cell = use.in(cells);
    if (cell.empty()) continue;
    if (use.field.is == Is::birth_date) {
      const Birth birth = read_birth(cell, use.field.format);
      year = year_of(birth);
      month = month_of(birth);
      day = day_of(birth);
    }
    if (use.field.is == Is::birth_year) year = number_in(text::trim(cell));
    if (use.field.is == Is::birth_month) month = number_in(text::trim(cell));
    if (use.field.is == Is::birth_day) day = number_in(text::trim(cell));
  }
  records_.birth.push_back(birth_of(year, month, day));
}

void Encoder::add_texts(const std::vector<std::string_view>& cells) {
  for (const Use& use : texts_) {
    TextColumn& column = records_.texts[use.text];
    const std::string_view cell = use.in(cells);
    column.codes.push_back(cell.empty() ? 0 : column.lexicon.put(cleaned(column.is, cell)));
  }
}

void Encoder::add(const std::vector<std::string_view>& cells) {
  ++records_.count;
  add_name(cells);
  add_birth(cells);
  std::uint8_t sex = 0;
  for (const Use& use : sexes_)
    if (sex == 0) sex = sex_of(use.in(cells));
  records_.sex.push_back(sex);
  add_texts(cells);
}

Result<Records> Encoder::take() {
  std::string missing;
  for_each_use([&](const Use& use) {
    if (!use.was_seen && missing.empty()) missing = use.field.column;
  });
  if (!missing.empty())
    return Error{Fault::invalid, "no table has the column \"" + missing +
                                     "\" that the fields name: correct the fields"};
  return std::move(records_);
}

}  // namespace trellis::matching::linkage
