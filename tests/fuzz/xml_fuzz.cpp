// links: hub_formats
#include "tests/fuzz/cutting_target.hpp"

using namespace trellis::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = as_text(bytes, size);
  cut_and_parse(
      text, R"({"format":"xml","record":"/M/C/Child","context":["/M/H/LA","/M/@v"],"key":"Id"})");
  cut_and_parse(text, R"({"format":"xml","key":"*[1]"})");
  parse_tree(xml_type, text);
  return 0;
}
