#include <exception>
#include <optional>

#define VALIJSON_USE_EXCEPTIONS 1  // without it valijson ends the process
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "hub/formats/json.hpp"
#include "hub/formats/schema_sentences.hpp"

namespace trellis::formats {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

nlohmann::json converted(const Json& value) {
  switch (value.type()) {
    case Json::Type::null:
      return nullptr;
    case Json::Type::boolean:
      return value.boolean();
    case Json::Type::number: {
      const std::int64_t whole = value.whole();
      if (static_cast<double>(whole) == value.number()) return whole;
      return value.number();
    }
    case Json::Type::string:
      return value.string();
    case Json::Type::array: {
      auto items = nlohmann::json::array();
      for (const auto& item : value.items()) items.push_back(converted(item));
      return items;
    }
    case Json::Type::object: {
      auto members = nlohmann::json::object();
      for (const auto& [key, member] : value.members()) members[key] = converted(member);
      return members;
    }
  }
  return nullptr;
}

// "[key]" or "[3]" becomes the key or number; the first step is "<root>".
std::vector<std::string> steps_of(const std::vector<std::string>& context) {
  std::vector<std::string> steps;
  for (const auto& step : context) {
    if (step.size() >= 2 && step.front() == '[' && step.back() == ']') {
      steps.push_back(step.substr(1, step.size() - 2));
    }
  }
  return steps;
}

std::vector<SchemaFinding> findings_of(const Json& value, const Json& schema) {
  const nlohmann::json schema_document = converted(schema);
  const nlohmann::json document = converted(value);
  valijson::Schema compiled;
  valijson::SchemaParser(valijson::SchemaParser::kDraft7)
      .populateSchema(Adapter(schema_document), compiled);

  valijson::ValidationResults results;
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  std::vector<SchemaFinding> findings;
  if (validator.validate(compiled, Adapter(document), &results)) return findings;
  for (const auto& error : results)
    findings.push_back({steps_of(error.context), error.description});
  return findings;
}

}  // namespace

std::vector<Error> check_schema(const Json& value, const Json& schema) {
  try {
    return explain_findings(value, schema, findings_of(value, schema));
  } catch (const std::exception& why) {
    return {{Fault::invalid, std::string("the JSON Schema itself cannot be used: ") + why.what(),
             schema.place()}};
  }
}

}  // namespace trellis::formats
