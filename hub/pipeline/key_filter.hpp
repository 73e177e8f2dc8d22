#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace trellis::pipeline {

// Keys that one import has written into a connection that had none before it: most of its keys are
// new, and nobody need look for those. By their hashes, so it errs on the side of looking.
class KeyFilter {
 public:
  enum class Of : char { record = 'r', subject = 's' };

  void start_empty();  // until then every key may be there
  bool may_have(Of what, std::string_view key) const;
  void add(Of what, std::string_view key);

 private:
  std::vector<bool> written_;
};

}  // namespace trellis::pipeline
