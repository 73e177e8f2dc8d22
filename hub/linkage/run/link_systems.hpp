#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hub/base/table.hpp"
#include "hub/formats/json.hpp"
#include "hub/linkage/run/link_tables.hpp"

namespace trellis::linkage {

// How many of the people whom a run of `trellis link` found stand in which systems.
struct LinkSystems {
  struct System {
    std::string name;
    std::size_t records = 0, people = 0, only_here = 0;
  };
  std::vector<System> systems;                    // empty unless there are at least two
  std::vector<std::vector<std::size_t>> in_both;  // by two of them: people

  // `clusters`: of each record.
  static LinkSystems of(const LinkRows& rows, std::span<const std::uint32_t> clusters);
  Table table() const;
  formats::Json json() const;
};

}  // namespace trellis::linkage
