#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <pugixml.hpp>

#include "hub/base/result.hpp"
#include "hub/formats/limits.hpp"
#include "hub/formats/tree.hpp"

namespace trellis::formats {

// Between the library's handles and ours.
struct NodeAccess {
  static pugi::xml_node element(const Node& node);
  static pugi::xml_attribute attribute(const Node& node);
  static Node node(pugi::xml_node element);
  static Node node(pugi::xml_node element, pugi::xml_attribute attribute);
};

// The inside of a Tree: the document, and what is needed to say where its nodes stood.
struct TreeDocument {
  explicit TreeDocument(std::string_view record, std::span<const Origin> record_origins,
                        const Limits& record_limits)
      : bytes(record),
        origins(record_origins.begin(), record_origins.end()),
        limits(record_limits) {}

  std::string bytes;
  std::vector<Origin> origins;
  Limits limits;
  std::string parsed;  // what an XML document was built from in place; names point into it
  pugi::xml_document document;
  std::vector<std::pair<const void*, std::size_t>> offsets;  // of built elements, by address
  std::vector<std::pair<const void*, Remark>> remarks;       // of elements

  Place place_at(std::size_t offset) const;
  std::size_t offset_of(const Node& node) const;
  Error error_at(std::size_t offset, std::string sentence) const;
};

// Adds elements one by one, within the limits.
class TreeBuilder {
 public:
  explicit TreeBuilder(TreeDocument& tree) : tree_(tree), at_(tree.document) {}

  // `name` may be any text; what an XML name cannot hold becomes `_` and an attribute keeps it.
  Status open(std::string_view name, std::size_t offset);
  Status open_named(const char* xml_name, std::size_t offset);  // a name that needs no change
  Status text(std::string_view text, std::size_t offset);
  void attribute(const char* name, const char* value);
  void remark(const Remark& remark);
  void close();
  void finish();  // call once, when the tree is complete

 private:
  TreeDocument& tree_;
  pugi::xml_node at_;
  std::uint64_t nodes_ = 0;
  unsigned depth_ = 0;
};

// `text` made an XML name.
std::string xml_name(std::string_view text);

// HL7 v2 trees begin with this instruction, so that a node's path can be written as a position.
inline constexpr const char* positions_mark = "hl7v2";

Status build_xml_tree(TreeDocument& tree);
Status build_json_tree(TreeDocument& tree);
Status build_csv_tree(TreeDocument& tree);
Status build_tables_tree(TreeDocument& tree);
Status build_hl7v2_tree(TreeDocument& tree);

}  // namespace trellis::formats
