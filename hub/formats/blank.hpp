#pragma once

#include <pugixml.hpp>

namespace trellis::formats {

// Says an element or attribute anything? Blank text, nil and null do not, nor the attributes that
// only name or declare.
bool is_blank(pugi::xml_node element);
bool is_blank(pugi::xml_attribute attribute);

// Takes what says nothing out of the tree, so that an empty cell, a nil element, a JSON null and
// what was never sent are one thing to every path. A blank repetition keeps its place before one
// that says something: positions count.
void drop_blanks(pugi::xml_node root);

}  // namespace trellis::formats
