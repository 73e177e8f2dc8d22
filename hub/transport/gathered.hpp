#pragma once

#include <string>
#include <string_view>

#include "hub/transport/payload.hpp"

namespace trellis::transport {

// A payload that is put together from streams kept elsewhere, in a temporary file without a name.
class GatheredPayload {
 public:
  static Result<GatheredPayload> begin(std::string name);
  void stream(std::string name);          // what is appended from here on is its
  Status append(std::string_view bytes);  // after the first `stream`
  Payload finish() && { return std::move(payload_); }

 private:
  explicit GatheredPayload(Payload payload) : payload_(std::move(payload)) {}
  Payload payload_;
};

// A temporary file without a name.
Result<Descriptor> nameless_file();

}  // namespace trellis::transport
