#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"

namespace trellis::formats {

// A row of one table, which belongs to the subject `key`.
struct StoredRow {
  std::uint32_t table = 0;
  std::uint32_t source = 0;
  std::uint64_t line = 0;
  std::string key;
  std::string bytes;
};

// Rows by subject: in memory while they are few, then in unlinked temporary files, so that what is
// held stays flat. Not shared.
class RowStore {
 public:
  explicit RowStore(std::size_t most_in_memory, unsigned level = 0);
  ~RowStore();
  RowStore(const RowStore&) = delete;
  RowStore& operator=(const RowStore&) = delete;

  Status add(StoredRow row);

  // Each subject once, with its rows in the order they were added. Subjects come as they first
  // appeared, part by part. Call once, after the last row.
  using Visit = std::function<Status(const std::vector<StoredRow>&)>;
  Status for_each_subject(const Visit& visit);

 private:
  class Part;
  Status spill();
  Status visit_rows(const Visit& visit);
  Status visit_part(Part& part, const Visit& visit);
  std::size_t part_of(std::string_view key) const;

  std::size_t most_in_memory_;
  unsigned level_;
  std::size_t held_ = 0;
  std::vector<StoredRow> rows_;
  std::vector<std::unique_ptr<Part>> parts_;
};

}  // namespace trellis::formats
