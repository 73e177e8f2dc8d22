#pragma once

#include <string>

#include "hub/transport/payload.hpp"

namespace trellis::transport {

// Every file of the archive, in order of name, checked against the archive's directory.
Result<Payload> unpack_zip(const std::string& path, const ZipLimits& limits);

}  // namespace trellis::transport
