#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/limits.hpp"

// Formats: bytes to one kind of tree, read with one path language, XPath 1.0. XML is itself; HL7 v2
// becomes message/PID/PID.3/PID.3.1; a CSV row becomes `row` with an element per column; several
// tables about one subject become `record` with an element per row named after its table; JSON
// becomes `record` with an element per key, repeated per array item. Characters that an XML name
// cannot hold become `_` and the attribute `name` keeps the original.
namespace trellis::formats {

inline constexpr std::string_view xml_type = "application/xml";
inline constexpr std::string_view json_type = "application/json";
inline constexpr std::string_view csv_type = "text/csv";  // a header row and one row
inline constexpr std::string_view tables_type = "application/vnd.trellis.tables";
inline constexpr std::string_view hl7v2_type = "x-application/hl7-v2+er7";

// Bytes of a record from `offset` on stood in a source's file at `place`.
struct Origin {
  std::size_t offset = 0;
  Place place;
};

// An element or attribute of a tree; borrowed, valid while its Tree lives. Cheap to copy.
class Node {
 public:
  Node() = default;
  explicit operator bool() const noexcept { return element_ != nullptr; }
  bool is_attribute() const noexcept { return attribute_ != nullptr; }
  bool is_blank() const;      // says nothing; it only keeps a place among its repetitions
  bool holds_values() const;  // several elements that say something, and no text beside them
  std::string_view name() const;
  std::string text() const;  // of an element: all text inside, as XPath's string()
  void append_text(std::string& to) const;
  Node parent() const;
  std::vector<Node> children() const;  // elements only
  std::vector<Node> attributes() const;
  std::string path() const;                 // /Message/Children/Child[2]/Sex, or PID.3.1 in HL7 v2
  void append_step(std::string& to) const;  // what the path has more than the parent's
  bool operator==(const Node&) const = default;
  const void* identity() const noexcept { return attribute_ ? attribute_ : element_; }

 private:
  friend class Tree;
  friend class Path;
  friend struct NodeAccess;
  void* element_ = nullptr;
  void* attribute_ = nullptr;
};

// What whoever reads a value should know about how it stood in the record.
struct Remark {
  const char* rule = nullptr;      // stable, such as unknown-escape
  const char* sentence = nullptr;  // goes on from the value's name
};

// One record as a tree. Move-only.
class Tree {
 public:
  // `bytes` are UTF-8. An error's place is where the source's own file is wrong, by `origins`.
  static Result<Tree> parse(std::string_view media_type, std::string_view bytes,
                            std::span<const Origin> origins = {}, const Limits& limits = {});
  Tree(Tree&&) noexcept;
  Tree& operator=(Tree&&) noexcept;
  ~Tree();

  Node root() const;                    // the document's element
  Place place(const Node& node) const;  // where it stood in the source, with its path
  // Takes out what says nothing (an empty cell, a nil element, a null): to every path it is then as
  // if it had never been sent.
  void drop_blanks();
  // Of this node, each once; few trees have any.
  bool has_remarks() const noexcept;
  std::vector<Remark> remarks(const Node& node) const;

 private:
  struct State;
  explicit Tree(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// A compiled XPath 1.0 expression. May be shared between threads.
class Path {
 public:
  // An error names the column within the expression.
  static Result<Path> compile(std::string_view xpath);
  Path(Path&&) noexcept;
  Path& operator=(Path&&) noexcept;
  ~Path();

  bool selects_nodes() const noexcept;  // false for strings, numbers and truth values
  // In document order; empty unless it selects nodes.
  std::vector<Node> nodes(const Node& from) const;
  void nodes(const Node& from, std::vector<Node>& found) const;  // the same, in used memory
  Node first(const Node& from) const;
  std::string text(const Node& from) const;  // XPath's string() of the result
  // XPath's boolean() of the result; of nodes, whether one says something.
  bool truth(const Node& from) const;
  const std::string& source() const noexcept;

 private:
  struct State;
  explicit Path(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trellis::formats
