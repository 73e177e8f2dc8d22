#pragma once

#include <cstdint>
#include <string>

// Invented identifiers with right check characters. NHS numbers come from the 999 test range, which
// is never issued to people.
namespace first_hour {

// Empty when the range is used up, which a person without an NHS number stands for.
std::string nhs_number(std::uint32_t serial);
std::string upn(int authority_number, int establishment, int year_of_allocation, int serial);
std::string temporary_upn(int authority_number, int establishment, int year_of_allocation,
                          int serial);
std::string learner_number(std::uint32_t serial);
std::string pnc_id(int year, int serial);

// The same identifier with a wrong check character.
std::string with_wrong_check(std::string upn);

}  // namespace first_hour
