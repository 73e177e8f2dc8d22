// links: hub_formats
#include "tests/fuzz/cutting_target.hpp"

using namespace trellis::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = as_text(bytes, size);
  cut_and_parse(text, R"({"format":"hl7v2"})");
  cut_and_parse(text, R"({"format":"hl7v2","key":["PID.3.1"],"encoding":"iso-8859-1"})");
  parse_tree(hl7v2_type, text);
  return 0;
}
