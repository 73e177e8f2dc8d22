#include "hub/formats/tree.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "hub/base/memory.hpp"
#include "hub/formats/blank.hpp"
#include "hub/formats/position.hpp"
#include "hub/formats/tree_document.hpp"

namespace trellis::formats {

Place TreeDocument::place_at(std::size_t offset) const {
  offset = std::min(offset, bytes.size());
  const auto after = std::upper_bound(
      origins.begin(), origins.end(), offset,
      [](std::size_t wanted, const Origin& origin) { return wanted < origin.offset; });
  if (after == origins.begin()) {
    if (!origins.empty()) return {origins.front().place.file, origins.front().place.line, 0, {}};
    Position position;
    position.pass(std::string_view(bytes).substr(0, offset));
    return position.in({});
  }
  const Origin& origin = *std::prev(after);
  if (origin.place.line == 0) return origin.place;
  Position position(origin.place.line, std::max<std::uint64_t>(origin.place.column, 1));
  position.pass(std::string_view(bytes).substr(origin.offset, offset - origin.offset));
  return position.in(origin.place.file);
}

std::size_t TreeDocument::offset_of(const Node& node) const {
  const auto element = NodeAccess::element(node);
  const char* name = node.is_attribute() ? NodeAccess::attribute(node).name() : element.name();
  const std::less<const char*> before;
  const char* start = parsed.data();
  if (!parsed.empty() && !before(name, start) && before(name, start + parsed.size())) {
    const auto offset = static_cast<std::size_t>(name - start);
    return node.is_attribute() || offset == 0 ? offset : offset - 1;  // where the tag begins
  }
  const void* key = element.internal_object();
  const auto found = std::lower_bound(offsets.begin(), offsets.end(), key,
                                      [](const auto& entry, const void* wanted) {
                                        return std::less<const void*>()(entry.first, wanted);
                                      });
  if (found != offsets.end() && found->first == key) return found->second;
  if (node.is_attribute()) return offset_of(node.parent());
  return 0;
}

Error TreeDocument::error_at(std::size_t offset, std::string sentence) const {
  return {Fault::invalid, std::move(sentence), place_at(offset)};
}

struct Tree::State : TreeDocument {
  using TreeDocument::TreeDocument;
};

namespace {

void* allocate(std::size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) out_of_memory();
  return memory;
}

// By itself the library leaves out an element that it gets no memory for.
[[maybe_unused]] const bool loses_nothing = [] {
  pugi::set_memory_management_functions(&allocate, &std::free);
  return true;
}();

Status build(std::string_view media_type, TreeDocument& tree) {
  if (media_type == xml_type || media_type == "text/xml" || media_type.ends_with("+xml")) {
    return build_xml_tree(tree);
  }
  if (media_type == json_type || media_type.ends_with("+json")) return build_json_tree(tree);
  if (media_type == csv_type) return build_csv_tree(tree);
  if (media_type == tables_type) return build_tables_tree(tree);
  if (media_type == hl7v2_type) return build_hl7v2_tree(tree);
  return Error{Fault::invalid, "a record of this media type cannot be read; the types are " +
                                   std::string(xml_type) + ", " + std::string(json_type) + ", " +
                                   std::string(csv_type) + ", " + std::string(tables_type) +
                                   " and " + std::string(hl7v2_type)};
}

}  // namespace

Result<Tree> Tree::parse(std::string_view media_type, std::string_view bytes,
                         std::span<const Origin> origins, const Limits& limits) {
  auto state = std::make_unique<State>(
      bytes.substr(0, std::min<std::uint64_t>(bytes.size(), limits.record_bytes)), origins, limits);
  if (bytes.size() > limits.record_bytes) {
    return state->error_at(0, "the record has more than " + std::to_string(limits.record_bytes) +
                                  " bytes; send it in smaller records or raise the limit");
  }
  if (const auto nul = bytes.find('\0'); nul != std::string_view::npos) {
    return state->error_at(nul, "there is a NUL byte here; records are text without NUL bytes");
  }
  if (const auto bad = bad_utf8(bytes); bad != std::string_view::npos) {
    return state->error_at(bad,
                           "this byte is not UTF-8; set \"encoding\" to what the source writes");
  }
  if (bytes.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return state->error_at(0, "the record is empty");
  }
  // A media type may carry parameters, such as charset.
  TRELLIS_TRY(build(media_type.substr(0, media_type.find_first_of("; ")), *state));
  return Tree(std::move(state));
}

Tree::Tree(std::unique_ptr<State> state) : state_(std::move(state)) {}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

Node Tree::root() const { return NodeAccess::node(state_->document.document_element()); }

void Tree::drop_blanks() { formats::drop_blanks(state_->document.document_element()); }

bool Tree::has_remarks() const noexcept { return !state_->remarks.empty(); }

std::vector<Remark> Tree::remarks(const Node& node) const {
  std::vector<Remark> found;
  const void* wanted = NodeAccess::element(node).internal_object();
  for (const auto& [element, remark] : state_->remarks)
    if (element == wanted) found.push_back(remark);
  return found;
}

Place Tree::place(const Node& node) const {
  if (!node) return {};
  Place place = state_->place_at(state_->offset_of(node));
  place.path = node.path();
  return place;
}

}  // namespace trellis::formats
