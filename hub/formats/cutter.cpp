#include "hub/formats/cutter.hpp"

#include "hub/base/text.hpp"
#include "hub/formats/cut_settings.hpp"

namespace trellis::formats {
namespace {

using CutOne = Status (*)(ByteSource&, const CutJob&);

Status cut_each(std::span<ByteSource* const> sources, const CutJob& job, CutOne cut_one) {
  for (ByteSource* const source : sources) TRELLIS_TRY(cut_one(*source, job));
  return done();
}

}  // namespace

Status cut(std::span<ByteSource* const> sources, const Json& settings, const Limits& limits,
           CutSink& sink) {
  if (!settings.is(Json::Type::object)) {
    return wrong_setting(settings, "the settings must be an object in { }");
  }
  const std::vector<std::string> formats = {"csv", "tables", "xml", "json", "hl7v2"};
  const std::string& format = settings["format"].string();
  const CutJob job{settings, limits, sink};
  if (format == "csv") return cut_each(sources, job, cut_csv);
  if (format == "tables") return cut_tables(sources, job);
  if (format == "xml") return cut_each(sources, job, cut_xml);
  if (format == "json") return cut_each(sources, job, cut_json);
  if (format == "hl7v2") return cut_each(sources, job, cut_hl7v2);
  const Json* found = settings.find("format");
  return wrong_setting(found ? *found : settings,
                       "\"format\" must be one of " + text::join(formats, ", "));
}

}  // namespace trellis::formats
