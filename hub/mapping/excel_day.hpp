#pragma once

#include <optional>
#include <string_view>

#include "hub/base/time.hpp"

namespace trellis::mapping {

// Patterns that stand for a workbook's serial numbers: days since the turn of 1900, or of 1904.
inline constexpr std::string_view excel_1900 = "excel";
inline constexpr std::string_view excel_1904 = "excel-1904";
bool is_excel(std::string_view pattern);

// The moment a serial number stands for, on the wall clock of the workbook as if it were UTC:
// 45107.5 is noon of 30 June 2023. None for what is no such number. 60 is none: 29 February 1900
// never was.
std::optional<Instant> read_excel(std::string_view serial, std::string_view pattern);

}  // namespace trellis::mapping
