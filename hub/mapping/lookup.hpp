#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "hub/model/catalogue.hpp"

namespace trellis::mapping {

// A code list ready to be asked often. Borrows its lists; may be shared.
class Lookup {
 public:
  struct Found {
    std::string_view code;    // normalised; empty where the list does not know it
    std::string_view system;  // the list that `code` belongs to
    bool ok() const noexcept { return !code.empty(); }
  };

  // `target` is the catalogue's list of the field, or null: what the list's codes become.
  explicit Lookup(const model::CodeList& list, const model::CodeList* target = nullptr);
  Found find(std::string_view code, Date on) const;
  const model::CodeList& list() const noexcept { return *list_; }
  // A code that the list maps to and the target does not have; empty if there is none.
  std::string_view unmapped() const noexcept { return unmapped_; }

 private:
  struct Known {
    const model::CodeList::Entry* entry = nullptr;  // null: the code stands more than once
    std::string_view system;
  };
  Known known(const model::CodeList::Entry& entry) const;
  static Found found(const Known& known);

  const model::CodeList* list_;
  const model::CodeList* target_;
  std::unordered_map<std::string_view, Known> codes_;
  std::string_view unmapped_;
};

}  // namespace trellis::mapping
