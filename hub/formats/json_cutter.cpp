#include <algorithm>
#include <set>

#include "hub/base/spreadsheet.hpp"
#include "hub/base/text.hpp"
#include "hub/formats/json_scanner.hpp"
#include "hub/formats/json_settings.hpp"

namespace trellis::formats {
namespace {

constexpr std::size_t longest_context = 64 * 1024;
constexpr std::size_t most_keys = 10'000;  // of one object around records, to find duplicates

class JsonCutter {
 public:
  JsonCutter(ByteSource& source, const JsonCutSettings& settings, const CutJob& job)
      : settings_(settings), job_(job), window_(source, settings.encoding), scanner_(window_) {}

  Status run() {
    TRELLIS_TRY(window_.start());
    TRELLIS_LET(auto first, scanner_.peek());
    if (first == 0)
      return refuse("the file is empty; JSON was expected", {}, {window_.file(), 1, 1, {}});
    if (settings_.has_lines) return lines();
    while (!is_over_) {
      TRELLIS_LET(auto next, scanner_.peek());
      TRELLIS_TRY(next == 0 ? end_of_text() : take(next));
    }
    return after_the_document();
  }

 private:
  enum class Expects { value, value_or_end, key, key_or_end, colon, comma_or_end };
  struct Frame {
    bool is_object = false;
    Expects expects = Expects::value;
    std::size_t index = 0;
    std::set<std::string> keys;
  };

  Status refuse(std::string why, std::string_view bytes, Place place) {
    return report(job_.sink, {Fault::invalid, std::move(why), std::move(place)}, bytes);
  }

  // What is wrong between records is told once, until a record is good again.
  Status refuse_structure(std::string why) {
    if (is_structure_refused_) return done();
    is_structure_refused_ = true;
    return refuse(std::move(why), window_.view().substr(0, 64), scanner_.place());
  }

  Status end_of_text() {
    is_over_ = true;
    if (frames_.empty() && has_value_) return done();
    return refuse("the file ends before its brackets are closed; it was cut short", {},
                  scanner_.place());
  }

  Status after_the_document() {
    TRELLIS_LET(auto next, scanner_.peek());
    if (next != 0) {
      TRELLIS_TRY(
          refuse("there is more text after the JSON document; if every line is a document, set "
                 "\"lines\" to true",
                 window_.view(), scanner_.place()));
    }
    if (has_found_ || is_structure_refused_) return done();
    return refuse("there is nothing at the place that the setting \"record\" names", {},
                  {window_.file(), 1, 1, {}});
  }

  Status take(char c) {
    if (frames_.empty()) return take_value(c);
    Frame& frame = frames_.back();
    if (c == '}' || c == ']') return take_end(c);
    switch (frame.expects) {
      case Expects::value:
      case Expects::value_or_end:
        return take_value(c);
      case Expects::key:
      case Expects::key_or_end:
        return take_key(c);
      case Expects::colon:
        frame.expects = Expects::value;
        if (c != ':')
          return refuse_structure("a colon was expected here, between a key and its value");
        scanner_.take();
        return done();
      case Expects::comma_or_end:
        frame.expects = frame.is_object ? Expects::key : Expects::value;
        if (c != ',') return refuse_structure("a comma was expected here, between two values");
        scanner_.take();
        return done();
    }
    return done();
  }

  Status take_end(char c) {
    const Frame& frame = frames_.back();
    const bool fits = frame.is_object == (c == '}');
    const bool may_end = frame.expects == Expects::value_or_end ||
                         frame.expects == Expects::key_or_end ||
                         frame.expects == Expects::comma_or_end;
    if (!fits || !may_end) TRELLIS_TRY(refuse_structure("this bracket cannot stand here"));
    scanner_.take();
    const auto pair = std::find_if(frames_.rbegin(), frames_.rend(),
                                   [&](const Frame& open) { return open.is_object == (c == '}'); });
    if (pair == frames_.rend()) return done();
    frames_.erase(std::prev(pair.base()), frames_.end());
    path_.resize(frames_.size());
    value_ended();
    return done();
  }

