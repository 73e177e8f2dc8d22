// links: hub_formats
#include <cstdlib>

#include "tests/fuzz/cutting_target.hpp"

using namespace trellis::formats;

namespace {

// What may be walked without the XPath engine must be read as the engine reads it, which is asked
// wherever the path stands in brackets.
void check_against_engine(std::string_view text, const Path& path, const Node& from) {
  constexpr std::string_view simple =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./@";
  if (text.find_first_not_of(simple) != std::string_view::npos) return;
  const auto engine = Path::compile("(" + std::string(text) + ")");
  if (!engine.ok()) return;
  if (path.nodes(from) != engine->nodes(from) || path.first(from) != engine->first(from) ||
      path.truth(from) != engine->truth(from) || path.text(from) != engine->text(from))
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto tree =
      Tree::parse(xml_type, "<a x='1'><b>one</b><b y='2'>two<c/></b><d><b>3</b></d></a>");
  const auto text = as_text(bytes, size);
  const auto path = Path::compile(text);
  if (!path.ok()) return 0;
  static const auto every = Path::compile("//* | //@*")->nodes(tree->root());
  for (const auto& from : every) check_against_engine(text, *path, from);
  for (const auto& node : path->nodes(tree->root())) use(*tree, node);
  use(*tree, path->first(tree->root()));
  static_cast<void>(path->text(tree->root()));
  static_cast<void>(path->truth(tree->root()));
  return 0;
}
