#pragma once

#include <memory>
#include <string>

#include "hub/base/result.hpp"
#include "hub/matching/engine.hpp"
#include "hub/matching/identity.hpp"
#include "hub/matching/model.hpp"
#include "hub/matching/nicknames.hpp"

namespace trellis::matching {

struct OpenedEngine {
  std::unique_ptr<Engine> engine;
  Rules rules;  // what the model says for Identity
};

// The engine of the default model: bits by hand, blocks in memory.
OpenedEngine make_default_engine(Model model, Nicknames nicknames);
// From config/matching/default.json and nicknames.csv, or files like them.
Result<OpenedEngine> open_default_engine(const std::string& model_file,
                                         const std::string& nicknames_file);

}  // namespace trellis::matching
