#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/pipeline/view.hpp"

namespace trellis::app {

// Who looks at a child: an asker under the agreements, or the hub's own operator.
struct Looker {
  std::string role;
  std::string organisation;
  std::string purpose;
  std::string as_of;  // a day or an instant; empty: now
  bool is_operator() const { return role.empty() && organisation.empty(); }
  // Role, organisation and purpose come together, and are known.
  Status check(const sharing::Policy& policy) const;
};

struct Look {
  ChildId child;  // the one that answers for it now
  pipeline::View view;
};

// Looks at a child and writes the consultation into the journal. Not found and not permitted are
// one answer.
Result<Look> look_at(Hub& hub, const std::string& child, const Looker& looker,
                     const std::string& actor);

// What the looker sees of a child, without a note of it.
Result<pipeline::View> view_of(Hub& hub, ChildId child, const Looker& looker);
// The looker's entry for the journal.
audit::Entry consultation(Hub& hub, ChildId child, const Looker& looker, const std::string& actor);
// The same of what was shown: the agreements that allowed it, and how many lines.
audit::Entry consultation(Hub& hub, ChildId child, const pipeline::View& shown,
                          const Looker& looker, const std::string& actor);

// One value of an observation for people: "PHY Physical abuse", "9990000018 (bad check digit)".
std::string shown(const model::Value& value, const model::Catalogue& catalogue);
// All fields of an observation with their labels.
std::vector<std::pair<std::string, std::string>> shown(const model::Observation& observation,
                                                       const model::Catalogue& catalogue);
// The label of a kind.
std::string label_of(std::string_view kind, const model::Catalogue& catalogue);
formats::Json to_json(const pipeline::Line& line, const model::Catalogue& catalogue);

}  // namespace trellis::app
