#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hub/app/link/link_recall.hpp"
#include "hub/app/link/link_systems.hpp"
#include "hub/app/link/link_tables.hpp"
#include "hub/app/link/link_truth.hpp"
#include "hub/linkage/linker.hpp"

namespace trellis::app {

// What a run of `trellis link` found. Borrowed; `linker` has run.
struct LinkRun {
  const linkage::Fields& fields;
  const LinkTables& tables;
  const linkage::Linker& linker;
  const linkage::Linked& linked;
  double threshold = 0;  // bits above which a pair by itself is joined
  struct Seconds {
    double reading = 0, linking = 0, all = 0;
  } seconds = {};
  LinkRecall recall = {};
  LinkSystems systems = {};
  std::optional<LinkTruth> truth = {};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> chosen = {};  // pairs to explain
};

// A page that stands alone: what was found, how right it is, and why pairs near even odds are one
// person or not. It holds rows' numbers and ids and how their values compare, never the values.
std::string link_report(const LinkRun& run);

}  // namespace trellis::app
