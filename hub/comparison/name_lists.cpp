#include "hub/comparison/name_lists.hpp"

#include <utility>

namespace trellis::comparison {

Result<NameLists> NameLists::read_files(const std::string& nicknames, const std::string& words) {
  TRELLIS_LET(auto read_nicknames, Nicknames::read_file(nicknames));
  TRELLIS_LET(auto read_words, NameWords::read_file(words));
  return NameLists{std::move(read_nicknames), std::move(read_words)};
}

}  // namespace trellis::comparison
