#pragma once

#include <memory>
#include <vector>

#include "hub/alerts/rules.hpp"
#include "hub/app/frame/configuration.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/sharing/agreement.hpp"

namespace trellis::app {

// What a hub's folder says of roles, agreements and alert rules: those whose file is right, and
// whose roles are.
struct Agreed {
  sharing::Parties parties;
  std::vector<sharing::Agreement> agreements;
  std::vector<alerts::Rule> rules;
  std::vector<SwitchedOff> switched_off;
};

Agreed read_agreed(const Configuration& configuration, const Installation& installation,
                   const model::Catalogue& catalogue);

}  // namespace trellis::app
