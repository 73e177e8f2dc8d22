// links: hub_formats
#include "tests/fuzz/cutting_target.hpp"

using namespace trellis::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const auto text = as_text(bytes, size);
  cut_and_parse(text, R"({"format":"csv","columns":{"id":["ID","/^id.?$/"]},"key":["id"]})");
  cut_and_parse(text,
                R"({"format":"csv","delimiter":";","encoding":"windows-1252","skip-lines":1})");
  cut_and_parse(text, R"({"format":"tables","tables":[{"name":"t","files":"*","key":["id"]}]})");
  parse_tree(csv_type, text);
  parse_tree(tables_type, text);
  return 0;
}
