#include "hub/connections/settings_fault.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

namespace trellis::connections {
namespace {

using formats::Json;

struct Setting {
  std::string pointer;
  std::string name;   // the last step
  Place place;        // in its own file
  Place given_place;  // in what the adapter was given
};

void collect(const Json& settings, const Json& given, const std::string& pointer,
             std::vector<Setting>& all) {
  const auto add = [&](const std::string& name, const Json& value, const Json& as_given) {
    const std::string at = pointer + "/" + name;
    all.push_back({at, name, value.place(), as_given.place()});
    collect(value, as_given, at, all);
  };
  for (const auto& [key, value] : settings.members()) add(key, value, given[key]);
  const std::size_t count = std::min(settings.items().size(), given.items().size());
  for (std::size_t i = 0; i < count; ++i)
    add(std::to_string(i), settings.items()[i], given.items()[i]);
}

// Takes "settings:1:15: " from where it stands; its column, if it was there.
std::optional<std::uint64_t> take_column(std::string& sentence) {
  constexpr std::string_view start = "settings:1:";  // the text has one line
  const std::size_t at = sentence.find(start);
  if (at == std::string::npos) return std::nullopt;
  std::uint64_t column = 0;
  const char* const from = sentence.data() + at + start.size();
  const auto [end, fault] = std::from_chars(from, sentence.data() + sentence.size(), column);
  if (fault != std::errc{}) return std::nullopt;
  auto size = static_cast<std::size_t>(end - sentence.data()) - at;
  while (at + size < sentence.size() && (sentence[at + size] == ':' || sentence[at + size] == ' '))
    ++size;
  sentence.erase(at, size);
  return column;
}

bool names(std::string_view sentence, std::string_view pointer) {
  for (std::size_t at = sentence.find(pointer); at != std::string_view::npos;
       at = sentence.find(pointer, at + 1)) {
    const std::size_t end = at + pointer.size();
    const auto goes_on = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '_' || c == '-';
    };
    if ((at == 0 || !goes_on(sentence[at - 1])) &&
        (end == sentence.size() || !goes_on(sentence[end])))
      return true;
  }
  return false;
}

const Setting* named_in(const std::string& sentence, const std::vector<Setting>& all) {
  const Setting* found = nullptr;
  for (const Setting& each : all)
    if (names(sentence, each.pointer) &&
        (found == nullptr || each.pointer.size() > found->pointer.size()))
      found = &each;
  if (found != nullptr) return found;
  for (const Setting& each : all)
    if (sentence.find('"' + each.name + '"') != std::string::npos) return &each;
  return nullptr;
}

const Setting* at_column(std::uint64_t column, const std::vector<Setting>& all) {
  const Setting* found = nullptr;
  for (const Setting& each : all)
    if (each.given_place.column <= column &&
        (found == nullptr || each.given_place.column >= found->given_place.column))
      found = &each;
  return found;
}

}  // namespace

Error fault_of_settings(const std::string& adapter, std::string sentence, const Json& settings,
                        const std::string& given) {
  std::vector<Setting> all;
  if (const auto parsed = Json::parse(given, "settings"); parsed.ok())
    collect(settings, *parsed, {}, all);
  const auto column = take_column(sentence);
  const Setting* setting = column ? at_column(*column, all) : named_in(sentence, all);
  const std::string who = "the adapter \"" + adapter + "\" ";
  if (setting == nullptr)
    return {Fault::invalid, who + "refuses its settings: " + sentence, settings.place()};
  return {Fault::invalid, who + "refuses the setting " + setting->pointer + ": " + sentence,
          setting->place};
}

}  // namespace trellis::connections
