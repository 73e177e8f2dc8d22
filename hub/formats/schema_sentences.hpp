#pragma once

#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

namespace trellis::formats {

// What a validator found: the way from the document's root to the value, and the validator's own
// words.
struct SchemaFinding {
  std::vector<std::string> steps;  // keys and item numbers
  std::string words;
};

// The findings as sentences for the person who edits the file, each at its value's place.
std::vector<Error> explain_findings(const Json& value, const Json& schema,
                                    const std::vector<SchemaFinding>& findings);

// What the schema says about the value at the end of `steps`; null where it says nothing.
const Json* subschema_at(const Json& schema, const std::vector<std::string>& steps,
                         const Json& value);

// Follows `$ref` within the schema's own document.
const Json* resolved(const Json& schema, const Json* part);

}  // namespace trellis::formats
