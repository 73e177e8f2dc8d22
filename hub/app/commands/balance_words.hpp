#pragma once

#include <string>
#include <vector>

#include "hub/pipeline/ports.hpp"

namespace trellis::app {

// "ok", or what is wrong with a balance. `unread`: files whose rest nobody read or gave up, so that
// nobody knows how many records stand there.
std::string balance_words(const pipeline::Balance& balance, const std::vector<std::string>& unread);

}  // namespace trellis::app
