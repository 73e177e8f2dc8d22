#include "hub/base/result.hpp"

namespace trellis {

std::string to_string(const Place& place) {
  std::string text = place.file;
  if (place.line != 0) {
    if (text.empty()) text = "line ";
    if (!place.file.empty()) text += ':';
    text += std::to_string(place.line);
    if (place.column != 0) text += ':' + std::to_string(place.column);
  }
  if (!place.path.empty()) {
    if (!text.empty()) text += ' ';
    text += place.path;
  }
  return text;
}

std::string to_string(const Error& error) {
  const std::string place = to_string(error.place);
  return place.empty() ? error.message : place + ": " + error.message;
}

}  // namespace trellis
