#include <string>
#include <string_view>
#include <vector>

#include "rows.hpp"
#include "trellis/adapter.hpp"
#include "trellis/settings.hpp"

// A youth justice case system in the style of Childview: reports in, alerts and summaries out. No
// column's name stands here: the layout is the settings'.
namespace childview {
namespace {

// What the hub's reader of tables is told; everything else is ours.
std::string cutting_settings(const trellis::Settings& settings) {
  if (!settings.has("tables")) return {};
  std::string json = R"({"format": "tables", "tables": )" + settings.text("tables");
  if (settings.has("key-prefix"))
    json += R"(, "key-prefix": ")" + settings.text("key-prefix") + "\"";
  return json + "}";
}

// What a record to be written says. It came from the hub, so a fault in it is no fault of the
// settings.
trellis::Settings fields_of(std::string_view json) {
  try {
    return trellis::Settings(json);
  } catch (const trellis::Failure&) {
    throw trellis::Failure(TRELLIS_BAD_DATA, "what is to be written must be one JSON object");
  }
}

class Childview : public trellis::Adapter {
 public:
  static constexpr const char* id = "childview";
  static constexpr const char* version = "1.0.0";

  Childview(trellis::Host host, std::string_view settings_json, std::string_view) : Adapter(host) {
    const trellis::Settings settings(settings_json);
    cutting_ = cutting_settings(settings);
    alert_ = read_columns(settings, "alert-columns");
    summary_ = read_columns(settings, "summary-columns");
    if (cutting_.empty() && alert_.empty() && summary_.empty()) {
      throw trellis::Failure(TRELLIS_BAD_SETTINGS,
                             "the settings need \"tables\" to read, or \"alert-columns\" or "
                             "\"summary-columns\" to write");
    }
    if (!cutting_.empty()) this->host().check_cutting(cutting_);
  }

  void read(const trellis::PayloadView& payload) override {
    if (cutting_.empty()) {
      throw trellis::Failure(TRELLIS_BAD_SETTINGS, "the settings need \"tables\" to read");
    }
    host().cut(cutting_, payload);
    host().commit();
  }

  void write(const trellis::RecordView& record, trellis::Output& output) override {
    if (record.media_type != "application/json") {
      throw trellis::Failure(TRELLIS_BAD_DATA, "only application/json can be written");
    }
    if (record.key.empty()) {
      throw trellis::Failure(TRELLIS_BAD_DATA, "what is to be written needs a key");
    }
    const trellis::Settings fields = fields_of(record.bytes);
    const std::string type = fields.text("type");
    const std::vector<Column>& columns = columns_for(type);
    output.put(file_name(type, record.key), csv(columns, fields));
  }

 private:
  const std::vector<Column>& columns_for(const std::string& type) const {
    if (type != "alert" && type != "summary") {
      throw trellis::Failure(TRELLIS_BAD_DATA, "\"type\" must be \"alert\" or \"summary\"");
    }
    const std::vector<Column>& columns = type == "alert" ? alert_ : summary_;
    if (columns.empty()) {
      throw trellis::Failure(TRELLIS_BAD_SETTINGS,
                             "the settings need \"" + type + "-columns\" to write this");
    }
    return columns;
  }

  std::string cutting_;
  std::vector<Column> alert_;
  std::vector<Column> summary_;
};

}  // namespace
}  // namespace childview

TRELLIS_PLUGIN(childview::Childview)
