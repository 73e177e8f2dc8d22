#include <algorithm>

#include "hub/mapping/check.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;

class Comparison {
 public:
  void compare(const Json& expected, const Json& actual, const std::string& path) {
    if (expected.is(Json::Type::object) && actual.is(Json::Type::object)) {
      compare_objects(expected, actual, path);
    } else if (expected.is(Json::Type::array) && actual.is(Json::Type::array)) {
      compare_arrays(expected, actual, path);
    } else if (expected.dump() != actual.dump()) {
      say(path, "expected " + shortened(expected) + ", got " + shortened(actual));
    }
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  static constexpr std::size_t most = 50;

  static std::string shortened(const Json& value) {
    constexpr std::size_t longest = 120;
    std::string text = value.dump();
    return text.size() > longest ? text.substr(0, longest) + "..." : text;
  }
  void say(const std::string& path, const std::string& what) {
    if (found_.size() < most) found_.push_back((path.empty() ? "." : path) + ": " + what);
    if (found_.size() == most) found_.push_back("... and more");
  }

  void compare_objects(const Json& expected, const Json& actual, const std::string& path) {
    const std::string before = path.empty() ? "" : path + ".";
    for (const auto& [key, value] : expected.members()) {
      if (const Json* other = actual.find(key)) {
        compare(value, *other, before + key);
      } else {
        say(before + key, "expected " + shortened(value) + ", got nothing");
      }
    }
    for (const auto& [key, value] : actual.members()) {
      if (!expected.find(key)) say(before + key, "expected nothing, got " + shortened(value));
    }
  }

  void compare_arrays(const Json& expected, const Json& actual, const std::string& path) {
    const auto& wanted = expected.items();
    const auto& got = actual.items();
    for (std::size_t i = 0; i < std::max(wanted.size(), got.size()); ++i) {
      const std::string at = path + "[" + std::to_string(i) + "]";
      if (i >= got.size()) {
        say(at, "expected " + shortened(wanted[i]) + ", got nothing");
      } else if (i >= wanted.size()) {
        say(at, "expected nothing, got " + shortened(got[i]));
      } else {
        compare(wanted[i], got[i], at);
      }
    }
  }

  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> differences(const Json& expected, const Json& actual) {
  Comparison comparison;
  comparison.compare(expected, actual, {});
  return comparison.take();
}

}  // namespace trellis::mapping
