#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/formats/json.hpp"
#include "hub/mapping/findings.hpp"

namespace trellis::mapping {

// An XPath whose `$name`s were replaced by what they name.
class ExpandedPath {
 public:
  const std::string& text() const noexcept { return text_; }
  std::size_t written_at(std::size_t offset) const;  // where the mapping's author would look

 private:
  friend class Definitions;
  struct Piece {
    std::size_t from = 0;     // in the expanded text
    std::size_t written = 0;  // in the mapping's file
    bool is_named = false;
  };
  std::string text_;
  std::vector<Piece> pieces_;
};

// What a mapping's `define` names: paths, written `$name` in any path, and parts of expressions,
// taken with `use`. A name stands for its text, so that a path is read from where it is used.
class Definitions {
 public:
  // `define` outlives it. Every path is compiled, so that a wrong one is told once, at its place.
  Definitions(const formats::Json& define, Findings& findings);

  // Nothing where a name is wrong, which is a finding then.
  std::optional<ExpandedPath> path(const formats::Json& xpath);
  // The expression with all that it uses, at every level. What it says itself stands before it.
  formats::Json expression(const formats::Json& from) { return expression(from, 0); }
  std::vector<Error> unused() const;

 private:
  struct Definition {
    const formats::Json* value = nullptr;
    std::optional<ExpandedPath> path;
    std::vector<std::string> names;  // that it uses itself
    enum class State { unread, open, read } state = State::unread;
    bool is_used = false;
    bool is_circular = false;
  };

  void read(const std::string& name, Definition& definition);
  void read_path(Definition& definition);
  const Definition* find(std::string_view name, const Place& place);
  std::optional<ExpandedPath> expand(const formats::Json& xpath, std::vector<std::string>& names);
  const ExpandedPath* named(std::string_view name, const Place& place);
  formats::Json expression(const formats::Json& from, int level);
  formats::Json merged(const formats::Json& from, int level);
  void use(const std::string& name);

  Findings& findings_;
  std::map<std::string, Definition, std::less<>> definitions_;
  std::size_t values_ = 0;  // that expressions have become
};

}  // namespace trellis::mapping
