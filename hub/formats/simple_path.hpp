#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

namespace trellis::formats {

// The paths that mappings are mostly made of, such as `../Plan/StartDate`, `.`, `Sex/@code` or
// `/Message/Header`: walked without the XPath engine, with the engine's answers.
class SimplePath {
 public:
  // None where the expression is more than steps up or one to the root, then child names, then
  // perhaps an attribute.
  static std::optional<SimplePath> read(std::string_view xpath);

  // Calls `take` with each node (and its attribute, if one is asked for) in document order, until
  // it returns false.
  template <typename Take>
  void walk(pugi::xml_node from, Take&& take) const {
    if (is_absolute_) from = from.root();
    for (int i = 0; i < ups_; ++i) from = from.parent();
    if (from) descend(from, 0, take);
  }

 private:
  template <typename Take>
  bool descend(pugi::xml_node at, std::size_t step, Take& take) const {
    if (step == names_.size()) {
      if (attribute_.empty()) return take(at, pugi::xml_attribute());
      const auto attribute = at.attribute(attribute_.c_str());
      return !attribute || take(at, attribute);
    }
    const char* name = names_[step].c_str();
    for (auto child = at.child(name); child; child = child.next_sibling(name))
      if (!descend(child, step + 1, take)) return false;
    return true;
  }

  bool is_absolute_ = false;
  int ups_ = 0;
  std::vector<std::string> names_;
  std::string attribute_;
};

}  // namespace trellis::formats
