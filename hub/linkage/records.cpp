#include "hub/linkage/records.hpp"

#include <algorithm>

#include "hub/base/text.hpp"
#include "hub/comparison/multiple_birth.hpp"

namespace trellis::linkage {
namespace {

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

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char lower) { return lower >= 'a' && lower <= 'z'; }

void append_digits_and_letters(std::string_view text, std::string& to) {
  for (const char c : text)
    if (is_digit(c) || is_letter(lower(c))) to += lower(c);
}

void append_digits(std::string_view text, std::string& to) {
  for (const char c : text)
    if (is_digit(c)) to += c;
}

// Lower case, marks gone, single spaces: letters and digits alone.
void append_plain_words(std::string_view text, std::string& to) {
  const auto is_foreign = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
  std::string folded;
  if (std::any_of(text.begin(), text.end(), is_foreign)) text = folded = text::lower(text);
  const std::size_t start = to.size();
  bool gap = false;
  for (const char each : text) {
    const char c = lower(each);
    if (!is_digit(c) && !is_letter(c) && !is_foreign(c)) {
      gap = gap || (c != '\'' && c != '.');
      continue;
    }
    if (gap && to.size() > start) to += ' ';
    gap = false;
    to += c;
  }
}

void append_phone(std::string_view text, std::string& to) {
  const std::size_t start = to.size();
  append_digits(text, to);
  if (to.size() - start == 12 && to.compare(start, 2, "44") == 0) to.replace(start, 2, "0");
}

void append_cleaned(Is is, std::string_view text, std::string& to) {
  switch (is) {
    case Is::phone:
      return append_phone(text, to);
    case Is::email:
      to += text::lower(text::trim(text));
      return;
    case Is::postcode:
    case Is::nhs_number:
    case Is::upn:
    case Is::uln:
    case Is::pnc:
    case Is::identifier:
    case Is::house_number:
      return append_digits_and_letters(text, to);
    default:
      return append_plain_words(text, to);
  }
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

Encoder::Encoder(const Fields& fields, const comparison::NameWords& words, std::size_t threads)
    : no_names_(words), threads_(threads) {
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
  // Given names first, which say whether there is a name at all; whole names last: they fill what
  // the others leave open.
  static_assert(Is::given_name < Is::middle_names && Is::middle_names < Is::family_name &&
                Is::family_name < Is::full_name);
  std::stable_sort(names_.begin(), names_.end(),
                   [](const Use& a, const Use& b) { return a.field.is < b.field.is; });
}

Status Encoder::start_table(const std::vector<std::string>& columns) {
  if (texts_.size() > most_texts)
    return Error{Fault::invalid, "at most " + std::to_string(most_texts) +
                                     " columns can be compared beside names, birth and sex: leave "
                                     "out those that tell least"};
  encode_in_background();
  finish();
  adding_.columns = columns.size();
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

std::string_view Encoder::Rows::cell(std::size_t row, const Use& use) const {
  if (!use.cell) return {};
  const std::size_t at = row * columns + *use.cell;
  return std::string_view(letters).substr(ends[at], ends[at + 1] - ends[at]);
}

void Encoder::add(const std::vector<std::string_view>& cells) {
  for (std::size_t c = 0; c < adding_.columns; ++c) {
    if (c < cells.size()) adding_.letters += cells[c];
    adding_.ends.push_back(adding_.letters.size());
  }
  constexpr std::size_t enough_rows = 8192, enough_letters = 16U << 20U;
  if (adding_.size() >= enough_rows || adding_.letters.size() >= enough_letters)
    encode_in_background();
}

// Helps with the rows before, then hands over those that were added.
void Encoder::encode_in_background() {
  finish();
  std::swap(adding_, encoding_);
  adding_.columns = encoding_.columns;
  adding_.letters.clear();
  adding_.ends.resize(1);
  first_ = records_.count;
  records_.count += encoding_.size();
  records_.people.resize(records_.count);
  records_.codes.resize(records_.count * records_.texts.size());
  next_task_ = 0;
  for (std::size_t i = 1; i < threads_; ++i) helpers_.emplace_back([this] { encode_tasks(); });
}

void Encoder::finish() {
  encode_tasks();
  helpers_.clear();
}

void Encoder::encode_tasks() {
  const std::size_t tasks = texts_.size() + 2;
  for (std::size_t task = next_task_++; task < tasks; task = next_task_++) {
    if (task == 0)
      encode_names();
    else if (task == 1)
      encode_births_and_sexes();
    else
      encode_texts(texts_[task - 2]);
  }
}

void Encoder::learn_words() {
  for (std::size_t known = words_end_.size(); known < raw_names_.size(); ++known) {
    const std::string_view raw = raw_names_.text(static_cast<std::uint32_t>(known));
    const std::string folded = text::fold_name(raw);
    for (const std::string& word : text::split(folded, " ")) {
      if (word.empty()) continue;
      words_.push_back(records_.names.put(word));
      if (words_.back() != is_no_name_.size()) continue;
      is_no_name_.push_back(no_names_.is_no_given_name(word));
      may_be_of_nobody_.push_back(no_names_.may_be_of_nobody(word));
    }
    words_end_.push_back(static_cast<std::uint32_t>(words_.size()));
    says_.push_back({no_names_.is_nobody(folded), no_names_.is_no_given_name(folded),
                     no_names_.is_no_family_name(folded, {}),
                     comparison::multiple_birth_in(raw).is_told});
  }
}

std::span<const std::uint32_t> Encoder::words_of(std::uint32_t raw) const {
  if (raw == 0) return {};
  return std::span(words_).subspan(words_end_[raw - 1], words_end_[raw] - words_end_[raw - 1]);
}

// Middle names of a child that has no name yet are somebody else's.
void Encoder::add_name(Is is, std::uint32_t raw, Name& name) const {
  const std::span<const std::uint32_t> words = words_of(raw);
  const Says says = says_[raw];
  if (is == Is::full_name) return add_full(words, name);
  if (is == Is::given_name && !says.no_given) {
    for (const std::uint32_t word : words)
      if (add_once(name.given, word)) ++name.given_words;
  }
  if (is == Is::middle_names && !says.nobody && name.given_words > 0)
    for (const std::uint32_t word : words) add_once(name.given, word);
  const bool is_family = is == Is::family_name && !says.nobody &&
                         (!says.no_family_without_given || name.given[0] != 0);
  if (is_family)
    for (const std::uint32_t word : words) add_once(name.family, word);
}

void Encoder::add_full(std::span<const std::uint32_t> words, Name& name) const {
  std::vector<std::uint32_t> known;
  bool is_unnamed = false;
  for (const std::uint32_t word : words) {
    if (is_unnamed && records_.names.text(word) == "of")
      break;  // "baby of Jane": the mother's name
    is_unnamed = is_no_name_[word];
    if (!is_unnamed) known.push_back(word);
  }
  const auto stands_in = [](const auto& list, std::uint32_t word) {
    return std::find(list.begin(), list.end(), word) != list.end();
  };
  const bool fills_given = name.given[0] == 0, fills_family = name.family[0] == 0;
  for (std::size_t i = 0; i < known.size(); ++i) {
    const bool is_last = i + 1 == known.size();
    if (fills_family && is_last && known.size() > 1)
      add_once(name.family, known[i]);
    else if (fills_given && fills_family)
      add_once(name.given, known[i]);
    else if (!stands_in(name.given, known[i]) && !stands_in(name.family, known[i]))
      add_once(name.others, known[i]);
  }
  if (fills_given && name.given[0] != 0) name.given_words = 1;
}

std::uint32_t Encoder::joined(std::span<const std::uint32_t> words) {
  if (words[0] == 0 || words[1] == 0) return words[0];
  std::string all;
  for (const std::uint32_t word : words)
    if (word != 0) all += records_.names.text(word);
  const std::uint32_t code = records_.names.put(all);
  if (code == is_no_name_.size()) {
    is_no_name_.push_back(false);
    may_be_of_nobody_.push_back(false);
  }
  return code;
}

// Of a whole name, whose words name somebody one by one: "John Doe".
bool Encoder::is_nobody(const Name& name) const {
  const auto written = [this](std::span<const std::uint32_t> words) -> std::string {
    std::string text;
    for (const std::uint32_t word : words) {
      if (word == 0) break;
      if (!may_be_of_nobody_[word]) return {};
      text.append(text.empty() ? "" : " ").append(records_.names.text(word));
    }
    return text;
  };
  if (name.given[0] == 0 || name.family[0] == 0 || !may_be_of_nobody_[name.given[0]]) return false;
  const std::string given = written(name.given), family = written(name.family);
  return !given.empty() && !family.empty() && no_names_.is_nobody(given, family);
}

void Encoder::encode_names() {
  std::vector<std::string_view> cells(encoding_.size());
  std::vector<std::uint32_t> raw;
  for (const Use& use : names_) {
    for (std::size_t r = 0; r < cells.size(); ++r) cells[r] = encoding_.cell(r, use);
    raw_names_.put(cells, raw);
    learn_words();
    for (std::size_t r = 0; r < cells.size(); ++r)
      add_name(use.field.is, raw[r], records_.people[first_ + r].name);
  }
  for (std::size_t r = first_; r < records_.count; ++r) {
    Name& name = records_.people[r].name;
    if (is_nobody(name)) {
      name.given = {};
      name.family = {};
      name.given_words = 0;
    }
    name.family_joined = joined(name.family);
  }
}

Birth Encoder::birth_in(std::size_t row) const {
  unsigned year = 0, month = 0, day = 0;
  for (const Use& use : births_) {
    const std::string_view cell = encoding_.cell(row, use);
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
  return birth_of(year, month, day);
}

void Encoder::encode_births_and_sexes() {
  for (std::size_t r = 0; r < encoding_.size(); ++r) {
    Person& person = records_.people[first_ + r];
    person.birth = birth_in(r);
    for (const Use& use : sexes_)
      if (person.sex == 0) person.sex = sex_of(encoding_.cell(r, use));
  }
}

void Encoder::encode_texts(const Use& use) {
  TextColumn& column = records_.texts[use.text];
  std::string letters;
  std::vector<std::size_t> ends;
  for (std::size_t r = 0; r < encoding_.size(); ++r) {
    append_cleaned(column.is, encoding_.cell(r, use), letters);
    ends.push_back(letters.size());
  }
  std::vector<std::string_view> texts;
  for (std::size_t r = 0, from = 0; r < ends.size(); from = ends[r++])
    texts.push_back(std::string_view(letters).substr(from, ends[r] - from));
  std::vector<std::uint32_t> codes;
  column.lexicon.put(texts, codes);
  for (std::size_t r = 0; r < codes.size(); ++r)
    records_.codes[(first_ + r) * records_.texts.size() + use.text] = codes[r];
}

Result<Records> Encoder::take() {
  encode_in_background();
  finish();
  std::string missing;
  for_each_use([&](const Use& use) {
    if (!use.was_seen && missing.empty()) missing = use.field.column;
  });
  if (!missing.empty())
    return Error{Fault::invalid, "no table has the column \"" + missing +
                                     "\" that the fields name: correct the fields"};
  if (records_.count > most_records)
    return Error{Fault::invalid, "at most " + std::to_string(most_records) +
                                     " records can be linked at once: link the tables by parts"};
  return std::move(records_);
}

}  // namespace trellis::linkage
