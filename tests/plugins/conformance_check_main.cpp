// conformance_check PLUGIN.so HOST: the suite of `trellis plugin check`, for tests.
#include <iostream>

#include "hub/conformance/conformance.hpp"

int main(int count, char** words) {
  if (count != 3) return 64;
  trellis::conformance::Options options;
  options.plugin_host = words[2];
  int failures = 0;
  for (const auto& finding : trellis::conformance::check(words[1], options)) {
    if (!finding.passed()) ++failures;
    static const char* const marks[] = {"passed", "FAILED", "not tried"};
    std::cout << marks[static_cast<int>(finding.verdict)] << ": " << finding.name
              << (finding.sentence.empty() ? "" : ": ") << finding.sentence << "\n";
  }
  return failures == 0 ? 0 : 3;
}
