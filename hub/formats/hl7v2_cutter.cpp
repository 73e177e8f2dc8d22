#include <algorithm>
#include <optional>
#include <utility>

#include "hub/base/spreadsheet.hpp"
#include "hub/base/text.hpp"
#include "hub/formats/cut_settings.hpp"
#include "hub/formats/hl7v2_envelope.hpp"
#include "hub/formats/hl7v2_message.hpp"
#include "hub/formats/hl7v2_segments.hpp"
#include "hub/formats/hl7v2_syntax.hpp"
#include "hub/formats/text_window.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t most_ahead = 1024;  // what the end of a segment is told by, behind it

struct Hl7v2Settings {
  std::vector<Path> key;
  std::string encoding;

  static Result<Hl7v2Settings> read(const Json& settings) {
    TRELLIS_TRY(only_keys(settings, {"format", "key", "encoding"}));
    Hl7v2Settings read;
    TRELLIS_LET(auto encoding, encoding_setting(settings));
    read.encoding = std::move(encoding);
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

// A stream in UTF-16 is decoded as a whole; in all others the signs that cut it are single bytes,
// and each message says for itself what its other bytes are.
std::string stream_encoding(const std::string& setting) {
  return setting.starts_with("utf-16") ? setting : "utf-8";
}

class Hl7v2Cutter {
 public:
  Hl7v2Cutter(ByteSource& source, const Hl7v2Settings& settings, const CutJob& job)
      : settings_(settings), job_(job), window_(source, stream_encoding(settings.encoding)) {}

  Status run() {
    TRELLIS_TRY(window_.start());
    bool is_empty = true;
    while (true) {
      TRELLIS_LET(auto has_line, find_line());
      if (!has_line) break;
      is_empty = is_empty && line_.empty();
      TRELLIS_TRY(take_line());
      const bool ends_a_frame = end_.ends_frame;
      window_.drop(end_.taken);
      if (ends_a_frame) TRELLIS_TRY(end_piece());
    }
    TRELLIS_TRY(end_piece());
    if (const Status whole = envelope_.finish(); !whole.ok())
      TRELLIS_TRY(report(job_.sink, whole.error(), envelope_.unended()));
    if (!is_empty) return done();
    const Error error{Fault::invalid,
                      "the file is empty; HL7 v2 messages were expected",
                      {window_.file(), 1, 1, {}}};
    return report(job_.sink, error, {});
  }

 private:
  enum class Piece { none, message, stray };

  // A segment without its end, and without what only fills the file. False at the end.
  Result<bool> find_line() {
    bool is_passed = false;  // the front of a segment beyond the limit
    is_cut_ = false;
    while (true) {
      const auto view = window_.view();
      if (const auto end = ends_.find(view, window_.is_all())) {
        if (end->taken == 0 && !is_passed) return false;
        end_ = *end;
        line_ = view.substr(0, end->size);
        if (!is_cut_) line_ = without_hl7v2_fill(line_);
        return true;
      }
      if (view.size() > job_.limits.record_bytes + most_ahead) {
        TRELLIS_TRY(pass_front(view.substr(0, ends_.known_inside())));
        is_passed = true;
      }
      TRELLIS_TRY(window_.more());
    }
  }

  Status pass_front(std::string_view front) {
    const auto line = without_hl7v2_fill(front);
    if (!is_cut_ && line.starts_with("MSH")) {
      TRELLIS_TRY(end_piece());
      begin(Piece::message, line);
    } else if (piece_ == Piece::none) {
      begin(Piece::stray, line);
    }
    is_cut_ = true;
    append_cut(front);
    ends_.pass(front);
    window_.drop(front.size());
    return done();
  }

  Place place_of(std::string_view line) const {
    return window_.place(static_cast<std::size_t>(line.data() - window_.view().data()));
  }

  Status take_line() {
    if (line_.empty()) return done();
    if (is_cut_) {
      append_cut(line_);
      return done();
    }
    if (line_.starts_with("MSH")) {
      TRELLIS_TRY(end_piece());
      begin(Piece::message, line_);
    } else if (is_hl7v2_batch_line(line_)) {
      TRELLIS_TRY(end_piece());
      const Status whole = envelope_.take(line_, place_of(line_));
      return whole.ok() ? done() : report(job_.sink, whole.error(), line_);
    } else if (piece_ == Piece::none) {
      begin(Piece::stray, line_);
    }
    append(line_);
    return done();
  }

  void begin(Piece piece, std::string_view line) {
    if (piece == Piece::message) envelope_.count_message();
    piece_ = piece;
    place_ = place_of(line);
    message_.clear();
    is_too_big_ = false;
    unknown_.reset();
  }

  void append(std::string_view line) {
    if (is_too_big_) return;
    if (message_.bytes.size() + line.size() > job_.limits.record_bytes) return append_cut(line);
    if (!unknown_ && is_unknown(line)) unknown_ = message_.origins.size();
    message_.add(line, place_of(line));
  }

  bool is_unknown(std::string_view line) const {
    if (!ends_.is_line_feed_alone() || line.size() < 4 || message_.bytes.size() < 4) return false;
    return is_hl7v2_segment(line, message_.bytes[3]) && !is_known_hl7v2_segment(line.substr(0, 3));
  }

  // Of a message that is too big, only what quarantine keeps.
  void append_cut(std::string_view text) {
    is_too_big_ = true;
    if (message_.bytes.size() < bad_piece_bytes)
      message_.bytes += text.substr(0, bad_piece_bytes - message_.bytes.size());
  }

  Status end_piece() {
    const Piece piece = std::exchange(piece_, Piece::none);
    if (piece == Piece::none) return done();
    if (is_too_big_) {
      return refuse(
          "the message has more than " + std::to_string(job_.limits.record_bytes) + " bytes",
          place_);
    }
    if (piece == Piece::stray) {
      return refuse(
          "segment 1 is not MSH: this text belongs to no message; every message begins with MSH",
          place_);
    }
    if (unknown_) return refuse_unknown(*unknown_);
    return emit();
  }

  // It may as well be the rest of a field in which somebody broke the line.
  Status refuse_unknown(std::size_t segment) {
    return refuse("segment " + std::to_string(segment + 1) +
                      " has a name that HL7 does not know; where line feeds end segments, it may "
                      "be text of the segment before: a line break inside a field is written "
                      "\\.br\\, and the name of a segment of one's own begins with Z",
                  message_.origins[segment].place);
  }

  Status refuse(std::string why, const Place& place) {
    return report(job_.sink, {Fault::invalid, std::move(why), place}, message_.bytes);
  }

  Status emit() {
    if (const Status decoded = decode_hl7v2(message_, settings_.encoding); !decoded.ok())
      return report(job_.sink, decoded.error(), message_.bytes);
    const auto patients = patients_of_hl7v2(message_, job_.limits);
    if (!patients.ok()) return report(job_.sink, patients.error(), message_.bytes);
    if (patients->empty()) return emit(message_, {});
    for (std::size_t i = 0; i < patients->size(); ++i)
      TRELLIS_TRY(emit((*patients)[i], "/" + std::to_string(i + 1)));
    return done();
  }

  Status emit(const Hl7v2Message& message, const std::string& ordinal) {
    const auto tree = Tree::parse(hl7v2_type, message.bytes, message.origins, job_.limits);
    if (!tree.ok()) return report(job_.sink, tree.error(), message.bytes);
    std::string key;
    std::string last;
    for (const auto& path : settings_.key) {
      last = path.text(tree->root());
      key += (&path == settings_.key.data() ? "" : "/") + record_key(last);
    }
    if (text::has_rounded_part(key))
      return report(job_.sink, {Fault::invalid, text::rounded_key, message.origins.front().place},
                    message.bytes);
    if (record_key(last).empty()) {
      key.clear();
    } else {
      key += ordinal;
    }
    return job_.sink.record({key, hl7v2_type, message.bytes, message.origins});
  }

  const Hl7v2Settings& settings_;
  const CutJob& job_;
  TextWindow window_;
  Hl7v2SegmentEnds ends_;
  Hl7v2SegmentEnds::End end_;
  std::string_view line_;
  bool is_cut_ = false;  // the line's front was passed over
  Hl7v2Envelope envelope_;

  Piece piece_ = Piece::none;
  Place place_;
  Hl7v2Message message_;
  std::optional<std::size_t> unknown_;  // the first segment that HL7 does not name
  bool is_too_big_ = false;
};

}  // namespace

Status cut_hl7v2(ByteSource& source, const CutJob& job) {
  TRELLIS_LET(const auto settings, Hl7v2Settings::read(job.settings));
  return Hl7v2Cutter(source, settings, job).run();
}

}  // namespace trellis::formats
