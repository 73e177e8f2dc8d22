#pragma once

#include <memory>
#include <string>

#include "hub/base/result.hpp"
#include "hub/comparison/name_lists.hpp"
#include "hub/matching/engine/engine.hpp"
#include "hub/matching/engine/model.hpp"
#include "hub/matching/identity/identity.hpp"

namespace trellis::matching {

struct OpenedEngine {
  std::unique_ptr<Engine> engine;
  Rules rules;  // what the model says for Identity
};

// The engine of the default model: bits by hand, blocks in memory.
OpenedEngine make_default_engine(Model model, comparison::NameLists lists);
// From config/matching/default.json, nicknames.csv and name-words.csv, or files like them.
Result<OpenedEngine> open_default_engine(const std::string& model_file,
                                         const std::string& nicknames_file,
                                         const std::string& words_file);

}  // namespace trellis::matching
