// Text streams, line by line, and whether they are UTF-8.
#ifndef TRELLIS_LINES_HPP
#define TRELLIS_LINES_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "trellis/views.hpp"

namespace trellis {
inline namespace v1 {

inline bool is_utf8(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    const auto first = static_cast<unsigned char>(text[at++]);
    if (first < 0x80) continue;
    const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4 || text.size() - at < static_cast<std::size_t>(more))
      return false;
    unsigned point = first & (0x3Fu >> more);
    for (int i = 0; i < more; ++i) {
      const auto next = static_cast<unsigned char>(text[at++]);
      if ((next & 0xC0u) != 0x80u) return false;
      point = point << 6 | (next & 0x3Fu);
    }
    if (more == 2 && (point < 0x800 || (point >= 0xD800 && point <= 0xDFFF))) return false;
    if (more == 3 && (point < 0x10000 || point > 0x10FFFF)) return false;
  }
  return true;
}

// Lines of a stream, without their line ends; counts them from 1.
class LineReader {
 public:
  explicit LineReader(Stream stream, std::size_t longest = 1u << 20)
      : stream_(stream), longest_(longest) {}

  bool next(std::string& line) {
    line.clear();
    ++number_;
    while (true) {
      if (at_ == buffer_.size() && !fill()) return !line.empty();
      const std::size_t end = buffer_.find('\n', at_);
      const bool whole = end != std::string::npos;
      line.append(buffer_, at_, (whole ? end : buffer_.size()) - at_);
      at_ = whole ? end + 1 : buffer_.size();
      if (line.size() > longest_)
        throw Failure(TRELLIS_BAD_DATA, "line " + std::to_string(number_) + " is longer than " +
                                            std::to_string(longest_) + " bytes");
      if (!whole) continue;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      return true;
    }
  }
  std::uint64_t number() const noexcept { return number_; }

 private:
  bool fill() {
    buffer_.resize(64u << 10);
    buffer_.resize(stream_.read(&buffer_[0], buffer_.size()));
    at_ = 0;
    return !buffer_.empty();
  }

  Stream stream_;
  std::size_t longest_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t number_ = 0;
};

}  // namespace v1
}  // namespace trellis

#endif
