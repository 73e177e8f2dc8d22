#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/store/compression.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {

// Something that was told of a subject.
struct Sample {
  SubjectId subject;
  std::string text;
};

// The dictionaries of a database: one for each mapping, learned from its first records and kept
// for ever, so that a small record shrinks to what it says differently from the others. See
// decisions/0008-dictionaries.md.
class Dictionaries {
 public:
  explicit Dictionaries(Database& database) : database_(database) {}

  // A frame by the mapping's dictionary, or without one while there is none.
  Result<std::string> compress(std::string_view mapping, std::string_view bytes);
  Result<std::string> decompress(std::string_view frame, std::uint64_t most);

  // Shows what is told of a subject to a mapping that may have no dictionary yet; after enough of
  // it the mapping has one.
  Status learn(std::string_view mapping, SubjectId subject, std::string_view text);
  // The mappings whose dictionary is not what was learned: nothing more is written with it.
  Result<std::vector<std::string>> damaged();
  // What was learned within a transaction that was rolled back is not so.
  void forget();

 private:
  struct Learned {
    std::unique_ptr<const Dictionary> dictionary;  // null: none yet
    std::vector<Sample> samples;                   // until there is one
    bool is_settled = false;                       // there will be no other
  };
  Result<Learned*> learned_for(std::string_view mapping);

  Database& database_;
  std::map<std::string, Learned, std::less<>> by_mapping_;
  std::map<std::uint32_t, std::unique_ptr<const Dictionary>> by_id_;  // for reading
};

// The samples' texts without what is told of few: a word that stands in the samples of less than a
// sixteenth of the subjects, or of fewer than eight, becomes filler, so that no dictionary holds
// what belongs to one person.
std::vector<std::string> masked(std::vector<Sample> samples);

}  // namespace trellis::store
