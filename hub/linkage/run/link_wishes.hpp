#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "hub/linkage/run/link_run.hpp"

namespace trellis::linkage {

// What `--explain` asks for.
struct LinkWishes {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  std::vector<std::uint32_t> clusters;  // by one of their records

  bool is_empty() const { return pairs.empty() && clusters.empty(); }
  // `wishes` are "ROW,ROW" or "ROW"; a row is a record's number from 1, or FILE:ROW as --out writes
  // them. Fails where there is no such row.
  static Result<LinkWishes> find(const std::vector<std::string>& wishes, const LinkRows& rows);
};

std::string explanations_text(const LinkRun& run, const LinkWishes& wishes);
formats::Json explanations_json(const LinkRun& run, const LinkWishes& wishes);

}  // namespace trellis::linkage
