#pragma once

#include "hub/mapping/findings.hpp"
#include "hub/mapping/plan.hpp"

namespace trellis::mapping {

// A constant or default that its field cannot hold is a mistake of the mapping, not of a record.
void check_constants(const formats::Json& from, const FieldPlan& field, Findings& findings);

// The constants of a field `system` must be kinds of identifiers.
void check_identifier_kind(const formats::Json& system, Findings& findings);

}  // namespace trellis::mapping