  Status take_key(char c) {
    Frame& frame = frames_.back();
    frame.expects = Expects::colon;
    const Place place = scanner_.place();
    auto key = scanner_.measure(longest_context);
    if (!key.ok()) return std::move(key).error();
    const auto text = Json::parse(scanner_.view(*key));
    if (c != '"' || key->outcome != JsonScanner::Outcome::whole || !text.ok()) {
      if (key->size == 0) ++key->size;
      TRELLIS_TRY(refuse_structure("a key in quotes was expected here"));
    }
    scanner_.drop(*key);
    path_.back() = text.ok() ? text->string() : std::string();
    if (!text.ok() || frame.keys.size() >= most_keys) return done();
    if (frame.keys.insert(path_.back()).second) return done();
    return refuse("this key stands twice in the same object; keep one of them", {}, place);
  }

  void value_ended() {
    if (frames_.empty()) {
      is_over_ = has_value_ = true;
      return;
    }
    Frame& frame = frames_.back();
    ++frame.index;
    frame.expects = Expects::comma_or_end;
    if (!frame.is_object) path_.back() = std::to_string(frame.index);
  }

  Status take_value(char c) {
    const auto& here = path_;
    if (here.size() + 1 == settings_.record.size() || settings_.record.empty()) {
      has_found_ = has_found_ || leads_to(here, settings_.record);
    }
    if (fits(here, settings_.record)) return take_record();
    for (std::size_t i = 0; i < settings_.context.size(); ++i) {
      if (fits(here, settings_.context[i])) return take_context(i);
    }
    const bool is_on_the_way =
        leads_to(here, settings_.record) ||
        std::any_of(settings_.context.begin(), settings_.context.end(),
                    [&](const auto& context) { return leads_to(here, context); });
    if (is_on_the_way && (c == '{' || c == '[')) {
      scanner_.take();
      Frame frame;
      frame.is_object = c == '{';
      frame.expects = frame.is_object ? Expects::key_or_end : Expects::value_or_end;
      frames_.push_back(std::move(frame));
      path_.push_back("0");
      return done();
    }
    return pass_value();
  }

  Status pass_value() {
    auto value = scanner_.measure(0);
    if (!value.ok()) return std::move(value).error();
    if (value->size == 0 && value->outcome == JsonScanner::Outcome::whole) {
      TRELLIS_TRY(refuse_structure("a value was expected here"));
      scanner_.take();
    }
    scanner_.drop(*value);
    value_ended();
    return done();
  }

  Status take_context(std::size_t which) {
    TRELLIS_LET(auto value, scanner_.measure(longest_context));
    const auto text = scanner_.view(value);
    if (value.outcome == JsonScanner::Outcome::whole && Json::parse(text).ok()) {
      context_.resize(settings_.context.size());
      context_[which] = std::string(text);
    } else {
      TRELLIS_TRY(refuse(
          "this part, which \"context\" names, is not valid JSON or has more than 65536 bytes",
          text, scanner_.place()));
    }
    scanner_.drop(value);
    value_ended();
    return done();
  }

  Status take_record() {
    has_found_ = true;
    const Place place = scanner_.place();
    TRELLIS_LET(auto value, scanner_.measure(job_.limits.record_bytes));
    if (value.size == 0 && value.outcome == JsonScanner::Outcome::whole) return pass_value();
    const auto text = scanner_.view(value);
    if (value.outcome == JsonScanner::Outcome::too_big || text.size() > job_.limits.record_bytes) {
      TRELLIS_TRY(refuse("the record has more than " + std::to_string(job_.limits.record_bytes) +
                             " bytes; check the setting \"record\" or raise the limit",
                         text, place));
    } else if (value.outcome == JsonScanner::Outcome::cut_short) {
      TRELLIS_TRY(refuse("the file ends inside a record; it was cut short", text, place));
      is_structure_refused_ = is_over_ = true;
      scanner_.drop(value);
      return done();
    } else {
      TRELLIS_TRY(emit(text, place));
    }
    scanner_.drop(value);
    value_ended();
    return done();
  }

