#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "hub/matching/engine/subjects.hpp"

namespace trellis::matching {

// A subject that is being placed, those who may be one child with it, as it is or as it was, and
// all whom a chain of neighbours or must-links connects with them: grouped anew as if nobody had a
// child yet. So what a subject changes does not depend on who came before it.
class Neighbourhood {
 public:
  // `likely` are the places of those who may be one child with `encoded`. None where too many hang
  // together.
  static std::optional<Neighbourhood> around(Subjects& subjects, SubjectId subject,
                                             const Encoded& encoded,
                                             const std::vector<std::uint32_t>& likely);

  // Are all children of the subject's group in it with all their subjects? Otherwise to follow the
  // group would take a child apart.
  bool keeps_children_whole() const { return keeps_children_whole(group_of_[self_]); }
  // Where the subject's group is: its own child first, else the eldest first.
  std::vector<ChildId> children() const;
  // Of each other group that would join children whole, one subject.
  std::vector<SubjectId> to_place_again() const;

 private:
  struct Member {
    SubjectId subject;
    ChildId child;  // none: the newcomer
    Encoded encoded;
  };

  Neighbourhood(Subjects& subjects, std::vector<Member> members, SubjectId self);
  static std::vector<std::uint32_t> locked_to(const Subjects& subjects, SubjectId subject);
  static std::optional<std::vector<std::uint32_t>> hanging_together(
      Subjects& subjects, SubjectId subject, const std::vector<std::uint32_t>& likely);
  bool keeps_children_whole(std::uint32_t group) const;

  Subjects& subjects_;
  std::vector<Member> members_;  // by subject id
  std::size_t self_ = 0;
  std::vector<std::uint32_t> group_of_;  // by member
};

}  // namespace trellis::matching
