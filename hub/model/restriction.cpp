#include "hub/model/restriction.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "hub/base/text.hpp"

namespace trellis::model {
namespace {

using Scope = RestrictionScope;

// "Whole-record " is whole_record.
std::string as_code(std::string_view text) {
  std::string code;
  for (const char c : text::lower(text)) {
    const bool is_kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
    if (is_kept) {
      code += c;
    } else if (!code.empty() && code.back() != '_') {
      code += '_';
    }
  }
  if (!code.empty() && code.back() == '_') code.pop_back();
  return code;
}

}  // namespace

std::optional<Scope> parse_restriction_scope(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Scope>, 13> words = {
      {{"location", Scope::location},
       {"address", Scope::location},
       {"addresses", Scope::location},
       {"place", Scope::location},
       {"protected_location", Scope::location},
       {"protected_address", Scope::location},
       {"whole_record", Scope::whole_record},
       {"record", Scope::whole_record},
       {"person", Scope::whole_record},
       {"everything", Scope::whole_record},
       {"all", Scope::whole_record},
       {"adoption_seal", Scope::adoption_seal},
       {"adoption_sealed", Scope::adoption_seal}}};
  const std::string code = as_code(text);
  const auto* found = std::find_if(words.begin(), words.end(),
                                   [&](const auto& word) { return word.first == code; });
  if (found == words.end()) return std::nullopt;
  return found->second;
}

std::string_view to_string(Scope scope) {
  switch (scope) {
    case Scope::location:
      return "location";
    case Scope::whole_record:
      return "whole_record";
    case Scope::adoption_seal:
      return "adoption_seal";
  }
  return "whole_record";
}

bool is_adoption_seal(const Observation& observation) {
  return observation.kind == "person.restriction" && observation.text("lifted") != "true" &&
         parse_restriction_scope(observation.text("scope")) == Scope::adoption_seal;
}

}  // namespace trellis::model
