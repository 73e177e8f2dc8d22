#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/cutter.hpp"
#include "hub/formats/json.hpp"

namespace trellis::formats {

// What every cutter needs.
struct CutJob {
  const Json& settings;
  const Limits& limits;
  CutSink& sink;
};

Status cut_csv(ByteSource& source, const CutJob& job);
Status cut_tables(std::span<ByteSource* const> sources, const CutJob& job);
Status cut_xml(ByteSource& source, const CutJob& job);
Status cut_json(ByteSource& source, const CutJob& job);
Status cut_hl7v2(ByteSource& source, const CutJob& job);

// Reading settings: each error stands at the setting's place.
Error wrong_setting(const Json& at, std::string sentence);
Status only_keys(const Json& settings, const std::vector<std::string>& allowed);
Result<std::string> text_setting(const Json& settings, std::string_view key,
                                 std::string_view fallback);
Result<std::vector<std::string>> list_setting(const Json& settings,
                                              std::string_view key);  // a text is a list of one
Result<std::string> encoding_setting(const Json& settings);
Result<char> delimiter_setting(const Json& settings);

// A record's key as it is compared: without what nobody sees in it.
std::string record_key(std::string_view text);

// Hands a bad piece to the sink, cut at a mebibyte.
Status report(CutSink& sink, const Error& error, std::string_view bytes, std::string_view key = {});
inline constexpr std::size_t bad_piece_bytes = 1u << 20;

}  // namespace trellis::formats
