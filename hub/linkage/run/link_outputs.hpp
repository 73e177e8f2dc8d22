#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "hub/linkage/linker.hpp"
#include "hub/linkage/run/link_tables.hpp"

namespace trellis::linkage {

// A file that is written whole or not at all. A handle: what is not finished is gone with it.
class OutputFile {
 public:
  // Fails where it cannot be written.
  static Result<OutputFile> open(const std::string& path);
  OutputFile(OutputFile&&) = default;
  ~OutputFile();

  std::ofstream& stream() { return file_; }
  Status finish();

 private:
  explicit OutputFile(std::string path);
  void discard();
  std::string path_;
  std::ofstream file_;
};

// The files of one run, opened before anything is read.
struct LinkOutputs {
  std::optional<OutputFile> clusters, pairs, report, questions;

  // Makes the report's folder where there is none. Fails where a file cannot be written, two are
  // the same or one of them is an input.
  static Result<LinkOutputs> open(const LinkOptions& options);
};

// file,row,record_id,cluster_id: a line for each record.
Status write_clusters(OutputFile& out, const LinkRows& rows, const Linked& linked);
// A line for each scored pair that is not hopeless.
Status write_pairs(OutputFile& out, const LinkRows& rows, const Linker& linker,
                   const Linked& linked);

}  // namespace trellis::linkage
