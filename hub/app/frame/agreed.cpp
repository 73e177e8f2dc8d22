#include "hub/app/frame/agreed.hpp"

#include "hub/alerts/rule_file.hpp"
#include "hub/sharing/agreement_file.hpp"

namespace trellis::app {

Agreed read_agreed(const Configuration& configuration, const Installation& installation,
                   const model::Catalogue& catalogue) {
  Agreed agreed;
  const std::string schemas = installation.config + "/schema";
  const auto keep_off = [&](const char* what, const std::vector<Error>& findings) {
    for (SwitchedOff& off : switched_off(what, findings))
      agreed.switched_off.push_back(std::move(off));
  };
  agreed.parties.organisations = configuration.organisations;
  std::vector<Error> of_roles, of_agreements, of_rules;
  agreed.parties.roles = sharing::load_roles(configuration.folder + "/roles", schemas,
                                             configuration.organisations, of_roles);
  keep_off("role", of_roles);
  agreed.agreements = sharing::load_agreements(configuration.folder + "/agreements", schemas,
                                               agreed.parties, catalogue, of_agreements);
  keep_off("agreement", of_agreements);
  agreed.rules = alerts::load_rules(configuration.folder + "/rules", schemas, agreed.parties,
                                    catalogue, of_rules);
  keep_off("rule", of_rules);
  return agreed;
}

}  // namespace trellis::app
