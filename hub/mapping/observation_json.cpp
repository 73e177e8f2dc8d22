#include "hub/mapping/observation_json.hpp"

#include <cstdint>
#include <cstring>

namespace trellis::mapping {
namespace {

using model::Field;
using model::Observation;
using model::Value;

constexpr std::size_t longest_character = 6;  // \u0000

bool stands_as_it_is(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

constexpr std::uint64_t each_byte(std::uint64_t byte) { return byte * 0x0101010101010101U; }

// The high bit of each byte that is zero, at least of the first (Warren, Hacker's Delight, 6-1).
std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - each_byte(1)) & ~word & each_byte(0x80);
}

bool all_stand_as_they_are(std::uint64_t word) {
  const std::uint64_t control = (word - each_byte(0x20)) & ~word & each_byte(0x80);
  return (control | zero_bytes(word ^ each_byte('"')) | zero_bytes(word ^ each_byte('\\'))) == 0;
}

// The most bytes that the observation's JSON can have.
std::size_t bound_of(const Observation& observation) {
  constexpr std::size_t words = 256;  // keys, dates, enumerations and punctuation
  std::size_t bytes = observation.kind.size() + observation.path.size();
  for (const Field& field : observation.fields) {
    const Value& value = field.value;
    bytes += field.name.size() + value.text.size() + value.received.size() + value.system.size() +
             value.absent.size();
  }
  return bytes * longest_character + (observation.fields.size() + 2) * words;
}

// Writes into memory that has room for all of it.
class Writer {
 public:
  explicit Writer(char* to) : at_(to) {}

  char* end() const { return at_; }
  bool is_after(char c) const { return at_[-1] == c; }

  template <std::size_t size>
  void raw(const char (&text)[size]) {
    std::memcpy(at_, text, size - 1);
    at_ += size - 1;
  }

  void text(std::string_view text) {
    *at_++ = '"';
    const char* from = text.data();
    const char* const end = from + text.size();
    for (; end - from >= word_size; from += word_size) {
      if (!copy_word(from))
        for (int i = 0; i < word_size; ++i) character(from[i]);
    }
    while (from != end) character(*from++);
    *at_++ = '"';
  }

  // `key` is written as "key": in its quotes.
  template <std::size_t size>
  void member(const char (&key)[size], std::string_view value) {
    if (value.empty()) return;
    if (!is_after('{')) raw(",");
    raw(key);
    text(value);
  }

 private:
  static constexpr std::ptrdiff_t word_size = 8;

  bool copy_word(const char* from) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, word_size);
    if (!all_stand_as_they_are(word)) return false;
    std::memcpy(at_, &word, word_size);
    at_ += word_size;
    return true;
  }

  void character(char c) {
    constexpr char digits[] = "0123456789abcdef";
    if (stands_as_it_is(c)) {
      *at_++ = c;
      return;
    }
    *at_++ = '\\';
    if (c == '"' || c == '\\') {
      *at_++ = c;
    } else if (c == '\n') {
      *at_++ = 'n';
    } else {
      raw("u00");
      *at_++ = digits[static_cast<unsigned char>(c) >> 4];
      *at_++ = digits[c & 15];
    }
  }

  char* at_;
};

bool is_plain(const Value& value) {
  return value.received.empty() && value.system.empty() && value.absent.empty() && !value.verdict;
}

void write_value(Writer& to, const Value& value) {
  if (is_plain(value)) return to.text(value.text);
  to.raw("{");
  to.member("\"text\":", value.text);
  to.member("\"received\":", value.received);
  to.member("\"system\":", value.system);
  to.member("\"absent\":", value.absent);
  if (value.verdict) to.member("\"verdict\":", model::to_string(*value.verdict));
  to.raw("}");
}

bool stood_before(const std::vector<Field>& fields, std::size_t at) {
  for (std::size_t i = 0; i < at; ++i) {
    if (fields[i].name == fields[at].name) return true;
  }
  return false;
}

bool stands_again(const std::vector<Field>& fields, std::size_t at) {
  for (std::size_t i = at + 1; i < fields.size(); ++i) {
    if (fields[i].name == fields[at].name) return true;
  }
  return false;
}

void write_fields(Writer& to, const std::vector<Field>& fields) {
  to.raw(",\"fields\":{");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0 && (fields[i - 1].name == fields[i].name || stood_before(fields, i))) continue;
    if (!to.is_after('{')) to.raw(",");
    to.text(fields[i].name);
    to.raw(":");
    if (!stands_again(fields, i)) {
      write_value(to, fields[i].value);
      continue;
    }
    to.raw("[");
    for (std::size_t j = i; j < fields.size(); ++j) {
      if (fields[j].name != fields[i].name) continue;
      if (!to.is_after('[')) to.raw(",");
      write_value(to, fields[j].value);
    }
    to.raw("]");
  }
  to.raw("}");
}

std::string date_text(Date date) { return date.none() ? std::string() : date.text(); }

}  // namespace

void append_json(std::string& to, const Observation& observation) {
  constexpr std::size_t most_kept = 65'536;
  thread_local std::string room;
  if (room.size() > most_kept) room = {};
  if (const std::size_t bound = bound_of(observation); room.size() < bound) room.resize(bound);
  Writer writer(room.data());
  writer.raw("{");
  writer.member("\"kind\":", observation.kind);
  writer.member("\"valid_from\":", date_text(observation.valid_from));
  writer.member("\"valid_to\":", date_text(observation.valid_to));
  if (observation.assertion != model::Assertion::fact) {
    writer.member("\"assertion\":", model::to_string(observation.assertion));
  }
  if (observation.subject_category != model::SubjectCategory::none) {
    writer.member("\"subject_category\":", model::to_string(observation.subject_category));
  }
  if (observation.regime != model::Regime::gdpr) {
    writer.member("\"regime\":", model::to_string(observation.regime));
  }
  if (observation.sensitivity != model::Sensitivity::normal) {
    writer.member("\"sensitivity\":", model::to_string(observation.sensitivity));
  }
  writer.member("\"path\":", observation.path);
  write_fields(writer, observation.fields);
  writer.raw("}");
  to.append(room.data(), writer.end());
}

formats::Json to_json(const Observation& observation) {
  std::string text;
  append_json(text, observation);
  auto json = formats::Json::parse(text);
  return json ? std::move(*json) : formats::Json();
}

Result<Observation> from_json(const formats::Json& json) { return parse_observation(json.dump()); }

}  // namespace trellis::mapping
