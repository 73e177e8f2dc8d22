#pragma once

#include <string>
#include <string_view>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

namespace trellis::pipeline {

// Where each connection's source goes on: the cursor of its last record that is on disk. It is
// given back to the adapter that it came from, and to no other.
class Cursors {
 public:
  virtual ~Cursors() = default;
  virtual Result<std::string> find(ConnectionId connection, std::string_view adapter) = 0;
  virtual Status keep(ConnectionId connection, std::string_view adapter, std::string_view cursor,
                      Instant now) = 0;
};

}  // namespace trellis::pipeline
