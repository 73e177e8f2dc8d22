#pragma once

#include <initializer_list>
#include <set>
#include <string>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"

namespace trellis::app {

class Hub;
struct CommandContext;

// The children that a list has named: one entry in the journal for all of them.
class ShownChildren {
 public:
  void add(ChildId child) { children_.insert(child); }
  void add(std::initializer_list<SubjectId> subjects) { subjects_.insert(subjects); }
  // An agreement that allowed some of it.
  void add_agreement(const std::string& agreement) {
    if (!agreement.empty()) agreements_.insert(agreement);
  }

  // Nothing where nobody was shown.
  Status note(const CommandContext& context, Hub& hub, const std::string& purpose) const;

 private:
  std::set<ChildId> children_;
  std::set<SubjectId> subjects_;  // of other children, whoever they are by now
  std::set<std::string> agreements_;
};

// ... by a list that names everybody the hub knows.
Status note_all_shown(const CommandContext& context, Hub& hub, const std::string& purpose);

}  // namespace trellis::app
