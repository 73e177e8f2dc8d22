#include "hub/transport/descriptor.hpp"

#include <unistd.h>

namespace trellis::transport {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

}  // namespace trellis::transport
