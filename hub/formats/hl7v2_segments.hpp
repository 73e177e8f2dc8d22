#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace trellis::formats {

// Does `line` begin like the header of a message, MSH|^~\&|?
bool is_hl7v2_header(std::string_view line);

// A line around a file or batch of messages: FHS, BHS, BTS, FTS.
bool is_hl7v2_batch_line(std::string_view line);

// A segment that the standard names or leaves to a site (Z..).
bool is_known_hl7v2_segment(std::string_view name);

// `line` without what fills a file and says nothing: blanks, a byte order mark and the end-of-file
// mark of DOS, in front; the last of them behind, too.
std::string_view without_hl7v2_fill(std::string_view line);

// Finds where segments end, in text that grows. By the standard (HL7 v2.5.1, chapter 2.5.2) only a
// carriage return ends one; many senders write a line feed after it or instead of it. Each
// message's header shows how its sender does it: where segments end in a return, a line feed
// alone is text that somebody typed. Not shared.
class Hl7v2SegmentEnds {
 public:
  struct End {
    std::size_t size = 0;   // of the segment
    std::size_t taken = 0;  // with what ends it
    bool ends_frame = false;
  };
  // `text` begins where a segment does, and only grows between calls. Nothing: more text is needed.
  std::optional<End> find(std::string_view text, bool is_all);
  // How much of a segment without an end is known to be inside it; and that so much was passed
  // over: `text` begins behind it next.
  std::size_t known_inside() const noexcept { return looked_; }
  void pass(std::string_view front);

  bool is_line_feed_alone() const noexcept { return kind_ == Kind::feed; }

 private:
  enum class Kind { any, returned, returned_and_fed, feed };
  enum class Answer { ends, is_text, open };
  std::optional<End> found(std::string_view text, std::size_t at, bool is_all);
  bool is_header(std::string_view segment) const;
  Answer line_feed(std::string_view after, bool is_all) const;

  Kind kind_ = Kind::any;  // how this message's segments end
  std::size_t looked_ = 0;
  bool is_passed_ = false;  // the segment's front was
  bool was_header_ = false;
};

}  // namespace trellis::formats
