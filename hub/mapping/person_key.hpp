#pragma once

#include <string>
#include <string_view>

namespace trellis::mapping {

struct Mapped;

// The keys under which a record that is about several people is kept, one for each of them: the
// record's own key, then `#person=` and the person's key in the source. Scopes, which end at the
// first slash of a key, stay the record's.
std::string person_key(std::string_view record_key, const Mapped& person);
// Where the person stands in the record, `#person=(child 2)`: the name of one who has no key.
std::string place_key(std::string_view record_key, const Mapped& person);
// The record's key of a person's; any other key is its record's.
std::string_view record_key_of(std::string_view key);

}  // namespace trellis::mapping
