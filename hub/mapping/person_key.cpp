#include "hub/mapping/person_key.hpp"

#include "hub/mapping/mapping.hpp"

namespace trellis::mapping {
namespace {

constexpr std::string_view mark = "#person=";

// What would be taken for a scope's end, for the mark or for a place.
std::string escaped(std::string_view key) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : key) {
    if (std::string_view("/%#(").find(c) == std::string_view::npos) {
      text += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    text += '%';
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

std::string with(std::string_view record_key, const std::string& person) {
  return std::string(record_key).append(mark).append(person);
}

}  // namespace

std::string person_key(std::string_view record_key, const Mapped& person) {
  const bool has_key = !person.subject_key.empty() && !person.is_twin;
  return has_key ? with(record_key, escaped(person.subject_key)) : place_key(record_key, person);
}

std::string place_key(std::string_view record_key, const Mapped& person) {
  return with(record_key, "(" + person.person + ")");
}

std::string_view record_key_of(std::string_view key) {
  const auto at = key.rfind(mark);
  return at == std::string_view::npos ? key : key.substr(0, at);
}

}  // namespace trellis::mapping
