#pragma once

extern "C" void __asan_init() __attribute__((weak));
extern "C" void __tsan_init() __attribute__((weak));

namespace trellis::testing {

// Does a sanitizer watch this program? It needs more memory and keeps what was freed, so tests of
// memory limits say nothing under it. (The tests themselves are compiled without one.)
inline bool is_sanitized() { return &__asan_init != nullptr || &__tsan_init != nullptr; }

}  // namespace trellis::testing
