#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/time.hpp"
#include "hub/sharing/agreement.hpp"
#include "hub/sharing/facts.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::sharing {

// Does the agreement speak about this child to this asker? Each condition that is given must hold;
// a birth date that is not exact must fit whichever day it was.
enum class Mismatch { none, not_known_to_recipient, not_open, age };
Mismatch mismatch(const Agreement::Subjects& subjects, std::string_view organisation,
                  const ChildFacts& child, Date today);

// How far an agreement carries an asker, before any kind is named: `agreed`, or where it ends.
Reason standing(const Agreement& agreement, const Asker& asker, const ChildFacts& child,
                Date today);

// The clause that decides for a kind, or null.
const Agreement::Clause* deciding_clause(const Agreement& agreement, std::string_view kind,
                                         std::string_view role);

// The end of a sentence that begins with "the agreement ...".
std::string why_not(Reason standing, const Agreement& agreement, const Asker& asker,
                    const ChildFacts& child, Date today);

bool contains(const std::vector<std::string>& list, std::string_view word);

}  // namespace trellis::sharing
