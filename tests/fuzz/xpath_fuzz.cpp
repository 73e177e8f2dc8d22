// links: hub_formats
#include "tests/fuzz/cutting_target.hpp"

using namespace trellis::formats;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto tree =
      Tree::parse(xml_type, "<a x='1'><b>one</b><b y='2'>two<c/></b><d><b>3</b></d></a>");
  const auto path = Path::compile(as_text(bytes, size));
  if (!path.ok()) return 0;
  for (const auto& node : path->nodes(tree->root())) use(*tree, node);
  use(*tree, path->first(tree->root()));
  static_cast<void>(path->text(tree->root()));
  static_cast<void>(path->truth(tree->root()));
  return 0;
}
