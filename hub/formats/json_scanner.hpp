#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/formats/text_window.hpp"

namespace trellis::formats {

// Goes through JSON text value by value without holding the document. It finds where values end,
// also where they are broken; whether a value is right is for whoever reads it. Not shared.
class JsonScanner {
 public:
  explicit JsonScanner(TextWindow& window) : window_(window) {}

  // The next character that is not white space, dropping what is before it; 0 at the end of the
  // text.
  Result<char> peek();
  void take();  // the character that was seen last
  Place place() const { return window_.place(0); }

  enum class Outcome { whole, cut_short, too_big };
  struct Value {
    Outcome outcome = Outcome::whole;
    std::size_t size = 0;  // in the window's view, unless too big
  };
  // The extent of the value that begins at the window's front, which stays there until `drop`. A
  // value beyond `most` bytes is passed over without being held.
  Result<Value> measure(std::uint64_t most);
  std::string_view view(const Value& value) const { return window_.view().substr(0, value.size); }
  void drop(const Value& value) { window_.drop(value.size); }

 private:
  enum class Mode { plain, string, escape };
  std::size_t end_of_open_string(std::size_t line_end);
  void follow_tail(char c);
  bool step(char c);  // true when the value ended before `c`
  void open(char bracket);
  bool close(char bracket);

  TextWindow& window_;
  Mode mode_ = Mode::plain;
  std::string open_;          // brackets, as far as they are remembered
  std::uint64_t deeper_ = 0;  // brackets beyond
  std::size_t tail_ = 0;      // brackets, commas and blanks at the end of an open string
  bool has_begun_ = false;
  bool is_scalar_ = false;
  bool is_over_ = false;  // the value ended with the last character
};

}  // namespace trellis::formats
