// Lets an exception cross the boundary, as a plugin written without the wrapper may.
#include <stdexcept>

#include "trellis/abi.h"

namespace {

trellis_status open(const trellis_host*, trellis_text, trellis_text, void** instance) noexcept {
  static int there;
  *instance = &there;
  return TRELLIS_OK;
}
void close(void*) noexcept {}
trellis_status read(void*, const trellis_payload*) { throw std::runtime_error("out of cheese"); }

using Read = trellis_status (*)(void*, const trellis_payload*) noexcept;
const trellis_adapter adapter{
    sizeof(trellis_adapter),       0,       "throws", "1.0.0", &open, &close,
    reinterpret_cast<Read>(&read), nullptr, nullptr,  nullptr};

}  // namespace

const trellis_adapter* trellis_adapter_v1(uint32_t index) noexcept {
  return index == 0 ? &adapter : nullptr;
}
