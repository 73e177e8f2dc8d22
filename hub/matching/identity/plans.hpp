#pragma once

#include "hub/base/result.hpp"
#include "hub/matching/identity/ports.hpp"

// What an event has to carry beside what it is made for.
namespace trellis::matching {

// The younger child's subjects go to the elder, and its id redirects there.
Status plan_join(Links& links, Event& event, ChildId one, ChildId other);
// Questions between subjects that this event puts into one child are answered by it.
Status plan_closing(Links& links, Event& event);
// The question between the two is answered, and no other between their children can be: they are
// never one.
Status plan_closing_apart(Links& links, Event& event, SubjectId a, SubjectId b);

}  // namespace trellis::matching
