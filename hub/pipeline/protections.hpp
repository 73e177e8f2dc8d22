#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "hub/matching/identity/ports.hpp"
#include "hub/pipeline/home.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/pipeline/restrictions.hpp"
#include "hub/sharing/facts.hpp"

namespace trellis::pipeline {

// What protects a child: of all its subjects, of its household, and of records that wait in the
// quarantine. Not shared.
class Protections {
 public:
  // Children that somebody with these packed features could be.
  using Likely = std::function<Result<std::vector<ChildId>>(std::string_view features)>;

  Protections(Restrictions& restrictions, Records& records, matching::Links& links, Likely likely)
      : restrictions_(restrictions), records_(records), links_(links), likely_(std::move(likely)) {}

  // One that holds, and how it reaches the child.
  enum class Reach { itself, household, likely };
  struct Standing {
    Restriction restriction;
    Reach reach = Reach::itself;
  };
  Result<std::vector<Standing>> standing_of(const std::vector<SubjectId>& subjects, Date today);
  Result<sharing::Protection> of(const std::vector<SubjectId>& subjects, Date today);
  // Is it kept apart from every other subject?
  Result<bool> is_sealed(SubjectId subject, Date today);

  // What was learned of households and of records that wait is read anew.
  void forget();
  // Is one of them of a child whose household is protected?
  bool concerns_a_household(const std::vector<SubjectId>& subjects) const;
  bool knows_a_household() const { return is_learned_ && !homes_.empty(); }

  Restrictions& restrictions() noexcept { return restrictions_; }

 private:
  struct ProtectedHome {
    Restriction restriction;
    std::vector<SubjectId> subjects;  // of the child that the restriction is about
    Home home;
  };

  Result<Home> home_of_child(const std::vector<SubjectId>& subjects, Date today);
  Result<std::vector<SubjectId>> family_of(SubjectId subject);
  Status learn(Date today);
  Status learn_home(const Restriction& restriction, std::vector<SubjectId> subjects, Date today);
  Status learn_likely_homes(const Restriction& restriction, Date today);
  Status add_households(const std::vector<SubjectId>& subjects, Date today,
                        std::vector<Standing>& all);
  Status add_likely(const std::vector<SubjectId>& subjects, std::vector<Standing>& all);

  Restrictions& restrictions_;
  Records& records_;
  matching::Links& links_;
  Likely likely_;
  bool is_learned_ = false;
  Date learned_for_;
  std::vector<ProtectedHome> homes_;
  std::vector<Restriction> childless_;
};

// Reads the restrictions of records that are older than the table of restrictions; once in a
// store's life. Inside the unit of work.
Status fill(Restrictions& restrictions, Records& records, Instant now);

}  // namespace trellis::pipeline
