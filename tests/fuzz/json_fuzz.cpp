// links: hub_formats
#include <cstdlib>

#include "tests/fuzz/cutting_target.hpp"

using namespace trellis::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = as_text(bytes, size);
  cut_and_parse(text, R"({"format":"json","record":"/cases/*","context":["/la"],"key":"id"})");
  cut_and_parse(text, R"({"format":"json","lines":true,"key":"id"})");
  parse_tree(json_type, text);
  const auto parsed = Json::parse(text);
  if (!parsed.ok()) return 0;
  const auto again =
      Json::parse(parsed->dump());  // what was read can be written, and read again as the same
  if (!again.ok() || again->dump() != parsed->dump()) std::abort();
  static_cast<void>(check_schema(*parsed, Json::object()));
  static_cast<void>(check_schema(Json::object(), *parsed));
  return 0;
}
