#pragma once

#include <string>

#include "hub/model/identifier.hpp"

// Verdicts on identifiers that carry a check digit or letter.
namespace trellis::model {

// The texts have ten digits.
Checked check_nhs_number(std::string digits);
Checked check_uln(std::string digits);

// Capitals and digits without spaces, of any length.
Checked check_upn(std::string text);
Checked check_pnc_id(std::string text, int this_year);
Checked check_cro(std::string text);

}  // namespace trellis::model
