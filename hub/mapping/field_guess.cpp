#include "hub/mapping/field_guess.hpp"

#include <array>
#include <cctype>

#include "hub/base/text.hpp"

namespace trellis::mapping {
namespace {

// What sources call the fields of a person.
struct Habit {
  const char* words;
  const char* kind;
  const char* field;
  const char* system = "";
};
constexpr std::array<Habit, 38> habits = {{
    {"surname", "person.name", "family"},
    {"last name", "person.name", "family"},
    {"family name", "person.name", "family"},
    {"forename", "person.name", "given"},
    {"first name", "person.name", "given"},
    {"given name", "person.name", "given"},
    {"middle name", "person.name", "middle"},
    {"middle names", "person.name", "middle"},
    {"title", "person.name", "title"},
    {"dob", "person.birth", "date"},
    {"date of birth", "person.birth", "date"},
    {"birth date", "person.birth", "date"},
    {"person birth date", "person.birth", "date"},
    {"sex", "person.sex", "sex"},
    {"gender", "person.gender", "gender"},
    {"ethnicity", "person.ethnicity", "ethnicity"},
    {"ethnic origin", "person.ethnicity", "ethnicity"},
    {"language", "person.language", "language"},
    {"first language", "person.language", "language"},
    {"nationality", "person.nationality", "nationality"},
    {"religion", "person.religion", "religion"},
    {"nhs", "person.identifier", "value", "nhs_number"},
    {"nhs no", "person.identifier", "value", "nhs_number"},
    {"nhs number", "person.identifier", "value", "nhs_number"},
    {"upn", "person.identifier", "value", "upn"},
    {"unique pupil number", "person.identifier", "value", "upn"},
    {"uln", "person.identifier", "value", "uln"},
    {"unique learner number", "person.identifier", "value", "uln"},
    {"address", "person.address", "lines"},
    {"address line 1", "person.address", "lines"},
    {"street", "person.address", "street"},
    {"town", "person.address", "town"},
    {"postcode", "person.address", "postcode"},
    {"post code", "person.address", "postcode"},
    {"telephone", "person.contact", "value", "phone"},
    {"phone", "person.contact", "value", "phone"},
    {"mobile", "person.contact", "value", "mobile"},
    {"email", "person.contact", "value", "email"},
}};

// Words that say whom a column is about, not what it holds.
bool says_whom(const std::string& word) {
  for (const char* each : {"child", "pupil", "person", "patient", "client", "young", "student"})
    if (word == each) return true;
  return false;
}

std::string without_whom(const std::string& words) {
  std::string kept;
  for (const std::string& word : text::split(words, " "))
    if (!says_whom(word)) kept += (kept.empty() ? "" : " ") + word;
  return kept;
}

std::string last_step(std::string_view path) {
  const auto slash = path.rfind('/');
  std::string step(slash == std::string_view::npos ? path : path.substr(slash + 1));
  if (step.starts_with('@')) step.erase(0, 1);
  return step;
}

}  // namespace

std::string words_of(std::string_view name) {
  std::string words;
  char before = ' ';
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_word = std::isalnum(byte) || (byte & 0x80) != 0;
    const bool starts_word = std::isupper(byte) && std::islower(static_cast<unsigned char>(before));
    if ((!is_word || starts_word) && !words.empty() && words.back() != ' ') words += ' ';
    if (is_word) words += static_cast<char>(std::tolower(byte));
    before = c;
  }
  return std::string(text::trim(words));
}

FieldGuesser::FieldGuesser(const model::Catalogue& catalogue) : catalogue_(catalogue) {
  for (const std::string& name : catalogue.kind_names()) {
    const auto& kind = *catalogue.kind(name);
    const std::string subject = words_of(name.substr(name.find('.') + 1));
    for (const auto& field : kind.fields) {
      const std::string own = words_of(field.name);
      for (const std::string& words : {own, words_of(field.label), subject + " " + own})
        add(words, name, field.name);
    }
  }
  for (const auto& [words, target] : targets_)
    if (target.is_clear) words_.push_back(words);
  for (const Habit& habit : habits) words_.emplace_back(habit.words);
}

void FieldGuesser::add(const std::string& words, const std::string& kind,
                       const std::string& field) {
  const auto [at, is_new] = targets_.try_emplace(words, Target{kind, field, true});
  if (!is_new && (at->second.kind != kind || at->second.field != field))
    at->second.is_clear = false;
}

std::optional<FieldGuess> FieldGuesser::exactly(const std::string& words) const {
  for (const Habit& habit : habits) {
    const auto* kind = words == habit.words ? catalogue_.kind(habit.kind) : nullptr;
    if (kind && kind->find(habit.field))
      return FieldGuess{habit.kind, habit.field, habit.system, "sources call it so"};
  }
  const auto target = targets_.find(words);
  if (target == targets_.end() || !target->second.is_clear) return std::nullopt;
  return FieldGuess{target->second.kind, target->second.field, {}, "the model calls it so"};
}

std::optional<FieldGuess> FieldGuesser::guess(std::string_view path) const {
  constexpr std::size_t long_enough = 5;  // to be mistyped and still known
  const std::string whole = words_of(last_step(path));
  const std::string bare = without_whom(whole);
  for (const std::string& words : {whole, bare})
    if (auto found = exactly(words)) return found;
  const auto near = bare.size() >= long_enough ? text::nearest(bare, words_) : std::nullopt;
  auto found = near ? exactly(*near) : std::nullopt;
  if (found) found->why = "nearest to \"" + *near + "\"";
  return found;
}

}  // namespace trellis::mapping
