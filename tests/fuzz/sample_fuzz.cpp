// links: hub_mapping
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

#include "hub/mapping/mapping.hpp"
#include "hub/mapping/proposal.hpp"
#include "hub/mapping/tree_text.hpp"

namespace {

using namespace trellis;

model::FieldDefinition field(const char* name, const char* label,
                             model::FieldType type = model::FieldType::text) {
  return {name, label, type, "", false, model::Level::detail};
}

const model::Catalogue& catalogue() {
  static const auto made = [] {
    model::KindDefinition name, birth;
    name.name = "person.name";
    name.fields = {field("family", "Family name"), field("given", "Given name")};
    birth.name = "person.birth";
    birth.fields = {field("date", "Date of birth", model::FieldType::date)};
    return *model::Catalogue::make({name, birth}, {});
  }();
  return made;
}

}  // namespace

// A file of a source, of which a mapping is proposed.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::string file =
      (std::filesystem::temp_directory_path() / ("sample-fuzz-" + std::to_string(getpid())))
          .string();
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  std::ofstream(file, std::ios::binary | std::ios::trunc) << input;
  const auto proposed = mapping::propose("new", file, catalogue());
  if (proposed.ok() && !formats::Json::parse(*proposed).ok()) __builtin_trap();
  for (const auto type : {formats::xml_type, formats::json_type, formats::hl7v2_type})
    if (const auto tree = formats::Tree::parse(type, input); tree.ok()) mapping::tree_text(*tree);
  std::filesystem::remove(file);
  return 0;
}
