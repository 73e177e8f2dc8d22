#pragma once

#include <cstdint>

#include <expat.h>

// Where expat's event begins in the bytes, and how long it is. From 2.9 on the older functions for
// it are deprecated.
namespace trellis::formats {

#if XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION < 9
inline std::int64_t offset_of_event(XML_Parser parser) { return XML_GetCurrentByteIndex(parser); }
inline std::int64_t size_of_event(XML_Parser parser) { return XML_GetCurrentByteCount(parser); }
#else
inline std::int64_t offset_of_event(XML_Parser parser) { return XML_GetCurrentByteIndex64(parser); }
inline std::int64_t size_of_event(XML_Parser parser) { return XML_GetCurrentByteCount64(parser); }
#endif

}  // namespace trellis::formats
