#include "hub/formats/json_scanner.hpp"

#include <algorithm>
#include <utility>

namespace trellis::formats {
namespace {

constexpr std::size_t most_remembered = 4096;

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

Result<char> JsonScanner::peek() {
  while (true) {
    const auto view = window_.view();
    const auto at = view.find_first_not_of(" \t\r\n");
    if (at != std::string_view::npos) {
      window_.drop(at);
      return window_.view().front();
    }
    window_.drop(view.size());
    if (window_.is_all()) return '\0';
    TRELLIS_TRY(window_.more());
  }
}

void JsonScanner::take() { window_.drop(1); }

// A line break cannot stand in a string: its quote is missing, and the brackets and commas before
// the break were meant as such. Where they begin, of a string that the break at `line_end` ends.
std::size_t JsonScanner::end_of_open_string(std::size_t line_end) {
  mode_ = Mode::plain;
  if (open_.empty() && deeper_ == 0) is_scalar_ = true;  // the text itself is the value
  return line_end - std::exchange(tail_, 0);
}

void JsonScanner::follow_tail(char c) {
  const bool may_be_meant =
      mode_ == Mode::string && std::string_view("]}, \t").find(c) != std::string_view::npos;
  tail_ = may_be_meant ? std::min(tail_ + 1, most_remembered) : 0;
}

Result<JsonScanner::Value> JsonScanner::measure(std::uint64_t most) {
  mode_ = Mode::plain;
  open_.clear();
  deeper_ = 0;
  tail_ = 0;
  has_begun_ = is_scalar_ = is_over_ = false;
  std::size_t at = 0;
  bool is_too_big = false;
  const auto value = [&](Outcome outcome, std::size_t size) {
    return Value{is_too_big || size > most ? Outcome::too_big : outcome, size};
  };
  while (true) {
    const auto view = window_.view();
    for (; at < view.size(); ++at) {
      const bool is_break = view[at] == '\n' || view[at] == '\r';
      if (mode_ == Mode::string && is_break) at = end_of_open_string(at);
      if (step(view[at])) return value(Outcome::whole, at);
      if (is_over_) return value(Outcome::whole, at + 1);
      follow_tail(view[at]);
    }
    if (at > most) {
      is_too_big = true;
      window_.drop(at - tail_);
      at = tail_;
    }
    if (window_.is_all()) {
      const bool is_ended = is_scalar_ && mode_ == Mode::plain;
      return value(is_ended ? Outcome::whole : Outcome::cut_short, at);
    }
    TRELLIS_TRY(window_.more());
  }
}

bool JsonScanner::step(char c) {
  const bool is_bare_string = open_.empty() && deeper_ == 0;
  if (mode_ == Mode::escape) {
    mode_ = Mode::string;
    return false;
  }
  if (mode_ == Mode::string) {
    if (c == '\\') mode_ = Mode::escape;
    if (c == '"') {
      mode_ = Mode::plain;
      is_over_ = is_bare_string;
    }
    return false;
  }
  if (is_scalar_)
    return is_white(c) || std::string_view(",:{}[]\"").find(c) != std::string_view::npos;
  if (c == '"') {
    mode_ = Mode::string;
  } else if (c == '{' || c == '[') {
    open(c);
  } else if (c == '}' || c == ']') {
    if (!has_begun_) return true;  // no value at all
    is_over_ = close(c);
  } else if (!has_begun_) {
    is_scalar_ = true;
  }
  has_begun_ = true;
  return false;
}

void JsonScanner::open(char bracket) {
  if (open_.size() < most_remembered) {
    open_ += bracket;
  } else {
    ++deeper_;
  }
}

// A bracket also closes what was left open inside its pair. True when nothing is open any more.
bool JsonScanner::close(char bracket) {
  if (deeper_ > 0) {
    --deeper_;
    return false;
  }
  const auto pair = open_.rfind(bracket == '}' ? '{' : '[');
  if (pair != std::string::npos) open_.resize(pair);
  return open_.empty();
}

}  // namespace trellis::formats
