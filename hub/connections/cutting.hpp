#pragma once

namespace trellis::connections {

// An extension of the contract by its id, or null. The only one so far is trellis.cutting/1.
const void* find_extension(const char* id);

}  // namespace trellis::connections
