#include "hub/alerts/wording.hpp"

namespace trellis::alerts {

std::string filled(std::string_view pattern, Date day, const ValueOf& value_of) {
  std::string text;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    const std::size_t close = pattern.find('}', open == pattern.npos ? 0 : open);
    text += pattern.substr(0, open);
    if (open == pattern.npos || close == pattern.npos) break;
    const std::string_view name = pattern.substr(open + 1, close - open - 1);
    text += name == "day" ? day.text() : value_of(name).value_or("(not shared)");
    pattern.remove_prefix(close + 1);
  }
  return text;
}

Content discreet(std::string_view provider, const sharing::Policy& policy) {
  Content content;
  content.title = "Something to ask about";
  content.sentence = "There is something to ask " + policy.parties().title_of(provider) + " about.";
  content.level = model::Level::exists;
  return content;
}

}  // namespace trellis::alerts
