#include "trellis/abi.h"

const trellis_adapter* trellis_adapter_v1(uint32_t index) {
  (void)index;
  return NULL;
}
