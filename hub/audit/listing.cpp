#include "hub/audit/listing.hpp"

namespace trellis::audit {

std::string details_of_list(const std::set<ChildId>& children) {
  std::string details = "{\"children\":[";
  for (const ChildId child : children)
    details += (child == *children.begin() ? "" : ",") + to_string(child);
  return details + "]}";
}

std::string details_of_list_of_all() { return "{\"children\":\"all\"}"; }

}  // namespace trellis::audit
