#pragma once

#include <set>
#include <string>
#include <vector>

#include "hub/formats/json.hpp"
#include "hub/mapping/trial.hpp"

// What the forms of a trial share: JSON, a screen for people, a sample's expectation.
namespace trellis::mapping {

void add_place(formats::Json& to, const Place& place);  // file, line, column, path; what is known
formats::Json to_json(const Issue& issue);
formats::Json to_json(const Trial::Held& held);
formats::Json to_json(const Trial::Refused& refused);

std::set<std::string> without(const std::set<std::string>& all, const std::set<std::string>& some);
std::size_t percent(const std::set<std::string>& part, const std::set<std::string>& whole);

}  // namespace trellis::mapping
