#include "trellis/abi.h"

static const trellis_adapter adapter = {
    sizeof(trellis_adapter), 0, "no-open", "1.0.0", NULL, NULL, NULL, NULL, NULL, NULL};

const trellis_adapter* trellis_adapter_v1(uint32_t index) { return index == 0 ? &adapter : NULL; }
