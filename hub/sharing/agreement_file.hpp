#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/sharing/agreement.hpp"

namespace trellis::sharing {

// Reads one agreement. Organisations, roles and kinds that do not exist are findings with line and
// column. Nothing where there is a finding.
std::optional<Agreement> read_agreement(const formats::Json& file, const formats::Json& schema,
                                        const Parties& parties, const model::Catalogue& catalogue,
                                        std::vector<Error>& findings);

std::optional<Role> read_role(const formats::Json& file, const formats::Json& schema,
                              const std::vector<Organisation>& organisations,
                              std::vector<Error>& findings);

// Every *.json of FOLDER, by name; a folder that is not there holds none. `schema_folder` is
// config/schema.
std::vector<Agreement> load_agreements(const std::string& folder, const std::string& schema_folder,
                                       const Parties& parties, const model::Catalogue& catalogue,
                                       std::vector<Error>& findings);
std::vector<Role> load_roles(const std::string& folder, const std::string& schema_folder,
                             const std::vector<Organisation>& organisations,
                             std::vector<Error>& findings);

}  // namespace trellis::sharing
