#include "hub/formats/xml_settings.hpp"

#include <algorithm>

namespace trellis::formats {
namespace {

bool stands_outside(const XmlSteps& record, const XmlSteps& context) {
  const auto same = [](const std::string& a, const std::string& b) {
    return a == b || a == "*" || b == "*";
  };
  const std::size_t most = std::min(record.elements.size(), context.elements.size());
  const auto differ = std::mismatch(context.elements.begin(),
                                    context.elements.begin() + static_cast<std::ptrdiff_t>(most),
                                    record.elements.begin(), same);
  const auto shared = static_cast<std::size_t>(differ.first - context.elements.begin());
  if (shared == 0 || shared == record.elements.size()) return false;
  return shared < context.elements.size() || !context.attribute.empty();
}

Result<std::vector<XmlSteps>> read_context(const Json& settings, const XmlSteps& record) {
  std::vector<XmlSteps> context;
  TRELLIS_LET(auto paths, list_setting(settings, "context"));
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const Json& list = settings["context"];
    const Json& at = list.is(Json::Type::array) ? list.items()[i] : list;
    auto steps = XmlSteps::parse(paths[i]);
    if (!steps.ok()) return wrong_setting(at, steps.error().message);
    if (!stands_outside(record, *steps)) {
      return wrong_setting(at,
                           "\"context\" names what stands around the records: inside the same "
                           "document's element, and neither a record nor an element around it");
    }
    context.push_back(std::move(*steps));
  }
  return context;
}

}  // namespace

Result<XmlSettings> XmlSettings::read(const Json& settings) {
  TRELLIS_TRY(only_keys(settings, {"format", "record", "context", "key", "encoding"}));
  TRELLIS_LET(auto encoding, encoding_setting(settings));
  TRELLIS_LET(auto record_path, text_setting(settings, "record", "/*"));
  auto record = XmlSteps::parse(record_path);
  if (!record.ok() || !record->attribute.empty()) {
    return wrong_setting(settings["record"],
                         "\"record\" is a path of elements such as /Message/Children/Child");
  }
  TRELLIS_LET(auto context, read_context(settings, *record));
  std::optional<XmlKey> key;
  TRELLIS_LET(auto key_path, text_setting(settings, "key", ""));
  if (!key_path.empty()) {
    auto compiled = XmlKey::compile(key_path);
    if (!compiled.ok())
      return wrong_setting(settings["key"], "\"key\": " + compiled.error().message);
    key = std::move(*compiled);
  }
  std::string down = "/*";
  for (std::size_t i = 1; i < record->elements.size(); ++i) down += "/*[last()]";
  auto record_node = Path::compile(down);
  if (!record_node.ok()) return wrong_setting(settings["record"], "\"record\" has too many steps");
  return XmlSettings{std::move(*record), std::move(context), std::move(key),
                     std::move(*record_node), std::move(encoding)};
}

}  // namespace trellis::formats
