#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "hub/base/large_array.hpp"
#include "hub/base/result.hpp"
#include "hub/comparison/name_words.hpp"
#include "hub/linkage/births.hpp"
#include "hub/linkage/fields.hpp"
#include "hub/linkage/lexicon.hpp"

namespace trellis::linkage {

// A name as codes of Records::names; the first zero ends a list.
struct Name {
  std::array<std::uint32_t, 4> given{};  // the call name first, then the middle names
  std::array<std::uint32_t, 3> family{};
  std::array<std::uint32_t, 5> others{};  // what a full name says beside these
  bool is_one_of_several = false;         // who has no name yet
  std::uint8_t given_words = 0;           // how many of `given` stand in the field for given names
  std::uint32_t family_joined = 0;        // all of it, without spaces
};

// What a record says of the person: one line of memory in a table that has large pages.
struct Person {
  Name name;
  Birth birth = 0;
  std::uint8_t sex = 0;  // 0: not known
};
static_assert(sizeof(Person) == 64);

// One column of texts.
struct TextColumn {
  Is is = Is::text;
  std::string name;
  Lexicon lexicon;
};

// A table, encoded: by record from 0.
struct Records {
  std::size_t count = 0;
  bool has_given = false, has_middle = false, has_family = false, has_birth = false,
       has_sex = false;
  Lexicon names;
  LargeArray<Person> people;
  std::vector<TextColumn> texts;
  LargeArray<std::uint32_t> codes;  // by record, then text column

  const std::uint32_t* codes_of(std::uint32_t record) const {
    return codes.data() + record * texts.size();
  }
};

// Two records.
struct Pair {
  std::uint32_t a = 0, b = 0;
};

inline constexpr std::size_t most_records = std::size_t{1} << 27U;  // 134 million

// Texts beside names, birth and sex: a pair's pattern has room for no more.
inline constexpr std::size_t most_texts = 11;

// Makes Records of rows. Not shared; encodes in threads of its own while more rows are added.
class Encoder {
 public:
  // `words` outlives it.
  Encoder(const Fields& fields, const comparison::NameWords& words, std::size_t threads = 2);

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
  };
  // Rows as they came, to be encoded together.
  struct Rows {
    std::string letters;
    std::vector<std::size_t> ends{0};  // of cells, after a first 0
    std::size_t columns = 1;

    std::size_t size() const { return (ends.size() - 1) / columns; }
    std::string_view cell(std::size_t row, const Use& use) const;
  };

  template <typename Do>
  void for_each_use(Do&& act) {
    for (auto* uses : {&names_, &births_, &sexes_, &texts_})
      for (Use& use : *uses) act(use);
  }
  void encode_in_background();
  void finish();
  void encode_tasks();
  void encode_names();
  void encode_births_and_sexes();
  void encode_texts(const Use& use);
  void learn_words();  // of raw names that are new
  std::span<const std::uint32_t> words_of(std::uint32_t raw) const;
  bool is_nobody(const Name& name) const;
  void add_name(Is is, std::uint32_t raw, Name& name) const;
  void add_full(std::span<const std::uint32_t> words, Name& name) const;
  std::uint32_t joined(std::span<const std::uint32_t> words);
  Birth birth_in(std::size_t row) const;

  const comparison::NameWords& no_names_;
  std::size_t threads_;
  std::vector<Use> names_, births_, sexes_, texts_;
  Records records_;
  // What a raw name says where it stands alone in a field.
  struct Says {
    bool nobody = false, no_given = false, no_family_without_given = false;
    bool one_of_several = false;
  };
  // What raw names are made of: words, and where those of a raw name end.
  Lexicon raw_names_;
  std::vector<std::uint32_t> words_;
  std::vector<std::uint32_t> words_end_{0};
  std::vector<Says> says_{{}};                // by raw name
  std::vector<bool> may_be_of_nobody_{true};  // likewise
  std::vector<bool> is_no_name_{true};        // by code of Records::names

  Rows adding_, encoding_;
  std::size_t first_ = 0;  // of the records that are being encoded
  std::atomic<std::size_t> next_task_{0};
  std::vector<std::jthread> helpers_;  // the last: they end before what they use
};

}  // namespace trellis::linkage
