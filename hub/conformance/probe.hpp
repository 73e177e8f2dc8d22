#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "hub/conformance/conformance.hpp"

namespace trellis::conformance {

struct Answer {
  Verdict verdict = Verdict::passed;
  std::string sentence;
  std::string bytes;  // for the caller; not shown
};
inline Answer pass(std::string bytes = {}) { return {Verdict::passed, {}, std::move(bytes)}; }
inline Answer fail(std::string sentence) { return {Verdict::failed, std::move(sentence), {}}; }
inline Answer skip(std::string why) { return {Verdict::not_tried, std::move(why), {}}; }

struct Probed {
  Answer answer;
  bool printed = false;  // something went to stdout
  bool is_late = false;
};

// Runs `work` in a forked process, so that whatever the plugin does ends with it. A death, or more
// time than `patience`, is a failure that says so.
Probed probe(const std::function<Answer()>& work, std::chrono::milliseconds patience);

}  // namespace trellis::conformance
