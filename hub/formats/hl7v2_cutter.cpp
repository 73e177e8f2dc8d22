#include <array>
#include <utility>

#include "hub/base/text.hpp"
#include "hub/formats/cut_settings.hpp"
#include "hub/formats/hl7v2_syntax.hpp"
#include "hub/formats/text_window.hpp"

namespace trellis::formats {
namespace {

constexpr char message_start = '\x0B';  // MLLP: a message stands between these
constexpr char message_end = '\x1C';

struct Hl7v2Settings {
  std::vector<Path> key;
  std::string encoding;

  static Result<Hl7v2Settings> read(const Json& settings) {
    TRELLIS_TRY(only_keys(settings, {"format", "key", "encoding"}));
    Hl7v2Settings read;
    auto encoding = encoding_setting(settings);
    if (!encoding.ok()) return std::move(encoding).error();
    read.encoding = std::move(*encoding);
    auto positions = list_setting(settings, "key");
    if (!positions.ok()) return std::move(positions).error();
    if (!settings.find("key")) positions = std::vector<std::string>{"MSH.3.1", "MSH.4.1", "MSH.10"};
    for (const auto& position : *positions) {
      auto path = path_of(position);
      if (!path.ok()) {
        return wrong_setting(settings["key"],
                             "\"key\" is a list of positions such as MSH.10 or PID.3.1");
      }
      read.key.push_back(std::move(*path));
    }
    return read;
  }

 private:
  // PID.3.1 is the element PID/PID.3/PID.3.1 of the message.
  static Result<Path> path_of(std::string_view position) {
    const auto parts = text::split(position, ".");
    std::string path;
    std::string name;
    for (const auto& part : parts) {
      if (part.empty() ||
          part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != std::string::npos) {
        return Error{Fault::invalid, {}};
      }
      name += (name.empty() ? "" : ".") + part;
      path += (path.empty() ? "" : "/") + name;
    }
    return Path::compile(path);
  }
};

class Hl7v2Cutter {
 public:
  Hl7v2Cutter(ByteSource& source, const Hl7v2Settings& settings, const CutJob& job)
      : settings_(settings), job_(job), window_(source, settings.encoding) {}

  Status run() {
    TRELLIS_TRY(window_.start());
    bool is_empty = true;
    while (true) {
      auto has_line = find_line();
      if (!has_line.ok()) return std::move(has_line).error();
      if (!*has_line) break;
      is_empty = is_empty && line_.empty();
      TRELLIS_TRY(take_line());
      const bool ends_a_frame = frame_ends_;
      window_.drop(taken_);
      if (ends_a_frame) TRELLIS_TRY(end_piece());
    }
    TRELLIS_TRY(end_piece());
    if (!is_empty) return done();
    const Error error{Fault::invalid,
                      "the file is empty; HL7 v2 messages were expected",
                      {window_.file(), 1, 1, {}}};
    return report(job_.sink, error, {});
  }

 private:
  enum class Piece { none, message, stray };

  // A line without its end, and without the frame around a message. False at the end.
  Result<bool> find_line() {
    constexpr std::array<char, 4> ends = {'\r', '\n', message_start, message_end};
    std::size_t looked = 0;
    std::size_t held = 0;  // of a line beyond the limit, which is passed over
    is_cut_ = false;
    while (true) {
      const auto view = window_.view();
      const auto end = view.find_first_of(std::string_view(ends.data(), ends.size()), looked);
      if (end != std::string_view::npos) return found(view.substr(0, end), end + 1);
      if (window_.is_all()) {
        if (view.empty() && held == 0) return false;
        return found(view, view.size());
      }
      looked = view.size();
      if (looked > job_.limits.record_bytes) {
        if (!is_cut_ && view.starts_with("MSH")) {
          TRELLIS_TRY(end_piece());
          begin(Piece::message);
        } else if (piece_ == Piece::none) {
          begin(Piece::stray);
        }
        is_cut_ = true;
        held += looked;
        append(view.substr(0, bad_piece_bytes));
        window_.drop(looked);
        looked = 0;
      }
      TRELLIS_TRY(window_.more());
    }
  }

  bool found(std::string_view line, std::size_t taken) {
    const char end = line.size() < taken ? line.data()[line.size()] : '\0';
    frame_ends_ = end == message_start || end == message_end;
    line_ = line;
    taken_ = taken;
    return true;
  }

  Status take_line() {
    if (line_.empty()) return done();
    if (line_.starts_with("MSH") && !is_cut_) {
      TRELLIS_TRY(end_piece());
      begin(Piece::message);
    } else if (is_batch_line()) {
      return end_piece();
    } else if (piece_ == Piece::none) {
      begin(Piece::stray);
    }
    append(line_);
    append("\r");
    return done();
  }

  bool is_batch_line() const {
    for (const char* name : {"FHS", "BHS", "BTS", "FTS"}) {
      if (line_.starts_with(name) &&
          (line_.size() == 3 || !isalnum(static_cast<unsigned char>(line_[3]))))
        return true;
    }
    return false;
  }

  void begin(Piece piece) {
    piece_ = piece;
    place_ = window_.place(0);
    bytes_.clear();
    origins_.clear();
    is_too_big_ = false;
  }

  void append(std::string_view text) {
    if (is_too_big_) return;
    if (bytes_.size() + text.size() > job_.limits.record_bytes + 1 || is_cut_) {
      is_too_big_ = true;
      bytes_ +=
          text.substr(0, bytes_.size() < bad_piece_bytes ? bad_piece_bytes - bytes_.size() : 0);
      return;
    }
    if (text != "\r") origins_.push_back({bytes_.size(), window_.place(0)});
    bytes_ += text;
  }

  Status end_piece() {
    const Piece piece = std::exchange(piece_, Piece::none);
    if (piece == Piece::none) return done();
    if (is_too_big_) {
      return refuse("the message has more than " + std::to_string(job_.limits.record_bytes) +
                    " bytes");
    }
    if (piece == Piece::stray) {
      return refuse(
          "segment 1 is not MSH: this text belongs to no message; every message begins with MSH");
    }
    return emit();
  }

  Status refuse(std::string why) {
    return report(job_.sink, {Fault::invalid, std::move(why), place_}, bytes_);
  }

  Status emit() {
    const auto tree = Tree::parse(hl7v2_type, bytes_, origins_, job_.limits);
    if (!tree.ok()) return report(job_.sink, tree.error(), bytes_);
    std::string key;
    std::string last;
    for (const auto& path : settings_.key) {
      last = path.text(tree->root());
      key += (&path == settings_.key.data() ? "" : "/") + std::string(text::trim(last));
    }
    if (text::trim(last).empty()) key.clear();
    return job_.sink.record({key, hl7v2_type, bytes_, origins_});
  }

  const Hl7v2Settings& settings_;
  const CutJob& job_;
  TextWindow window_;
  std::string_view line_;
  std::size_t taken_ = 0;
  bool is_cut_ = false;
  bool frame_ends_ = false;

  Piece piece_ = Piece::none;
  Place place_;
  std::string bytes_;
  std::vector<Origin> origins_;
  bool is_too_big_ = false;
};

}  // namespace

Status cut_hl7v2(ByteSource& source, const CutJob& job) {
  const auto settings = Hl7v2Settings::read(job.settings);
  if (!settings.ok()) return settings.error();
  return Hl7v2Cutter(source, *settings, job).run();
}

}  // namespace trellis::formats
