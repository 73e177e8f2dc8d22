#include "hub/mapping/sample_settings.hpp"

#include <algorithm>
#include <fstream>
#include <map>

#include "hub/base/text.hpp"
#include "hub/formats/tree.hpp"

namespace trellis::mapping {
namespace {

using formats::Json;
using formats::Node;

constexpr std::size_t most_bytes = std::size_t{8} << 20;

Error no_sample(const std::string& file, std::string sentence) {
  return {Fault::invalid, std::move(sentence), {file, 0, 0, {}}};
}

// The path of the first element, from outside, that stands several times beside itself.
std::string repeated_path(const Node& element, const std::string& path) {
  std::map<std::string_view, int> times;
  const auto children = element.children();
  for (const Node& child : children)
    if (++times[child.name()] > 1) return path + "/" + std::string(child.name());
  for (const Node& child : children) {
    std::string found = repeated_path(child, path + "/" + std::string(child.name()));
    if (!found.empty()) return found;
  }
  return {};
}

Result<Json> of_xml(const std::string& bytes) {
  const auto tree = formats::Tree::parse(formats::xml_type, bytes);
  if (!tree) return tree.error();
  const std::string root = "/" + std::string(tree->root().name());
  const std::string record = repeated_path(tree->root(), root);
  return Json::object({{"format", "xml"}, {"record", record.empty() ? root : record}});
}

// A list of objects, itself or one step inside.
Result<Json> of_json(const std::string& bytes) {
  Json settings = Json::object({{"format", "json"}});
  const auto read = Json::parse(bytes);
  if (!read) {
    const auto first = Json::parse(std::string_view(bytes).substr(0, bytes.find('\n')));
    if (!first) return read.error();
    settings.set("lines", true);
    return settings;
  }
  if (read->is(Json::Type::array)) settings.set("record", "/*");
  for (const auto& [key, value] : read->members()) {
    if (value.items().empty() || !value.items().front().is(Json::Type::object)) continue;
    settings.set("record", "/" + key + "/*");
    break;
  }
  return settings;
}

Json of_csv(const std::string& bytes) {
  Json settings = Json::object({{"format", "csv"}});
  const std::string header = bytes.substr(0, bytes.find('\n'));
  const auto count = [&](char c) { return std::count(header.begin(), header.end(), c); };
  for (const char delimiter : {';', '\t', '|'})
    if (count(delimiter) > count(',')) settings.set("delimiter", std::string(1, delimiter));
  return settings;
}

}  // namespace

Result<Json> guess_settings(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Error{Fault::not_found, "this file cannot be opened", {file, 0, 0, {}}};
  std::string bytes(most_bytes, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  if (bytes.starts_with("PK\x03\x04") || bytes.find('\0') != std::string::npos)
    return no_sample(file, "this is no text: unpack it, or save a workbook as CSV, and try that");
  const std::string_view text = text::trim(bytes);
  if (text.empty()) return no_sample(file, "this file is empty");
  for (const char* segment : {"MSH", "FHS", "BHS"}) {
    if (!text.starts_with(segment)) continue;
    return Json::object(
        {{"format", "hl7v2"}, {"key", Json::array({"MSH.3.1", "MSH.4.1", "MSH.10"})}});
  }
  const bool is_marked = text.front() == '<' || text.front() == '{' || text.front() == '[';
  if (!is_marked) return of_csv(bytes);
  if (bytes.size() == most_bytes)
    return no_sample(file, "a sample may have 8 MiB: cut a few records out of it");
  return text.front() == '<' ? of_xml(bytes) : of_json(bytes);
}

}  // namespace trellis::mapping
