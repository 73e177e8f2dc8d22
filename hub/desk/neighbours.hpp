#pragma once

#include <cstddef>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/matching/identity/ports.hpp"

namespace trellis::desk {

// How many other children an address of these subjects is told of too, former addresses included:
// whoever lives there gives a protected address away. Sealed subjects do not count. Reads every
// subject once.
Result<std::size_t> children_at_the_address(matching::Links& links,
                                            const std::vector<SubjectId>& subjects);

}  // namespace trellis::desk
