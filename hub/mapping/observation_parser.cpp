#include <charconv>
#include <cstdint>

#include "hub/base/text.hpp"
#include "hub/mapping/observation_json.hpp"

// Reads the JSON form of an observation in one pass, without a tree in between.
namespace trellis::mapping {
namespace {

using model::Observation;
using model::Value;

class Parser {
 public:
  explicit Parser(std::string_view json) : json_(json) {}

  Result<Observation> parse() {
    Observation observation;
    const bool read = object([&](std::string_view key) { return member(key, observation); });
    space();
    if (!read || at_ != json_.size()) return wrong();
    if (observation.kind.empty()) return Error{Fault::invalid, "an observation needs its kind"};
    return observation;
  }

 private:
  Error wrong() const {
    return {Fault::invalid,
            "this is not the JSON form of an observation (at byte " + std::to_string(at_) + ")"};
  }

  void space() {
    while (at_ < json_.size() &&
           (json_[at_] == ' ' || json_[at_] == '\n' || json_[at_] == '\t' || json_[at_] == '\r')) {
      ++at_;
    }
  }
  bool take(char c) {
    space();
    if (at_ >= json_.size() || json_[at_] != c) return false;
    ++at_;
    return true;
  }
  char next() {
    space();
    return at_ < json_.size() ? json_[at_] : '\0';
  }

  template <typename Member>
  bool object(Member&& member) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      if (!text(key_) || !take(':')) return false;
      if (!member(std::string_view(key_))) return false;
    } while (take(','));
    return take('}');
  }

  bool member(std::string_view key, Observation& into) {
    if (key == "fields") {
      return object([&](std::string_view name) { return field(std::string(name), into); });
    }
    if (key == "kind") return text(into.kind);
    if (key == "path") return text(into.path);
    if (!text(text_)) return false;
    if (key == "valid_from") return date(into.valid_from);
    if (key == "valid_to") return date(into.valid_to);
    if (key == "assertion") return set(into.assertion, model::parse_assertion(text_));
    if (key == "regime") return set(into.regime, model::parse_regime(text_));
    if (key == "sensitivity") return set(into.sensitivity, model::parse_sensitivity(text_));
    if (key == "subject_category") {
      return set(into.subject_category, model::parse_subject_category(text_));
    }
    return false;
  }

  bool field(const std::string& name, Observation& into) {
    if (!take('[')) {
      return value(into.fields.emplace_back(model::Field{name, {}}).value);
    }
    do {
      if (!value(into.fields.emplace_back(model::Field{name, {}}).value)) return false;
    } while (take(','));
    return take(']');
  }

  bool value(Value& into) {
    if (next() == '"') return text(into.text);
    return object([&](std::string_view key) {
      if (key == "text") return text(into.text);
      if (key == "received") return text(into.received);
      if (key == "system") return text(into.system);
      if (key == "absent") return text(into.absent);
      if (key != "verdict" || !text(text_)) return false;
      into.verdict = model::parse_verdict(text_);
      return into.verdict.has_value();
    });
  }

  bool date(Date& into) {
    const auto read = Date::parse(text_);
    if (read) into = *read;
    return read.ok();
  }

  template <typename T>
  static bool set(T& into, const std::optional<T>& from) {
    if (from) into = *from;
    return from.has_value();
  }

  bool text(std::string& into) {
    if (!take('"')) return false;
    into.clear();
    for (std::size_t plain = at_; at_ < json_.size(); ++at_) {
      const char c = json_[at_];
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c != '"' && c != '\\') continue;
      into.append(json_, plain, at_ - plain);
      ++at_;
      if (c == '"') return text::is_utf8(into);
      if (!escape(into)) return false;
      plain = at_--;
    }
    return false;
  }

  bool escape(std::string& into) {
    if (at_ >= json_.size()) return false;
    constexpr std::string_view names = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    const char c = json_[at_++];
    if (const auto which = names.find(c); which != std::string_view::npos) {
      into += meanings[which];
      return true;
    }
    std::uint32_t unit = 0;
    if (c != 'u' || !hex(unit)) return false;
    if (unit >= 0xDC00 && unit < 0xE000) return false;
    if (unit >= 0xD800 && unit < 0xDC00) {
      std::uint32_t low = 0;
      if (json_.substr(at_, 2) != "\\u") return false;
      at_ += 2;
      if (!hex(low) || low < 0xDC00 || low >= 0xE000) return false;
      unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(into, unit);
    return true;
  }

  bool hex(std::uint32_t& unit) {
    const std::string_view digits = json_.substr(at_, 4);
    const auto [end, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), unit, 16);
    at_ += 4;
    return digits.size() == 4 && fault == std::errc{} && end == digits.data() + 4;
  }

  static void append_utf8(std::string& to, std::uint32_t point) {
    const auto add = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
    if (point < 0x80) return add(point);
    if (point < 0x800) {
      add(0xC0 | point >> 6);
    } else {
      if (point < 0x10000) {
        add(0xE0 | point >> 12);
      } else {
        add(0xF0 | point >> 18);
        add(0x80 | (point >> 12 & 0x3F));
      }
      add(0x80 | (point >> 6 & 0x3F));
    }
    add(0x80 | (point & 0x3F));
  }

  std::string_view json_;
  std::size_t at_ = 0;
  std::string key_, text_;
};

}  // namespace

Result<Observation> parse_observation(std::string_view json) { return Parser(json).parse(); }

}  // namespace trellis::mapping
