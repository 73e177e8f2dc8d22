#pragma once

#include <string_view>

namespace trellis::model {

// Does the whole of `text` have a shape? A shape is made of d (digit), l (capital letter), n
// (either), a (letter of any case or digit), x (any printable ASCII) and characters that stand for
// themselves, each perhaps with {least,most} or {exactly}; | separates alternatives. Each part
// takes all it can.
bool has_shape(std::string_view text, std::string_view shape);

}  // namespace trellis::model
