#include "hub/formats/cut_settings.hpp"

#include <algorithm>

#include "hub/base/encoding.hpp"
#include "hub/base/text.hpp"
#include "hub/base/unseen.hpp"
#include "hub/formats/csv_row.hpp"

namespace trellis::formats {

Error wrong_setting(const Json& at, std::string sentence) {
  return {Fault::invalid, std::move(sentence), at.place()};
}

Status only_keys(const Json& settings, const std::vector<std::string>& allowed) {
  for (const auto& [key, value] : settings.members()) {
    if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) continue;
    std::string sentence = "there is no setting \"" + key + "\" here";
    if (const auto meant = text::nearest(key, allowed)) {
      sentence += "; did you mean \"" + *meant + "\"?";
    } else {
      sentence += "; the settings are " + text::join(allowed, ", ");
    }
    return wrong_setting(value, std::move(sentence));
  }
  return done();
}

Result<std::string> text_setting(const Json& settings, std::string_view key,
                                 std::string_view fallback) {
  const Json* value = settings.find(key);
  if (!value) return std::string(fallback);
  if (!value->is(Json::Type::string)) {
    return wrong_setting(*value, "\"" + std::string(key) + "\" must be a text in quotes");
  }
  return value->string();
}

Result<std::vector<std::string>> list_setting(const Json& settings, std::string_view key) {
  std::vector<std::string> texts;
  const Json* value = settings.find(key);
  if (!value) return texts;
  if (value->is(Json::Type::string)) return std::vector<std::string>{value->string()};
  const auto is_text = [](const Json& item) { return item.is(Json::Type::string); };
  if (!value->is(Json::Type::array) ||
      !std::all_of(value->items().begin(), value->items().end(), is_text)) {
    return wrong_setting(*value, "\"" + std::string(key) + "\" must be a list of texts in quotes");
  }
  for (const auto& item : value->items()) texts.push_back(item.string());
  return texts;
}

Result<std::string> encoding_setting(const Json& settings) {
  auto name = text_setting(settings, "encoding", "auto");
  if (!name.ok() || *name == "auto") return name;
  auto decoder = text::Decoder::open(*name);
  if (decoder.ok()) return name;
  std::vector<std::string> names = text::encoding_names();
  names.insert(names.begin(), "auto");
  return wrong_setting(settings["encoding"],
                       "\"encoding\" must be one of " + text::join(names, ", "));
}

Result<char> delimiter_setting(const Json& settings) {
  TRELLIS_LET(auto text, text_setting(settings, "delimiter", ","));
  if (text.size() == 1 && csv_delimiters.find(text.front()) != std::string_view::npos) {
    return text.front();
  }
  return wrong_setting(settings["delimiter"],
                       "\"delimiter\" must be a comma, a semicolon, a tab (\\t) or a bar (|)");
}

std::string record_key(std::string_view text) {
  return std::string(text::trim(text::without_unseen(text)));
}

Status report(CutSink& sink, const Error& error, std::string_view bytes, std::string_view key) {
  return sink.bad({key, error, bytes.substr(0, bad_piece_bytes)});
}

}  // namespace trellis::formats
