#include "identifiers.hpp"

#include <cstdio>
#include <string_view>

namespace first_hour {
namespace {

constexpr std::string_view upn_letters = "ABCDEFGHJKLMNPQRTUVWXYZ";

std::string padded(int value, int digits) {
  char text[16];
  std::snprintf(text, sizeof text, "%0*d", digits, value);
  return text;
}

int upn_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return static_cast<int>(upn_letters.find(c));
}

// Government data standard: characters 2 to 13 weighted by their position, modulus 23.
std::string with_upn_letter(const std::string& body) {
  int sum = 0;
  for (std::size_t i = 0; i < body.size(); ++i) sum += upn_value(body[i]) * static_cast<int>(i + 2);
  return upn_letters[static_cast<std::size_t>(sum % 23)] + body;
}

}  // namespace

// NHS Data Dictionary, "NHS NUMBER", modulus 11: a remainder that asks for 10 has no number.
std::string nhs_number(std::uint32_t serial) {
  constexpr std::uint32_t first = 1000;
  // Of two neighbouring prefixes at least one has a check digit.
  for (std::uint32_t prefix = first + serial * 2; prefix < 1'000'000; ++prefix) {
    const std::string body = "999" + padded(static_cast<int>(prefix), 6);
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (body[i] - '0') * static_cast<int>(10 - i);
    const int check = (11 - sum % 11) % 11;
    if (check != 10) return body + static_cast<char>('0' + check);
  }
  return {};
}

std::string upn(int authority_number, int establishment, int year_of_allocation, int serial) {
  return with_upn_letter(padded(authority_number, 3) + padded(establishment, 4) +
                         padded(year_of_allocation % 100, 2) + padded(serial % 1000, 3));
}

std::string temporary_upn(int authority_number, int establishment, int year_of_allocation,
                          int serial) {
  const std::size_t letter = static_cast<std::size_t>(serial) / 100 % upn_letters.size();
  return with_upn_letter(padded(authority_number, 3) + padded(establishment, 4) +
                         padded(year_of_allocation % 100, 2) + padded(serial % 100, 2) +
                         upn_letters[letter]);
}

// Learning Records Service: ten digits, weights 10 to 2, modulus 11.
std::string learner_number(std::uint32_t serial) {
  for (std::uint32_t tried = serial * 2;; ++tried) {
    const std::string body = "1" + padded(static_cast<int>(tried % 100'000'000), 8);
    int sum = 0;
    for (std::size_t i = 0; i < 9; ++i) sum += (body[i] - '0') * static_cast<int>(10 - i);
    if (sum % 11 != 0) return body + static_cast<char>('0' + (10 - sum % 11));
  }
}

// Police National Computer: the letter is two-digit year and serial, modulus 23.
std::string pnc_id(int year, int serial) {
  constexpr std::string_view letters = "ZABCDEFGHJKLMNPQRTUVWXY";
  const long number = (year % 100) * 10'000'000L + serial;
  return std::to_string(year) + "/" + padded(serial, 7) +
         letters[static_cast<std::size_t>(number % 23)];
}

std::string with_wrong_check(std::string upn) {
  const std::size_t place = upn_letters.find(upn.front());
  upn.front() = upn_letters[(place + 7) % upn_letters.size()];
  return upn;
}

}  // namespace first_hour
