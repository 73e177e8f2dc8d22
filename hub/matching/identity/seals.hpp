#pragma once

#include "hub/matching/identity/ports.hpp"

// Who is under an adoption seal stands alone, and is for everybody as if not there.
namespace trellis::matching {

Result<bool> is_sealed(const Known& known);
// Not found where there is no such subject and where it is sealed: the same error.
Result<Features> open_features(Links& links, SubjectId subject);
Result<bool> may_be_named(Links& links, SubjectId subject);
Result<bool> may_both_be_named(Links& links, SubjectId a, SubjectId b);

}  // namespace trellis::matching