  Status emit(std::string_view text, const Place& place) {
    if (const auto misread = window_.misread(text)) {
      Position position(place.line, place.column);
      position.pass(text.substr(0, *misread));
      return refuse(std::string(misread_utf8), text, position.in(place.file));
    }
    record_.clear();
    origins_.clear();
    if (settings_.context.empty()) {
      origins_.push_back({0, place});
      record_ = text;
    } else {
      put_context(text, place);
    }
    const auto tree = Tree::parse(json_type, record_, origins_, job_.limits);
    if (!tree.ok()) return report(job_.sink, tree.error(), text);
    is_structure_refused_ = false;
    const std::string key =
        record_key(settings_.key ? settings_.key->text(tree->root()) : std::string());
    if (text::has_rounded_part(key)) return refuse(text::rounded_key, text, place);
    return job_.sink.record({key, json_type, record_, origins_});
  }

  // {"context": {...}, and the record's own members; a record that is no object stands beside it as
  // "item".
  void put_context(std::string_view text, const Place& place) {
    record_ = "{\"context\":{";
    for (std::size_t i = 0; i < context_.size(); ++i) {
      if (context_[i].empty()) continue;
      if (record_.back() != '{') record_ += ',';
      record_ += Json(settings_.context[i].back()).dump() + ":" + context_[i];
    }
    record_ += '}';
    const bool is_object = text.starts_with('{');
    const bool is_empty = is_object && text.find_first_not_of(" \t\r\n", 1) == text.size() - 1;
    if (!is_empty) record_ += is_object ? "," : ",\"item\":";
    Position position(place.line, place.column);
    if (is_object) position.pass(text.substr(0, 1));
    origins_.push_back({record_.size(), position.in(place.file)});
    record_ += is_object ? text.substr(1) : text;
    if (!is_object) record_ += '}';
  }

  // Every line is a document.
  Status lines() {
    while (true) {
      TRELLIS_LET(auto next, scanner_.peek());
      if (next == 0) return done();
      const Place place = scanner_.place();
      TRELLIS_LET(auto size, line_size());
      const auto text =
          text::trim(window_.view().substr(0, std::min<std::size_t>(size, window_.view().size())));
      if (text.size() > job_.limits.record_bytes) {
        TRELLIS_TRY(
            refuse("the line has more than " + std::to_string(job_.limits.record_bytes) + " bytes",
                   text, place));
        TRELLIS_TRY(pass_line());
      } else {
        TRELLIS_TRY(emit(text, place));
        window_.drop(size);
      }
    }
  }

  // Of the line at the window's front, or more than a record may have.
  Result<std::size_t> line_size() {
    std::size_t looked = 0;
    while (true) {
      const auto end = window_.view().find_first_of("\r\n", looked);
      if (end != std::string_view::npos) return end;
      looked = window_.view().size();
      if (window_.is_all() || looked > job_.limits.record_bytes) return looked;
      TRELLIS_TRY(window_.more());
    }
  }

  Status pass_line() {
    while (true) {
      const auto end = window_.view().find_first_of("\r\n");
      window_.drop(std::min(end, window_.view().size()));
      if (end != std::string_view::npos || window_.is_all()) return done();
      TRELLIS_TRY(window_.more());
    }
  }

  static bool fits(const std::vector<std::string>& path, const std::vector<std::string>& steps) {
    return path.size() == steps.size() && leads_along(path, steps);
  }
  static bool leads_to(const std::vector<std::string>& path,
                       const std::vector<std::string>& steps) {
    return path.size() < steps.size() && leads_along(path, steps);
  }
  static bool leads_along(const std::vector<std::string>& path,
                          const std::vector<std::string>& steps) {
    return std::equal(
        path.begin(), path.end(), steps.begin(),
        [](const auto& name, const auto& step) { return step == "*" || step == name; });
  }

  const JsonCutSettings& settings_;
  const CutJob& job_;
  TextWindow window_;
  JsonScanner scanner_;
  std::vector<Frame> frames_;
  std::vector<std::string> path_;     // a key or item number per frame
  std::vector<std::string> context_;  // as text; empty where not met yet
  bool is_over_ = false;
  bool has_value_ = false;
  bool has_found_ = false;
  bool is_structure_refused_ = false;
  std::string record_;
  std::vector<Origin> origins_;
};

}  // namespace

Status cut_json(ByteSource& source, const CutJob& job) {
  TRELLIS_LET(const auto settings, JsonCutSettings::read(job.settings));
  return JsonCutter(source, settings, job).run();
}

}  // namespace trellis::formats
