// Reads and writes an invented format: blocks of name=value lines with an empty line between them.
// Each block becomes one JSON record. Replace what is here by what your system sends.
#include <string>
#include <string_view>
#include <vector>

#include "trellis/adapter.hpp"
#include "trellis/lines.hpp"
#include "trellis/settings.hpp"

namespace {

constexpr std::size_t most_block_bytes = 1u << 20;

std::string quoted(std::string_view value) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string json = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += {'\\', c};
    } else if (byte < 0x20) {
      json += {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15]};
    } else {
      json += c;
    }
  }
  return json + "\"";
}

// One block as it grows, line by line.
struct Block {
  std::string json;
  std::string raw;
  std::string key;
  std::vector<trellis_origin> origins;
  std::string wrong;  // why it cannot become a record
  std::uint64_t first_line = 0;
  std::uint64_t wrong_line = 0;

  void add(std::string_view line, std::uint64_t number, std::string_view file,
           std::string_view key_name) {
    if (first_line == 0) first_line = number;
    if (raw.size() < most_block_bytes) raw.append(line).append("\n");
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return refuse("a line is name=value", number);
    if (!trellis::is_utf8(line)) return refuse("the file must be UTF-8", number);
    if (json.size() > most_block_bytes) return refuse("a contact has more than a mebibyte", number);
    json += json.empty() ? "{" : ", ";
    origins.push_back({json.size(), trellis::as_text(file), number, 1});
    json += quoted(line.substr(0, equals)) + ": " + quoted(line.substr(equals + 1));
    if (line.substr(0, equals) == key_name) key = line.substr(equals + 1);
  }
  void refuse(std::string why, std::uint64_t number) {
    if (!wrong.empty()) return;
    wrong = std::move(why);
    wrong_line = number;
  }
};

class Leaflet : public trellis::Adapter {
 public:
  static constexpr const char* id = "leaflet";
  static constexpr const char* version = "1.0.0";

  Leaflet(trellis::Host host, std::string_view settings, std::string_view /*cursor*/)
      : Adapter(host), key_(trellis::Settings(settings).text("key", "id")) {
    if (key_.empty()) throw trellis::Failure(TRELLIS_BAD_SETTINGS, "the setting \"key\" is empty");
  }

  void read(const trellis::PayloadView& payload) override {
    for (std::size_t i = 0; i < payload.stream_count(); ++i) read_file(payload.stream(i));
  }

  // Its own records only: the bytes that read once emitted, back as lines.
  void write(const trellis::RecordView& record, trellis::Output& output) override {
    if (record.media_type != "application/json")
      throw trellis::Failure(TRELLIS_BAD_DATA, "leaflet writes application/json records");
    std::string lines;
    const trellis::Settings members(record.bytes);
    for (const std::string& name : members.names()) lines += name + "=" + members.text(name) + "\n";
    output.put("contact.txt", lines);
  }

 private:
  void read_file(trellis::Stream stream) {
    trellis::LineReader lines(stream);
    std::string line;
    Block block;
    while (lines.next(line)) {
      if (!line.empty()) {
        block.add(line, lines.number(), stream.name(), key_);
        continue;
      }
      finish(block, stream.name());
      block = {};
    }
    finish(block, stream.name());
  }

  void finish(Block& block, std::string_view file) {
    if (block.first_line == 0) return;
    if (block.key.empty())
      block.refuse("a contact needs a line " + key_ + "=...", block.first_line);
    if (!block.wrong.empty()) {
      trellis::BadPieceView piece{block.wrong, block.raw};
      piece.file = file;
      piece.line = block.wrong_line;
      return host().hold(piece);
    }
    block.json += "}";
    trellis::RecordView record{block.key, "application/json", block.json};
    record.origins = block.origins.data();
    record.origin_count = block.origins.size();
    host().emit(record);
  }

  std::string key_;
};

}  // namespace

TRELLIS_PLUGIN(Leaflet)
