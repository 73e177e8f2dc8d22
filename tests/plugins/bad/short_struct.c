/* A table that ends before deliver. */
#include "trellis/abi.h"

static const trellis_adapter adapter = {offsetof(trellis_adapter, deliver),
                                        0,
                                        "short-struct",
                                        "1.0.0",
                                        NULL,
                                        NULL,
                                        NULL,
                                        NULL,
                                        NULL,
                                        NULL};

const trellis_adapter* trellis_adapter_v1(uint32_t index) { return index == 0 ? &adapter : NULL; }
