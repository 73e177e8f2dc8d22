// links: hub_mapping
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/mapping/coverage.hpp"
#include "hub/mapping/location_paths.hpp"
#include "hub/mapping/mapping.hpp"
#include "hub/mapping/observation_json.hpp"

namespace {

using namespace trellis;

std::shared_ptr<const model::Catalogue> catalogue() {
  using model::FieldType;
  const auto field = [](const char* name, FieldType type, const char* codes, bool many) {
    return model::FieldDefinition{name, name, type, codes, many, model::Level::detail};
  };
  model::KindDefinition thing;
  thing.name = "test.thing";
  thing.fields = {field("text", FieldType::text, "", false),
                  field("many", FieldType::text, "", true),
                  field("date", FieldType::date, "", false),
                  field("instant", FieldType::instant, "", false),
                  field("flag", FieldType::boolean, "", false),
                  field("number", FieldType::decimal, "", false),
                  field("colour", FieldType::code, "colour", false),
                  field("system", FieldType::text, "", false),
                  field("value", FieldType::identifier, "", false)};
  model::CodeList colour{"colour", {{"RED", "Red", {}, {}, {}}, {"PINK", "Pink", "RED", {}, {}}}};
  auto made = model::Catalogue::make({thing}, {colour});
  return std::make_shared<const model::Catalogue>(std::move(*made));
}

const std::string& folder() {
  static const std::string path = [] {
    std::string pattern = (std::filesystem::temp_directory_path() / "mapping-fuzz-XXXXXX").string();
    const std::string made = mkdtemp(pattern.data());
    std::filesystem::create_directories(made + "/small/codes");
    return made + "/small";
  }();
  return path;
}

void write(const std::string& name, std::string_view bytes) {
  std::ofstream(folder() + "/" + name, std::ios::binary | std::ios::trunc) << bytes;
}

void check(const model::Observation& observation) {
  std::string json;
  mapping::append_json(json, observation);
  const auto back = mapping::parse_observation(json);
  if (!back.ok() || back->kind != observation.kind) __builtin_trap();
}

}  // namespace

// A mapping file, its code list, and the record it is applied to, with a line of three dashes
// between them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const auto known = catalogue();
  std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto next = [&input] {
    const auto end = input.find("\n---\n");
    const std::string_view part = input.substr(0, end);
    input = end == std::string_view::npos ? std::string_view() : input.substr(end + 5);
    return part;
  };
  write("mapping.json", next());
  write("codes/own.csv", next());
  mapping::location_paths(input.substr(0, 1000));

  std::vector<Error> findings;
  const auto loaded = mapping::Mapping::load(folder(), known, findings);
  if (!loaded.ok()) return findings.empty() ? __builtin_trap(), 1 : 0;
  auto tree = formats::Tree::parse(formats::xml_type, input);
  if (!tree.ok()) return 0;
  mapping::Coverage coverage;
  for (const mapping::Mapped& mapped : loaded->apply_all(std::move(*tree), 2026, &coverage)) {
    if (mapped.is_readable() && mapped.refusal.empty() && mapped.subject_key.empty())
      __builtin_trap();
    for (const auto& observation : mapped.observations) check(observation);
  }
  return 0;
}
