#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace trellis::mapping {

// The location paths inside an XPath, from where it starts: of
//   concat(Forename, ' ', Contacts/Contact[Order = 1]/Surname)
// Forename, Contacts/Contact[Order = 1]/Surname and Contacts/Contact/Order. Expects an XPath that
// compiles; of another it returns what it understood.
std::vector<std::string> location_paths(std::string_view xpath);

}  // namespace trellis::mapping
