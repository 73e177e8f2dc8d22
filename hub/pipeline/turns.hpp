#pragma once

#include <memory>

#include "hub/base/result.hpp"

namespace trellis::pipeline {

// A place among those who place subjects; given back with the object, and by whoever is killed.
class Turn {
 public:
  virtual ~Turn() = default;
  // Until all who lined up before are done.
  virtual Status wait() = 0;
};

// Who belongs to whom depends on who came first. So those who bring or place many subjects do it
// one after the other, in whatever programs: each line of records is placed as if it were alone.
class Turns {
 public:
  virtual ~Turns() = default;
  virtual Result<std::unique_ptr<Turn>> line_up() = 0;
};

}  // namespace trellis::pipeline
