#pragma once

#include "hub/app/frame/command.hpp"
#include "hub/linkage/run/link_tables.hpp"

namespace trellis::app {

// CSV files and folders of them. Says which rows cannot be read, and how far it is.
class TableReader final : public linkage::TableReading {
 public:
  explicit TableReader(const CommandContext& context) : context_(context) {}
  Result<std::size_t> read(const std::vector<std::string>& files, const Start& start,
                           const Take& take) override;

 private:
  const CommandContext& context_;
};

}  // namespace trellis::app
