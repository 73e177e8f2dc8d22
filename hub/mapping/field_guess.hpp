#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/model/catalogue.hpp"

namespace trellis::mapping {

// A field of the model that a source's field may mean.
struct FieldGuess {
  std::string kind;
  std::string field;
  std::string system;  // the constant beside it: of identifiers and contacts
  std::string why;
};

// Finds the field of the model that a name probably means. Names that fit several kinds fit none.
class FieldGuesser {
 public:
  explicit FieldGuesser(const model::Catalogue& catalogue);
  std::optional<FieldGuess> guess(std::string_view path) const;

 private:
  struct Target {
    std::string kind, field;
    bool is_clear = true;  // no other field is called so
  };
  std::optional<FieldGuess> exactly(const std::string& words) const;
  void add(const std::string& words, const std::string& kind, const std::string& field);

  const model::Catalogue& catalogue_;
  std::map<std::string, Target> targets_;  // by the words of their names
  std::vector<std::string> words_;
};

// "DateOfBirth", "DATE_OF_BIRTH" and "Date of birth" are "date of birth".
std::string words_of(std::string_view name);

}  // namespace trellis::mapping
