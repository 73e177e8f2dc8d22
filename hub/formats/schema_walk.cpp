#include <regex>

#include "hub/base/text.hpp"
#include "hub/formats/schema_sentences.hpp"

namespace trellis::formats {
namespace {

constexpr int most_references = 32;  // a circle of references ends here

const Json* pointed_at(const Json& schema, const std::string& reference) {
  if (!reference.starts_with('#')) return nullptr;
  const Json* part = &schema;
  for (const auto& step : text::split(std::string_view(reference).substr(1), "/")) {
    if (step.empty()) continue;
    part = part->find(step);
    if (!part) return nullptr;
  }
  return part;
}

bool matches(const std::string& key, const std::string& pattern) {
  try {
    return std::regex_search(key, std::regex(pattern));
  } catch (const std::regex_error&) {
    return false;
  }
}

const Json* property(const Json& schema, const Json* part, const std::string& key) {
  if (const Json* found = (*part)["properties"].find(key)) return resolved(schema, found);
  for (const auto& [pattern, found] : (*part)["patternProperties"].members()) {
    if (matches(key, pattern)) return resolved(schema, &found);
  }
  const Json* others = part->find("additionalProperties");
  return others && others->is(Json::Type::object) ? resolved(schema, others) : nullptr;
}

bool fits(const Json& part, const Json& value) {
  const std::string& type = part["type"].string();
  if (type.empty()) return true;
  if (type == "object") return value.is(Json::Type::object);
  if (type == "array") return value.is(Json::Type::array);
  if (type == "string") return value.is(Json::Type::string);
  if (type == "boolean") return value.is(Json::Type::boolean);
  return type == "null" ? value.is(Json::Type::null) : value.is(Json::Type::number);
}

// One step down, also through anyOf, oneOf and allOf branches that the value could mean.
const Json* below(const Json& schema, const Json* part, const std::string& step,
                  const Json& value) {
  if (!part || !part->is(Json::Type::object)) return nullptr;
  if (value.is(Json::Type::array)) {
    if (const Json* items = part->find("items"); items && items->is(Json::Type::object)) {
      return resolved(schema, items);
    }
  } else if (const Json* found = property(schema, part, step)) {
    return found;
  }
  for (const char* choice : {"anyOf", "oneOf", "allOf"}) {
    for (const auto& branch : (*part)[choice].items()) {
      const Json* chosen = resolved(schema, &branch);
      if (!chosen || !fits(*chosen, value)) continue;
      if (const Json* found = below(schema, chosen, step, value)) return found;
    }
  }
  return nullptr;
}

}  // namespace

const Json* resolved(const Json& schema, const Json* part) {
  for (int i = 0; part && i < most_references; ++i) {
    const Json* reference = part->find("$ref");
    if (!reference) return part;
    part = pointed_at(schema, reference->string());
  }
  return nullptr;
}

const Json* subschema_at(const Json& schema, const std::vector<std::string>& steps,
                         const Json& value) {
  const Json* part = resolved(schema, &schema);
  const Json* at = &value;
  for (const auto& step : steps) {
    part = below(schema, part, step, *at);
    if (!part) return nullptr;
    const Json* next = nullptr;
    if (at->is(Json::Type::object)) next = at->find(step);
    if (at->is(Json::Type::array)) {
      const std::size_t index = std::stoul(step);
      if (index < at->items().size()) next = &at->items()[index];
    }
    if (!next) return nullptr;
    at = next;
  }
  return part;
}

}  // namespace trellis::formats
