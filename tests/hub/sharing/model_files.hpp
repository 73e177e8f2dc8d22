#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "hub/formats/json.hpp"
#include "hub/model/catalogue.hpp"

namespace trellis::testing {

// The common model's own files, without their code lists' entries.
inline std::shared_ptr<const model::Catalogue> shipped_catalogue() {
  const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/mappings";
  std::vector<model::KindDefinition> kinds;
  std::vector<model::CodeList> lists;
  for (const auto& file : std::filesystem::directory_iterator(folder + "/codes"))
    if (file.path().extension() == ".csv") lists.push_back({file.path().stem().string(), {}});
  for (const auto& file : std::filesystem::directory_iterator(folder + "/model")) {
    const auto json = *formats::Json::read_file(file.path().string());
    for (const auto& [name, list] : json["lists"].members()) lists.push_back({name, {}});
    for (const auto& [name, kind] : json["kinds"].members()) {
      model::KindDefinition read;
      read.name = name;
      read.label = kind["label"].string();
      read.sensitivity = *model::parse_sensitivity(kind["sensitivity"].string_or("normal"));
      read.opens = kind["opens"].string();
      read.is_place = kind["place"].boolean();
      for (const auto& purpose : kind["purposes"].items())
        read.purposes.push_back(purpose.string());
      for (const auto& [field, definition] : kind["fields"].members()) {
        read.fields.push_back({field, definition["label"].string(),
                               *model::parse_field_type(definition["type"].string_or("text")),
                               definition["codes"].string(), definition["many"].boolean(),
                               *model::parse_level(definition["level"].string_or("detail"))});
        if (definition.find("place") != nullptr)
          read.fields.back().whereabouts = definition["place"].boolean()
                                               ? model::Whereabouts::told
                                               : model::Whereabouts::not_told;
      }
      kinds.push_back(std::move(read));
    }
  }
  return std::make_shared<const model::Catalogue>(
      *model::Catalogue::make(std::move(kinds), std::move(lists)));
}

inline std::string config_folder() { return std::string(TRELLIS_SOURCE_DIR) + "/config"; }

inline formats::Json schema_of(const std::string& name) {
  return *formats::Json::read_file(config_folder() + "/schema/" + name + ".schema.json");
}

}  // namespace trellis::testing
