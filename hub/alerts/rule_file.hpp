#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/alerts/rules.hpp"
#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/sharing/agreement.hpp"

namespace trellis::alerts {

// Reads one rule. Kinds, fields, roles and organisations that do not exist, and words that take a
// suspicion for guilt, are findings with line and column. Nothing where there is a finding.
std::optional<Rule> read_rule(const formats::Json& file, const formats::Json& schema,
                              const sharing::Parties& parties, const model::Catalogue& catalogue,
                              std::vector<Error>& findings);

// Every *.json of FOLDER, by name; a folder that is not there holds none. `schema_folder` is
// config/schema.
std::vector<Rule> load_rules(const std::string& folder, const std::string& schema_folder,
                             const sharing::Parties& parties, const model::Catalogue& catalogue,
                             std::vector<Error>& findings);

}  // namespace trellis::alerts
