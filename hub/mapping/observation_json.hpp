#pragma once

#include <string>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"
#include "hub/model/observation.hpp"

// The stable JSON form of an observation, in samples and in the store:
//   {"kind":"person.identifier","valid_from":"2020-09-01","path":"/row/UPN","fields":{"system":"upn",
//    "value":{"text":"A950000178301","system":"upn","verdict":"valid"}}}
// A value is a text, or an object of its parts; a field that stands more than once is an array.
// What is empty or usual (fact, none, gdpr, normal) is left out. Fields of one name are written
// together.
namespace trellis::mapping {

formats::Json to_json(const model::Observation& observation);
Result<model::Observation> from_json(const formats::Json& json);

// The same, fast.
void append_json(std::string& to, const model::Observation& observation);
Result<model::Observation> parse_observation(std::string_view json);

}  // namespace trellis::mapping
