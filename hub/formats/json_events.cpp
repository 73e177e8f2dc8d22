#include "hub/formats/json_events.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <vector>

#include <nlohmann/json.hpp>

#include "hub/formats/position.hpp"

namespace trellis::formats {
namespace {

using nlohmann::json;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Walks over the text in step with the parser, which does not tell where its tokens begin.
class TokenPlaces {
 public:
  explicit TokenPlaces(std::string_view text) : text_(text) {
    if (text_.substr(0, 3) == byte_order_mark) offset_ = 3;
  }

  JsonEvents::At next() {
    skip_between();
    JsonEvents::At at{offset_, 0, position_.line(), position_.column()};
    at.size = token_size();
    move(at.size);
    return at;
  }

  Place place_of(std::size_t offset) {
    if (offset > offset_) move(offset - offset_);
    return position_.in({});
  }

 private:
  void move(std::size_t size) {
    size = std::min(size, text_.size() - offset_);
    position_.pass(text_.substr(offset_, size));
    offset_ += size;
  }

  void skip_between() {
    while (offset_ < text_.size()) {
      const std::string_view rest = text_.substr(offset_);
      const auto token = rest.find_first_not_of(" \t\r\n,:");
      if (token != 0) {
        move(token);
      } else if (rest.starts_with("//")) {
        move(rest.find_first_of("\r\n"));
      } else if (rest.starts_with("/*")) {
        const auto end = rest.find("*/", 2);
        move(end == std::string_view::npos ? end : end + 2);
      } else {
        return;
      }
    }
  }

  std::size_t token_size() const {
    const std::string_view rest = text_.substr(offset_);
    if (rest.empty()) return 0;
    if (rest[0] == '"') return string_size(rest);
    if (std::string_view("{}[]").find(rest[0]) != std::string_view::npos) return 1;
    return std::min(rest.size(), rest.find_first_of(" \t\r\n,:{}[]\"/"));
  }

  static std::size_t string_size(std::string_view rest) {
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[i] == '\\') {
        ++i;
      } else if (rest[i] == '"') {
        return i + 1;
      }
    }
    return rest.size();
  }

  std::string_view text_;
  std::size_t offset_ = 0;
  Position position_;
};

// The parser's own sentence, without the text of the input that it quotes.
std::string reason(std::string what) {
  if (what.find("number overflow") != std::string::npos) return "this number is too big";
  what = what.substr(0, what.find("; last read: "));
  const auto dash = what.find(" - ");
  if (dash != std::string::npos) what.erase(0, dash + 3);
  return what;
}

class SaxHandler final : public json::json_sax_t {
 public:
  SaxHandler(std::string_view text, unsigned depth, JsonEvents& events)
      : places_(text), depth_(depth), events_(events) {}

  bool null() override { return pass(events_.null(places_.next())); }
  bool boolean(bool value) override { return pass(events_.boolean(value, places_.next())); }
  bool number_integer(std::int64_t value) override {
    return pass(events_.whole(value, places_.next()));
  }
  bool number_unsigned(std::uint64_t value) override {
    if (value > static_cast<std::uint64_t>(INT64_MAX)) {
      return number_float(static_cast<double>(value), {});
    }
    return pass(events_.whole(static_cast<std::int64_t>(value), places_.next()));
  }
  bool number_float(double value, const std::string&) override {
    return pass(events_.number(value, places_.next()));
  }
  bool string(std::string& value) override { return pass(events_.string(value, places_.next())); }
  bool binary(json::binary_t&) override { return false; }

  bool key(std::string& name) override {
    const auto at = places_.next();
    if (!keys_.back().insert(name).second) {
      return refuse("this key stands twice in the same object; keep one of them", at);
    }
    return pass(events_.key(name, at));
  }

  bool start_object(std::size_t) override { return open(JsonEvents::Bracket::object); }
  bool end_object() override { return close(JsonEvents::Bracket::object); }
  bool start_array(std::size_t) override { return open(JsonEvents::Bracket::array); }
  bool end_array() override { return close(JsonEvents::Bracket::array); }

  bool parse_error(std::size_t position, const std::string& last,
                   const nlohmann::detail::exception& why) override {
    const std::string words = reason(why.what());
    const bool inside_a_token = words.starts_with("invalid") && !last.empty();
    if (inside_a_token && position > 0) {
      const auto place = places_.place_of(position - 1);
      error_ = Error{Fault::invalid, "this is not valid JSON: " + words, place};
    } else {
      const auto at = places_.next();
      error_ =
          Error{Fault::invalid, "this is not valid JSON: " + words, {{}, at.line, at.column, {}}};
    }
    return false;
  }

  Error error() { return error_ ? *error_ : events_.failure(); }

 private:
  static bool pass(bool goes_on) { return goes_on; }

  bool refuse(std::string why, const JsonEvents::At& at) {
    error_ = Error{Fault::invalid, std::move(why), {{}, at.line, at.column, {}}};
    return false;
  }

  bool open(JsonEvents::Bracket bracket) {
    const auto at = places_.next();
    if (keys_.size() >= depth_) {
      return refuse("this is nested more than " + std::to_string(depth_) + " levels deep", at);
    }
    keys_.emplace_back();
    return events_.start(bracket, at);
  }

  bool close(JsonEvents::Bracket bracket) {
    places_.next();
    keys_.pop_back();
    return events_.end(bracket);
  }

  TokenPlaces places_;
  unsigned depth_;
  JsonEvents& events_;
  std::vector<std::set<std::string>> keys_;
  std::optional<Error> error_;
};

Error at_offset(std::string_view text, std::size_t offset, std::string why) {
  Position position;
  position.pass(text.substr(0, offset));
  return {Fault::invalid, std::move(why), position.in({})};
}

}  // namespace

Status read_json(std::string_view text, Comments comments, unsigned depth, JsonEvents& events) {
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return at_offset(text, nul, "there is a NUL byte here; JSON is text without NUL bytes");
  }
  if (const auto bad = bad_utf8(text); bad != std::string_view::npos) {
    return at_offset(text, bad, "this byte is not UTF-8; save the file as UTF-8");
  }
  const auto content = text.starts_with(byte_order_mark) ? text.substr(3) : text;
  if (content.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return at_offset(text, 0, "this is empty; a JSON document was expected");
  }
  SaxHandler handler(text, depth, events);
  const bool ok = json::sax_parse(text.begin(), text.end(), &handler, json::input_format_t::json,
                                  true, comments == Comments::allowed);
  if (!ok) return handler.error();
  return done();
}

}  // namespace trellis::formats
