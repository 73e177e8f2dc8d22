#include "hub/comparison/name_lists.hpp"

#include <utility>

namespace trellis::comparison {

Result<NameLists> NameLists::read_files(const std::string& nicknames, const std::string& words) {
  auto read_nicknames = Nicknames::read_file(nicknames);
  if (!read_nicknames.ok()) return std::move(read_nicknames).error();
  auto read_words = NameWords::read_file(words);
  if (!read_words.ok()) return std::move(read_words).error();
  return NameLists{std::move(*read_nicknames), std::move(*read_words)};
}

}  // namespace trellis::comparison
