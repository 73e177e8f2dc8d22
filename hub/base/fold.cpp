#include <array>
#include <memory>

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "hub/base/memory.hpp"
#include "hub/base/text.hpp"
#include "hub/base/utf8.hpp"

// The half of text.hpp that knows letters: case and folding. The only file that uses ICU.
namespace trellis::text {

namespace {

bool is_ascii(std::string_view text) {
  for (const char c : text)
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

template <typename Change>
std::string changed_case(std::string_view text, Change change) {
  std::string changed;
  changed.reserve(text.size());
  icu::StringByteSink<std::string> sink(&changed);
  UErrorCode code = U_ZERO_ERROR;
  change(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, code);
  if (code == U_MEMORY_ALLOCATION_ERROR) out_of_memory();
  return U_SUCCESS(code) ? changed : std::string(text);
}

bool is_apostrophe(char32_t c) {
  switch (c) {
    case U'\'':
    case U'`':
    case U'\u00B4':
    case U'\u02B9':
    case U'\u02BB':
    case U'\u02BC':
    case U'\u02BE':
    case U'\u02BF':
    case U'\u2018':
    case U'\u2019':
    case U'\u201B':
    case U'\u2032':
      return true;
    default:
      return false;
  }
}

// Cyrillic as passports write it, before the scholarly forms of Any-Latin.
constexpr const char* to_latin_rules =
    ":: Lower ; :: NFC ;"
    "ж > zh ; х > kh ; ц > ts ; ч > ch ; ш > sh ; щ > shch ; ю > yu ; я > ya ; й > y ; ё > e ;"
    "є > ye ; ї > yi ; ґ > g ; ђ > dj ; ћ > c ; џ > dz ; љ > lj ; њ > nj ; ь > ; ъ > ;"
    ":: Any-Latin ; :: NFD ; :: [:M:] Remove ; :: Latin-ASCII ; :: Lower ;";

// One for each thread: an ICU transliterator locks what it shares.
const icu::Transliterator* to_latin() {
  thread_local const std::unique_ptr<icu::Transliterator> made = [] {
    UErrorCode code = U_ZERO_ERROR;
    UParseError where;
    return std::unique_ptr<icu::Transliterator>(icu::Transliterator::createFromRules(
        "TrellisToLatin", icu::UnicodeString::fromUTF8(to_latin_rules), UTRANS_FORWARD, where,
        code));
  }();
  return made.get();
}

std::string in_latin(std::string_view text) {
  icu::UnicodeString letters =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<int32_t>(text.size())});
  if (to_latin() != nullptr) to_latin()->transliterate(letters);
  std::string utf8;
  return letters.toUTF8String(utf8);
}

constexpr char32_t first_latin = 0xC0, end_latin = 0x250;

// What each letter of Latin-1, Latin Extended-A and -B folds to.
struct LatinTable {
  std::array<std::string, end_latin - first_latin> folded;
  LatinTable() {
    for (char32_t c = first_latin; c < end_latin; ++c) {
      std::string letter;
      append_utf8(letter, c);
      if (u_isalpha(static_cast<UChar32>(c)) != 0) folded[c - first_latin] = in_latin(letter);
    }
  }
};

bool is_mark(char32_t c) { return c >= 0x300 && c < 0x370; }

// Collects letters, with one space wherever anything else stood between them.
class Folded {
 public:
  explicit Folded(std::size_t size) { text_.reserve(size); }
  void letter(char c) { letters(std::string_view(&c, 1)); }
  void letters(std::string_view some) {
    if (gap_ && !text_.empty()) text_.push_back(' ');
    gap_ = false;
    text_ += some;
  }
  void gap() { gap_ = true; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool gap_ = false;
};

void fold_ascii(Folded& folded, char c) {
  const char small = static_cast<char>(c | 0x20);
  if (small >= 'a' && small <= 'z') {
    folded.letter(small);
  } else if (c != '\'' && c != '`') {
    folded.gap();
  }
}

// After in_latin: what is still not ASCII has no Latin form and stays.
std::string fold_transliterated(std::string_view text) {
  Folded folded(text.size());
  while (!text.empty()) {
    const Character c = first_character(text);
    if (c.code < 0x80) {
      fold_ascii(folded, static_cast<char>(c.code));
    } else if (u_isalpha(static_cast<UChar32>(c.code)) != 0) {
      folded.letters(text.substr(0, c.length));
    } else if (!is_apostrophe(c.code)) {
      folded.gap();
    }
    text.remove_prefix(c.length);
  }
  return folded.take();
}

}  // namespace

std::string upper(std::string_view text) {
  return changed_case(text, [](icu::StringPiece from, icu::ByteSink& to, UErrorCode& code) {
    icu::CaseMap::utf8ToUpper("", 0, from, to, nullptr, code);
  });
}

std::string lower(std::string_view text) {
  if (is_ascii(text)) {
    std::string small(text);
    for (char& c : small)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
    return small;
  }
  return changed_case(text, [](icu::StringPiece from, icu::ByteSink& to, UErrorCode& code) {
    icu::CaseMap::utf8ToLower("", 0, from, to, nullptr, code);
  });
}

std::string title(std::string_view text) {
  const std::string small = lower(text);
  const std::string_view all = small;
  const auto is_letter_at = [&](std::size_t at) {
    return at < all.size() &&
           u_isalpha(static_cast<UChar32>(first_character(all.substr(at)).code)) != 0;
  };
  std::string titled;
  bool starts_word = true;
  for (std::size_t at = 0; at < all.size();) {
    const Character c = first_character(all.substr(at));
    const auto code = static_cast<UChar32>(c.code);
    const std::size_t next = at + c.length;
    append_utf8(titled, starts_word ? static_cast<char32_t>(u_totitle(code)) : c.code);
    if (is_apostrophe(c.code)) {
      // O'Neill, but children's: one letter after an apostrophe is an ending.
      const bool two_letters =
          is_letter_at(next) && is_letter_at(next + first_character(all.substr(next)).length);
      starts_word = starts_word || two_letters;
    } else {
      starts_word = u_isalnum(code) == 0 && !is_mark(c.code);
    }
    at = next;
  }
  return titled;
}

std::string fold_name(std::string_view name) {
  static const LatinTable latin;
  Folded folded(name.size());
  for (std::size_t at = 0; at < name.size();) {
    if (static_cast<unsigned char>(name[at]) < 0x80) {
      fold_ascii(folded, name[at++]);
      continue;
    }
    const Character c = first_character(name.substr(at));
    at += c.length;
    if (is_apostrophe(c.code) || is_mark(c.code)) continue;
    if (c.code >= first_latin && c.code < end_latin) {
      const std::string& letters = latin.folded[c.code - first_latin];
      letters.empty() ? folded.gap() : folded.letters(letters);
    } else if (u_isalpha(static_cast<UChar32>(c.code)) != 0) {
      return fold_transliterated(in_latin(name));
    } else {
      folded.gap();
    }
  }
  return folded.take();
}

}  // namespace trellis::text
