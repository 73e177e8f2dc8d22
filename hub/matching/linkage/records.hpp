#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/linkage/fields.hpp"
#include "hub/matching/linkage/lexicon.hpp"

namespace trellis::matching::linkage {

// A name as codes of Records::names; the first zero ends a list.
struct Name {
  std::array<std::uint32_t, 4> given{};  // the call name first, then the middle names
  std::array<std::uint32_t, 3> family{};
  std::array<std::uint32_t, 5> others{};  // what a full name says beside these
  std::uint32_t given_joined = 0;         // the first two without the space between them
  std::uint32_t family_joined = 0;
};

// Year << 9 | month << 5 | day; a part that is not known is 0, a date that is not known is 0.
using Birth = std::uint32_t;
constexpr unsigned year_of(Birth birth) { return birth >> 9U; }
constexpr unsigned month_of(Birth birth) { return birth >> 5U & 15U; }
constexpr unsigned day_of(Birth birth) { return birth & 31U; }

// Texts of one column (or of several that are the same thing), as codes.
struct TextColumn {
  Is is = Is::text;
  std::string name;  // of the column
  Lexicon lexicon;
  std::vector<std::uint32_t> codes;  // by record
};

// A table, encoded: by record from 0.
struct Records {
  std::size_t count = 0;
  bool has_given = false, has_middle = false, has_family = false, has_birth = false,
       has_sex = false;
  Lexicon names;
  std::vector<Name> name;
  std::vector<Birth> birth;
  std::vector<std::uint8_t> sex;  // 0: not known
  std::vector<TextColumn> texts;
};

// Texts beside names, birth and sex: a pair's pattern has room for no more.
inline constexpr std::size_t most_texts = 11;

// Makes Records of rows. Not shared.
class Encoder {
 public:
  explicit Encoder(const Fields& fields);

  // The columns of the rows that follow. What a table lacks is missing in its records; a table that
  // has none of the fields is an error.
  Status start_table(const std::vector<std::string>& columns);
  void add(const std::vector<std::string_view>& cells);
  // Fails where a field's column stood in no table.
  Result<Records> take();

 private:
  struct Use {
    Field field;
    std::size_t text = 0;                  // which text column
    std::optional<std::size_t> cell = {};  // where it stands in the table at hand
    bool was_seen = false;

    std::string_view in(const std::vector<std::string_view>& cells) const {
      return cell && *cell < cells.size() ? cells[*cell] : std::string_view();
    }
  };
  template <typename Do>
  void for_each_use(Do&& act) {
    for (auto* uses : {&names_, &births_, &sexes_, &texts_})
      for (Use& use : *uses) act(use);
  }
  void add_name(const std::vector<std::string_view>& cells);
  void add_birth(const std::vector<std::string_view>& cells);
  void add_texts(const std::vector<std::string_view>& cells);
  const std::vector<std::uint32_t>& tokens_of(std::string_view raw);

  std::vector<Use> names_, births_, sexes_, texts_;
  Records records_;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  // What raw names are made of.
  std::unordered_map<std::string, std::vector<std::uint32_t>, TextHash, std::equal_to<>> tokens_;
  std::string joined_;
};

// A date in one of the usual ways of writing, or by a strptime format; 0 where it is none.
Birth read_birth(std::string_view text, const std::string& format);

}  // namespace trellis::matching::linkage
