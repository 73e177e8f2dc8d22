#include "hub/pipeline/ports.hpp"

namespace trellis::pipeline {

std::string_view to_string(RunState state) {
  switch (state) {
    case RunState::running:
      return "running";
    case RunState::done:
      return "done";
    case RunState::failed:
      return "failed";
    case RunState::unfinished:
      return "unfinished";
  }
  return {};
}

}  // namespace trellis::pipeline
