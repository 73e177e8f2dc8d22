#include "hub/alerts/ports.hpp"

namespace trellis::alerts {

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::stands:
      return "stands";
    case Standing::corrected:
      return "corrected";
    case Standing::withdrawn:
      return "withdrawn";
  }
  return "stands";
}

std::optional<Standing> parse_standing(std::string_view text) {
  for (const Standing one : {Standing::stands, Standing::corrected, Standing::withdrawn})
    if (to_string(one) == text) return one;
  return std::nullopt;
}

}  // namespace trellis::alerts
