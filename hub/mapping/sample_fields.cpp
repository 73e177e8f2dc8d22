#include "hub/mapping/sample_fields.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "hub/base/time.hpp"
#include "hub/mapping/excel_day.hpp"
#include "hub/mapping/file_source.hpp"
#include "hub/mapping/time_pattern.hpp"

namespace trellis::mapping {
namespace {

using formats::Node;

constexpr std::size_t most_records = 200;
constexpr std::size_t most_values = 50;  // of a field
constexpr std::size_t most_fields = 500;

class Reader final : public formats::CutSink {
 public:
  explicit Reader(SampleFields& into) : into_(into), is_xml_(!into.record.empty()) {}

  Status record(const formats::CutRecord& record) override {
    if (into_.records == most_records) return Error{Fault::cancelled, "enough records were read"};
    auto tree = formats::Tree::parse(record.media_type, record.bytes, record.origins);
    if (!tree) return done();
    tree->drop_blanks();
    Node start = tree->root();
    if (!into_.record.empty()) {
      const auto path = formats::Path::compile(into_.record);
      if (path) start = path->first(start);
      if (!start) return done();
    }
    ++into_.records;
    seen_.clear();
    walk(start, {});
    return done();
  }
  Status bad(const formats::BadPiece&) override { return done(); }

 private:
  void walk(const Node& element, const std::string& path) {
    const auto children = element.children();
    const std::string prefix = path.empty() ? "" : path + "/";
    if (children.empty() && !path.empty()) add(path, element.text());
    for (const Node& attribute : element.attributes()) {
      const auto field = places_.find(path);
      if (is_xml_ || attribute.name() != "name")
        add(prefix + "@" + std::string(attribute.name()), attribute.text());
      else if (field != places_.end())
        into_.fields[field->second].column = attribute.text();
    }
    for (const Node& child : children) walk(child, prefix + std::string(child.name()));
  }

  void add(const std::string& path, std::string value) {
    if (value.empty()) return;
    const auto [at, is_new] = places_.try_emplace(path, into_.fields.size());
    if (is_new) {
      if (into_.fields.size() == most_fields) {
        places_.erase(at);
        return;
      }
      into_.fields.push_back({path, {}, 0, false});
    }
    SampleField& field = into_.fields[at->second];
    if (++seen_[path] == 1) ++field.records;
    field.repeats |= seen_[path] > 1;
    if (field.values.size() < most_values) field.values.push_back(std::move(value));
  }

  SampleFields& into_;
  bool is_xml_;  // its attributes are its own; elsewhere `name` keeps a name that no element can
                 // have
  std::map<std::string, std::size_t> places_;
  std::map<std::string, int> seen_;  // in this record
};

bool most_are(const std::vector<std::string>& values, const auto& is) {
  const auto count = std::count_if(values.begin(), values.end(), is);
  return !values.empty() && static_cast<std::size_t>(count) * 10 >= values.size() * 9;
}

bool is_probable_serial(const std::string& value) {
  const auto day = read_excel(value, excel_1900);
  return day && value.size() >= 5 && Date::of(*day).year() >= 1990;
}

}  // namespace

Result<SampleFields> read_fields(const std::string& file, const formats::Json& settings) {
  SampleFields fields;
  if (settings["format"].string() == "xml") fields.record = settings["record"].string();
  auto sources = open_files(file);
  if (!sources) return sources.error();
  Reader reader(fields);
  const Status read = formats::cut(borrowed(*sources), settings, {}, reader);
  if (!read.ok() && read.error().fault != Fault::cancelled) return read.error();
  if (fields.fields.empty())
    return Error{
        Fault::invalid, "no record with a value was found in this sample", {file, 0, 0, {}}};
  return fields;
}

DateGuess guess_dates(const std::vector<std::string>& values) {
  constexpr int last_year = 2049;
  constexpr std::array<const char*, 8> days = {"YYYY-MM-DD",  "DD/MM/YYYY", "DD-MM-YYYY",
                                               "DD.MM.YYYY",  "YYYYMMDD",   "DD Mon YYYY",
                                               "DD-Mon-YYYY", "DD/MM/YY"};
  constexpr std::array<const char*, 6> times = {"YYYY-MM-DDThh:mm:ss", "YYYY-MM-DDThh:mm:sszone",
                                                "YYYY-MM-DD hh:mm:ss", "YYYY-MM-DD hh:mm",
                                                "DD/MM/YYYY hh:mm",    "DD/MM/YYYY hh:mm:ss"};
  for (const char* pattern : days)
    if (most_are(values,
                 [&](const auto& value) { return parse_date(value, pattern, last_year).ok(); }))
      return {pattern, false};
  for (const char* pattern : times)
    if (most_are(values, [&](const auto& value) {
          return read_time(value, pattern, WallClock::london, last_year).has_value();
        }))
      return {pattern, true};
  if (most_are(values, is_probable_serial)) return {std::string(excel_1900), false};
  return {};
}

}  // namespace trellis::mapping
