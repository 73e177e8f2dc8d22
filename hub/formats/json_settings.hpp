#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/formats/cut_settings.hpp"

namespace trellis::formats {

struct JsonCutSettings {
  std::vector<std::string> record;  // of a JSON pointer; `*` is any item
  std::vector<std::vector<std::string>> context;
  std::optional<Path> key;
  std::string encoding;
  bool has_lines = false;
  static Result<JsonCutSettings> read(const Json& settings);
};

}  // namespace trellis::formats
