#pragma once

#include <optional>
#include <string_view>

#include "hub/model/observation.hpp"

namespace trellis::model {

// What a restriction protects a child from, by its scope and never by its reason: from being found;
// from anything of it being seen; or from its former identity being linked with its new one.
enum class RestrictionScope { location, whole_record, adoption_seal };

// The codes of the list `restriction_scope` and what people write for them, in any case and with
// any signs between the words. Nothing: it is not understood, which counts as the whole record.
std::optional<RestrictionScope> parse_restriction_scope(std::string_view text);
std::string_view to_string(RestrictionScope scope);

// Does the observation say that a new identity is to be kept apart from the former one?
bool is_adoption_seal(const Observation& observation);

}  // namespace trellis::model
