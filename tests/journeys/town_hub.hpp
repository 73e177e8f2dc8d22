#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

#include "tests/journeys/hub_folder.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::journeys {

// Eight systems of four authorities with agreements, alert rules and outputs, each adapter in a
// child process: one set of inputs, and as many hubs over it as are asked for.
class Town {
 public:
  explicit Town(int scale);
  // A new hub, by its name.
  std::string hub(const std::string& name) const;
  Ran run(const std::string& hub, std::vector<std::string> words) const;
  // Starts the program and does not wait for it.
  pid_t start(const std::string& hub, std::vector<std::string> words) const;
  std::vector<std::string> connections() const;  // that have inputs

  // What a hub holds, whatever its numbers are: who is with whom, questions, alerts, deliveries,
  // and how many entries its journal has.
  std::string picture(const std::string& hub) const;

  testing::TemporaryFolder folder;
};

}  // namespace trellis::journeys
