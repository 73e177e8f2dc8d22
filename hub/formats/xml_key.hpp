#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/tree.hpp"

namespace trellis::formats {

// The key of a record. One that is only names (A/B/C), as most are, is found while the record's
// tags go by; any other needs the record's tree.
class XmlKey {
 public:
  static Result<XmlKey> compile(const std::string& xpath);

  void start_record();
  void start_element(unsigned level, std::string_view qualified,
                     std::uint64_t inside);  // 1: a child of the record
  void end_element(unsigned level, std::uint64_t end_tag);

  // Nothing where the tree is needed. `slice` begins at `offset` of the same count as above.
  std::optional<std::string> from_tags(std::string_view slice, std::uint64_t offset) const;
  std::string from_tree(const Node& record) const { return path_.text(record); }
  bool follows_tags() const noexcept { return !steps_.empty(); }

 private:
  XmlKey(Path path, std::vector<std::string> steps)
      : path_(std::move(path)), steps_(std::move(steps)) {}

  Path path_;
  std::vector<std::string> steps_;
  std::size_t matched_ = 0;
  bool is_found_ = false;
  std::uint64_t from_ = 0;
  std::uint64_t to_ = 0;
};

}  // namespace trellis::formats
