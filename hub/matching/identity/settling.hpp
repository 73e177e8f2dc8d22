#pragma once

#include <string>
#include <string_view>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/matching/identity/ledger.hpp"
#include "hub/matching/identity/questions.hpp"

namespace trellis::matching {

// Places subjects as the sources report them: newcomers and those that changed. Not shared; runs
// inside the caller's transaction.
class Settling {
 public:
  struct Ports {
    Engine& engine;
    Links& links;
    const Clock& clock;
    Ledger& ledger;
    Questions& questions;
  };
  Settling(const Ports& ports, Rules rules)
      : engine_(ports.engine),
        links_(ports.links),
        clock_(ports.clock),
        ledger_(ports.ledger),
        questions_(ports.questions),
        rules_(rules) {}

  Result<Settled> settle(const Subject& subject, const Features& features, std::string_view actor);

 private:
  // What settling one subject has to go through.
  struct Case {
    Known known;
    Placement placement;
    std::string_view actor;
    Settled settled;
  };

  Result<Settled> settle_new(const Subject& subject, const Features& features, std::string packed,
                             std::string_view actor);
  Result<Settled> settle_changed(Known known, const Features& features, std::string_view actor);
  Status place_alone(Case& open);
  Status check_fit(Case& open);
  Status join_shown(Case& open);
  Status seal(Case& open);
  Status ask(Case& open, Why why);
  Status propose(Case& open, const Rival& rival, Why why);
  Result<bool> is_too_weak(const Subject& subject, const Rival& rival);
  Status place_again(Case& open);
  Status weigh_names();
  Status keep(Case& open, Result<Changed> changed);

  Engine& engine_;
  Links& links_;
  const Clock& clock_;
  Ledger& ledger_;
  Questions& questions_;
  Rules rules_;
};

}  // namespace trellis::matching
