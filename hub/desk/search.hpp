#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "hub/desk/search_words.hpp"
#include "hub/matching/identity/ports.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::desk {

// What one looker may be shown of a child; empty where that is nothing, or less than who it is.
class Sight {
 public:
  virtual ~Sight() = default;
  virtual Result<pipeline::View> view(ChildId child) = 0;
};

struct FoundChild {
  ChildId child;
  pipeline::View view;
};

struct Found {
  std::vector<FoundChild> children;  // by id
  bool is_cut = false;               // there are more that might be shown
};

// Finds children by what the looker could be shown of them, and by nothing else: that a child is
// not found says nothing of what others hold. Not shared.
class Search {
 public:
  Search(matching::Links& links, Sight& sight) : links_(links), sight_(sight) {}

  // Those whom all words fit, `most` at most.
  Result<Found> find(const std::vector<SearchWord>& words, std::size_t most);

 private:
  Result<std::vector<ChildId>> candidates(const std::vector<SearchWord>& words);

  matching::Links& links_;
  Sight& sight_;
};

// The first name or birth date that a view shows; empty where it shows none.
std::string shown_name(const pipeline::View& view);
std::string shown_birth(const pipeline::View& view);

}  // namespace trellis::desk
