#pragma once

#include <set>
#include <string>

#include "hub/base/id.hpp"

namespace trellis::audit {

// The details of one entry about a list: whom it named. `Journal::list` finds it by each of them.
std::string details_of_list(const std::set<ChildId>& children);
// ... of a list that names everybody.
std::string details_of_list_of_all();

}  // namespace trellis::audit
