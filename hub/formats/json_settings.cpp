#include "hub/formats/json_settings.hpp"

#include <algorithm>
#include <set>

#include "hub/base/text.hpp"

namespace trellis::formats {
namespace {

// RFC 6901: ~1 is a slash and ~0 a tilde.
Result<std::vector<std::string>> pointer_steps(const std::string& pointer) {
  std::vector<std::string> steps;
  if (pointer.empty()) return steps;
  if (!pointer.starts_with('/')) return Error{Fault::invalid, {}};
  for (const auto& part : text::split(std::string_view(pointer).substr(1), "/")) {
    std::string step;
    for (std::size_t i = 0; i < part.size(); ++i) {
      const bool is_escape =
          part[i] == '~' && i + 1 < part.size() && (part[i + 1] == '0' || part[i + 1] == '1');
      if (is_escape) {
        step += part[++i] == '0' ? '~' : '/';
      } else {
        step += part[i];
      }
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

Status read_context(const Json& settings, JsonCutSettings& read) {
  auto pointers = list_setting(settings, "context");
  if (!pointers.ok()) return std::move(pointers).error();
  std::set<std::string> names;
  for (const auto& pointer : *pointers) {
    auto steps = pointer_steps(pointer);
    if (!steps.ok() || steps->empty() || steps->back() == "*") {
      return wrong_setting(settings["context"],
                           "\"context\" is a list of JSON pointers such as /header/authority");
    }
    if (!names.insert(steps->back()).second) {
      return wrong_setting(settings["context"], "two pointers in \"context\" end in the same name");
    }
    read.context.push_back(std::move(*steps));
  }
  return done();
}

}  // namespace

Result<JsonCutSettings> JsonCutSettings::read(const Json& settings) {
  TRELLIS_TRY(only_keys(settings, {"format", "record", "context", "key", "encoding", "lines"}));
  JsonCutSettings read;
  TRELLIS_LET(auto encoding, encoding_setting(settings));
  read.encoding = std::move(encoding);
  if (const Json* lines = settings.find("lines")) {
    if (!lines->is(Json::Type::boolean))
      return wrong_setting(*lines, "\"lines\" must be true or false");
    read.has_lines = lines->boolean();
  }
  auto pointer = text_setting(settings, "record", "");
  if (!pointer.ok()) return std::move(pointer).error();
  auto steps = pointer_steps(*pointer);
  if (!steps.ok() || steps->size() > 32) {
    return wrong_setting(settings["record"],
                         "\"record\" is a JSON pointer such as /cases/*, or empty");
  }
  read.record = std::move(*steps);
  TRELLIS_TRY(read_context(settings, read));
  if (read.has_lines && (!read.record.empty() || !read.context.empty())) {
    return wrong_setting(
        settings["lines"],
        "with \"lines\" every line is a record: leave out \"record\" and \"context\"");
  }
  TRELLIS_LET(auto key, text_setting(settings, "key", ""));
  if (key.empty()) return read;
  auto compiled = Path::compile(key);
  if (!compiled.ok()) return wrong_setting(settings["key"], "\"key\": " + compiled.error().message);
  read.key = std::move(*compiled);
  return read;
}

}  // namespace trellis::formats
