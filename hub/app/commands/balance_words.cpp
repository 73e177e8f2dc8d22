#include "hub/app/commands/balance_words.hpp"

#include "hub/base/text.hpp"

namespace trellis::app {

std::string balance_words(const pipeline::Balance& balance,
                          const std::vector<std::string>& unread) {
  if (!balance.balances()) return "WRONG";
  if (unread.empty()) return "ok";
  return "and the rest of " + text::join(unread, ", ") + ", not counted";
}

}  // namespace trellis::app
