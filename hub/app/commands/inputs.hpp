#pragma once

#include <string>
#include <vector>

#include "hub/app/frame/configuration.hpp"
#include "hub/base/result.hpp"
#include "hub/pipeline/extracts.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::app {

// What one import reads.
struct Input {
  std::string path;                // a file, a folder or a zip
  std::vector<std::string> files;  // of the folder, only these; none: all
  pipeline::InputAge age;

  std::string name() const;
  Result<transport::Payload> open() const;
};

enum class Extent { feed, full_extract };

// A file, a folder or a zip that somebody names.
Input input_at(const std::string& path);

// What stands in a connection's input folder, in order of its dates: each zip, each folder, and its
// loose files. These are one set; of full extracts, where a name comes again with another date, one
// set for each date, with the files that have no date in every one.
Result<std::vector<Input>> inputs_of(const Connection& connection, Extent extent);

}  // namespace trellis::app
