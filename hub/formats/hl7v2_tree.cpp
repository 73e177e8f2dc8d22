#include <algorithm>
#include <charconv>

#include "hub/formats/hl7v2_segments.hpp"
#include "hub/formats/hl7v2_syntax.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

constexpr Remark unknown_escape = {
    "unknown-escape",
    "holds an escape sequence that is not known, or a backslash that begins none; it was kept as "
    "it stands"};
constexpr Remark unread_part = {
    "unread-part",
    "has parts with & between them, and only the first was taken; an & that is meant as a sign is "
    "written \\T\\"};

class Hl7v2Tree {
 public:
  explicit Hl7v2Tree(TreeDocument& tree) : tree_(tree), text_(tree.bytes), builder_(tree) {}

  Status build() {
    tree_.document.append_child(pugi::node_pi).set_name(positions_mark);
    TRELLIS_TRY(builder_.open_named("message", 0));
    Hl7v2SegmentEnds ends;
    for (std::string_view rest = text_; !rest.empty();) {
      const auto end = ends.find(rest, true);
      const auto line = without_hl7v2_fill(rest.substr(0, end->size));
      if (!line.empty())
        TRELLIS_TRY(segment(line, static_cast<std::size_t>(line.data() - text_.data())));
      rest.remove_prefix(end->taken);
    }
    builder_.close();
    builder_.finish();
    return done();
  }

 private:
  Status segment(std::string_view line, std::size_t offset) {
    ++segments_;
    const std::string number = "segment " + std::to_string(segments_);
    if (segments_ == 1) {
      if (!line.starts_with("MSH")) {
        return tree_.error_at(offset, number + " is not MSH; a message begins with MSH");
      }
      auto delimiters = Hl7v2Delimiters::parse(line);
      if (!delimiters.ok())
        return tree_.error_at(offset, number + ": " + delimiters.error().message);
      delimiters_ = *delimiters;
    } else if (!is_hl7v2_segment(line, delimiters_.field)) {
      return tree_.error_at(offset, number +
                                        " does not begin with a segment name such as PID; a line "
                                        "break inside a field is written \\.br\\");
    } else if (line.starts_with("MSH")) {
      return tree_.error_at(offset, number + " is another MSH; a record is one message");
    }
    name_.assign(line.substr(0, 3));
    TRELLIS_TRY(builder_.open_named(name_.c_str(), offset));
    TRELLIS_TRY(segments_ == 1
                    ? header_fields(line, offset)
                    : fields(line.substr(std::min<std::size_t>(line.size(), 4)), offset + 4, 1));
    builder_.close();
    return done();
  }

  // MSH-1 is the field separator itself, and MSH-2 the others.
  Status header_fields(std::string_view line, std::size_t offset) {
    TRELLIS_TRY(named_leaf("MSH.1", line.substr(3, 1), offset + 3));
    TRELLIS_TRY(named_leaf("MSH.2", line.substr(4, delimiters_.encoding_size), offset + 4));
    const std::size_t from = 4 + delimiters_.encoding_size + 1;
    if (from >= line.size()) return done();
    return fields(line.substr(from), offset + from, 3);
  }

  Status fields(std::string_view rest, std::size_t offset, unsigned number) {
    const char* start = rest.data();
    for (; !rest.empty(); ++number) {
      std::string_view field = take_part(rest, delimiters_.field);
      while (!field.empty()) {
        const auto repetition = take_part(field, delimiters_.repetition);
        if (is_nothing(repetition)) continue;
        const Numbered name(*this, number);
        TRELLIS_TRY(
            element(repetition, offset + static_cast<std::size_t>(repetition.data() - start)));
      }
    }
    return done();
  }

  // Only separators and blanks, or not even those.
  bool is_nothing(std::string_view part) const {
    return std::all_of(part.begin(), part.end(), [this](char c) {
      return c == delimiters_.component || c == ' ' || (c == delimiters_.subcomponent && c != 0);
    });
  }

  Status element(std::string_view repetition, std::size_t offset) {
    TRELLIS_TRY(builder_.open_named(name_.c_str(), offset));
    const char* start = repetition.data();
    for (unsigned number = 1; !repetition.empty(); ++number) {
      const auto component = take_part(repetition, delimiters_.component);
      if (is_nothing(component)) continue;
      const Numbered name(*this, number);
      TRELLIS_TRY(component_element(component,
                                    offset + static_cast<std::size_t>(component.data() - start)));
    }
    builder_.close();
    return done();
  }

  // A component is its first subcomponent; the others stand beside it, so that its text is never
  // several of them glued together.
  Status component_element(std::string_view component, std::size_t offset) {
    if (delimiters_.subcomponent == 0 ||
        component.find(delimiters_.subcomponent) == std::string_view::npos) {
      return leaf(component, offset);
    }
    const auto parts = hl7v2_subcomponents(component, delimiters_);
    const auto first = std::find_if_not(parts.begin(), parts.end(),
                                        [this](auto part) { return is_nothing(part); });
    if (first == parts.end()) return done();
    const auto offset_of = [&](std::string_view part) {
      return offset + static_cast<std::size_t>(part.data() - component.data());
    };
    const bool is_told = hl7v2_loses_parts(parts);
    TRELLIS_TRY(leaf(*first, offset_of(*first), is_told ? &unread_part : nullptr));
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (is_nothing(parts[i])) continue;
      const Numbered name(*this, static_cast<unsigned>(i + 1));
      TRELLIS_TRY(leaf(parts[i], offset_of(parts[i])));
    }
    return done();
  }

  Status leaf(std::string_view raw, std::size_t offset, const Remark* remark = nullptr) {
    const auto value = hl7v2_text(raw, delimiters_);
    TRELLIS_TRY(builder_.open_named(name_.c_str(), offset));
    TRELLIS_TRY(builder_.text(value.text, offset));
    if (remark) builder_.remark(*remark);
    if (value.has_unknown_escape) builder_.remark(unknown_escape);
    builder_.close();
    return done();
  }

  Status named_leaf(const char* name, std::string_view text, std::size_t offset) {
    TRELLIS_TRY(builder_.open_named(name, offset));
    TRELLIS_TRY(builder_.text(text, offset));
    builder_.close();
    return done();
  }

  // Lengthens the current name by ".number" while it lives.
  class Numbered {
   public:
    Numbered(Hl7v2Tree& tree, unsigned number) : name_(tree.name_), size_(tree.name_.size()) {
      char digits[16];
      const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
      name_.append(1, '.').append(digits, end);
    }
    ~Numbered() { name_.resize(size_); }
    Numbered(const Numbered&) = delete;
    Numbered& operator=(const Numbered&) = delete;

   private:
    std::string& name_;
    std::size_t size_;
  };

  TreeDocument& tree_;
  std::string_view text_;
  TreeBuilder builder_;
  Hl7v2Delimiters delimiters_;
  std::string name_;
  unsigned segments_ = 0;
};

}  // namespace

Status build_hl7v2_tree(TreeDocument& tree) { return Hl7v2Tree(tree).build(); }

}  // namespace trellis::formats
