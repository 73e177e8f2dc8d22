#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "hub/linkage/linker.hpp"
#include "hub/linkage/run/link_recall.hpp"
#include "hub/linkage/run/link_systems.hpp"
#include "hub/linkage/run/link_tables.hpp"
#include "hub/linkage/run/link_truth.hpp"

namespace trellis::linkage {

// What a run of `trellis link` found. Borrowed; `linker` has run.
struct LinkRun {
  const Fields& fields;
  const LinkTables& tables;
  const Linker& linker;
  const Linked& linked;
  double threshold = 0;  // bits above which a pair by itself is joined
  struct Seconds {
    double reading = 0, linking = 0, all = 0;
  } seconds = {};
  LinkRecall recall = {};
  LinkSystems systems = {};
  std::optional<LinkTruth> truth = {};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> chosen = {};  // pairs to explain
};

}  // namespace trellis::linkage
