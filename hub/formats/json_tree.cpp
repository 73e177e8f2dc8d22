#include <optional>

#include "hub/formats/json_events.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {
namespace {

// Elements per key, repeated per array item; items of arrays in arrays are called `item`.
class JsonTree final : public JsonEvents {
 public:
  explicit JsonTree(TreeDocument& tree) : tree_(tree), builder_(tree) {}

  bool null(const At& at) override {
    if (!open(at)) return false;
    builder_.attribute("null", "true");
    builder_.close();
    if (open_.empty()) builder_.finish();
    return true;
  }
  bool boolean(bool value, const At& at) override { return leaf(value ? "true" : "false", at); }
  bool whole(std::int64_t, const At& at) override { return leaf(as_written(at), at); }
  bool number(double, const At& at) override { return leaf(as_written(at), at); }
  bool string(std::string& value, const At& at) override {
    return has_no_nul(value, at) && leaf(value, at);
  }
  bool key(std::string& name, const At& at) override {
    if (!has_no_nul(name, at)) return false;
    name_ = std::move(name);
    return true;
  }

  bool start(Bracket bracket, const At& at) override {
    const bool is_outermost = open_.empty();
    // An array below an object's key is only a repetition: its items are the elements.
    if (bracket == Bracket::object || is_outermost || is_in_array()) {
      if (!open(at)) return false;
      open_.push_back({bracket, true, {}});
    } else {
      open_.push_back({bracket, false, std::move(name_)});
    }
    return true;
  }
  bool end(Bracket) override {
    if (open_.back().has_element) builder_.close();
    open_.pop_back();
    if (open_.empty()) builder_.finish();
    return true;
  }
  Error failure() override { return *error_; }
  bool is_placed() const { return error_.has_value(); }

 private:
  struct Open {
    Bracket bracket;
    bool has_element;
    std::string item_name;
  };

  bool is_in_array() const { return !open_.empty() && open_.back().bracket == Bracket::array; }

  std::string_view as_written(const At& at) const {
    return std::string_view(tree_.bytes).substr(at.offset, at.size);
  }

  // Nothing that reads trees goes on behind such a character: the text would be cut.
  bool has_no_nul(std::string_view text, const At& at) {
    if (text.find('\0') == std::string_view::npos) return true;
    error_ = tree_.error_at(at.offset,
                            "this text holds the character U+0000, which is no text; take \\u0000 "
                            "out of it");
    return false;
  }

  bool keep(Status status) {
    if (!status.ok()) error_ = std::move(status).error();
    return !error_;
  }

  bool open(const At& at) {
    if (open_.empty()) return keep(builder_.open_named("record", at.offset));
    if (!is_in_array()) return keep(builder_.open(name_, at.offset));
    const Open& array = open_.back();
    return keep(array.has_element ? builder_.open_named("item", at.offset)
                                  : builder_.open(array.item_name, at.offset));
  }

  bool leaf(std::string_view text, const At& at) {
    if (!open(at) || !keep(builder_.text(text, at.offset))) return false;
    builder_.close();
    if (open_.empty()) builder_.finish();
    return true;
  }

  TreeDocument& tree_;
  TreeBuilder builder_;
  std::string name_;
  std::vector<Open> open_;
  std::optional<Error> error_;
};

// The reader counts from the record's start; the source's file may begin elsewhere.
std::size_t offset_of(std::string_view text, const Place& place) {
  std::size_t at = 0;
  for (std::uint64_t line = 1; line < place.line && at < text.size(); ++line) {
    at = text.find_first_of("\r\n", at);
    if (at == std::string_view::npos) return text.size();
    at += text.substr(at).starts_with("\r\n") ? 2 : 1;
  }
  for (std::uint64_t column = 1; column < place.column && at < text.size(); ++column) {
    do {
      ++at;
    } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  }
  return at;
}

}  // namespace

Status build_json_tree(TreeDocument& tree) {
  JsonTree events(tree);
  auto status = read_json(tree.bytes, Comments::refused, tree.limits.depth, events);
  if (status.ok()) return done();
  if (events.is_placed()) return events.failure();
  return tree.error_at(offset_of(tree.bytes, status.error().place),
                       std::move(status.error().message));
}

}  // namespace trellis::formats
