#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/formats/cut_settings.hpp"
#include "hub/formats/xml_context.hpp"
#include "hub/formats/xml_key.hpp"

namespace trellis::formats {

struct XmlSettings {
  XmlSteps record;
  std::vector<XmlSteps> context;
  std::optional<XmlKey> key;
  Path record_node;  // from the made document's element to the record
  std::string encoding;
  static Result<XmlSettings> read(const Json& settings);
};

}  // namespace trellis::formats
