// A connection's settings for authors without a JSON library: the members of one JSON object.
#ifndef TRELLIS_SETTINGS_HPP
#define TRELLIS_SETTINGS_HPP

#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "trellis/json_members.hpp"
#include "trellis/views.hpp"

namespace trellis {
inline namespace v1 {

// The hub has checked the settings against adapter.json's schema; this reads what passed. Nested
// objects and lists are kept as their JSON text. Throws Failure(TRELLIS_BAD_SETTINGS).
class Settings {
 public:
  explicit Settings(std::string_view json) : json_(json), members_(JsonMembers::read(json)) {}

  bool has(const std::string& name) const { return members_.count(name) != 0; }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& member : members_) all.push_back(member.first);
    return all;
  }

  // The value as text: strings without their quotes, everything else as written.
  std::string text(const std::string& name, std::string_view fallback = {}) const {
    const auto found = members_.find(name);
    return found == members_.end() ? std::string(fallback) : found->second;
  }
  std::string required(const std::string& name) const {
    if (!has(name)) fail("the setting \"" + name + "\" is missing");
    return text(name);
  }
  bool flag(const std::string& name, bool fallback) const {
    const std::string value = text(name, fallback ? "true" : "false");
    if (value != "true" && value != "false") fail("the setting \"" + name + "\" is true or false");
    return value == "true";
  }
  long long whole(const std::string& name, long long fallback) const {
    const std::string value = text(name, std::to_string(fallback));
    char* end = nullptr;
    const long long number = std::strtoll(value.c_str(), &end, 10);
    if (value.empty() || *end != '\0') fail("the setting \"" + name + "\" is a whole number");
    return number;
  }
  // The settings as JSON with one more text member, unless it is there already. `value` needs no
  // escapes.
  std::string with(const std::string& name, std::string_view value) const {
    if (has(name)) return json_;
    const std::size_t open = json_.find('{') + 1;
    return json_.substr(0, open) + "\"" + name + "\": \"" + std::string(value) + "\"" +
           (members_.empty() ? "" : ", ") + json_.substr(open);
  }

 private:
  [[noreturn]] static void fail(std::string sentence) {
    throw Failure(TRELLIS_BAD_SETTINGS, std::move(sentence));
  }
  std::string json_;
  std::map<std::string, std::string> members_;
};

}  // namespace v1
}  // namespace trellis

#endif
