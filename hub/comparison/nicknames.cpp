#include "hub/comparison/nicknames.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

#include "hub/base/text.hpp"

namespace trellis::comparison {
namespace {

void add(std::vector<std::uint32_t>& names, std::uint32_t name) {
  const auto at = std::lower_bound(names.begin(), names.end(), name);
  if (at == names.end() || *at != name) names.insert(at, name);
}

}  // namespace

Result<Nicknames> Nicknames::parse(std::string_view csv, const std::string& file) {
  Nicknames read;
  read.digest_ = sha256(csv);
  std::uint32_t number = 0;
  for (const std::string& raw : text::split(csv, "\n")) {
    ++number;
    const std::string_view line = text::trim(raw);
    const Place here{file, number, 1, {}};
    if (number == 1 && line != "name,forms")
      return Error{Fault::invalid, "the header must be name,forms", here};
    if (number == 1 || line.empty()) continue;
    const auto columns = text::split(line, ",");
    if (columns.size() != 2 || text::fold_name(columns[0]).empty())
      return Error{Fault::invalid, "a line is a name, a comma, and its forms with spaces between",
                   here};
    add(read.forms_[text::fold_name(columns[0])], number);
    for (const std::string& form : text::split(columns[1], " "))
      if (const std::string folded = text::fold_name(form); !folded.empty())
        add(read.forms_[folded], number);
  }
  return read;
}

Result<Nicknames> Nicknames::read_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream bytes;
  if (!stream || !(bytes << stream.rdbuf()))
    return Error{Fault::not_found, "the table of nicknames cannot be read", {file, 0, 0, {}}};
  return parse(bytes.str(), file);
}

const std::vector<std::uint32_t>& Nicknames::of(std::string_view given) const {
  static const std::vector<std::uint32_t> none;
  const auto found = forms_.find(std::string(given));
  return found == forms_.end() ? none : found->second;
}

}  // namespace trellis::comparison
