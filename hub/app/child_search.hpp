#pragma once

#include <string>
#include <vector>

#include "hub/app/hub.hpp"
#include "hub/base/id.hpp"

namespace trellis::app {

// Children one of whose subjects has all the words: name words from their beginning, a birth date,
// a postcode or an identifier. By child id, each once, at most `most`.
Result<std::vector<ChildId>> search_children(Hub& hub, const std::vector<std::string>& words,
                                             std::size_t most);

}  // namespace trellis::app
