#pragma once

#include <stdexcept>
#include <string>

#include "hub/matching/engine/default_engine.hpp"
#include "hub/matching/identity/identity.hpp"
#include "tests/support/links_fake.hpp"

namespace trellis::testing {

// The default model and nicknames as they are shipped.
inline matching::OpenedEngine shipped_engine() {
  const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";
  auto opened = matching::open_default_engine(folder + "default.json", folder + "nicknames.csv",
                                              folder + "name-words.csv");
  if (!opened.ok()) throw std::runtime_error(to_string(opened.error()));
  return std::move(*opened);
}

class StandingClock final : public Clock {
 public:
  Instant now() const override { return at; }
  Instant at{std::chrono::seconds(1'700'000'000)};
};

// A whole matching over links in memory.
struct Registry {
  matching::OpenedEngine opened = shipped_engine();
  LinksFake links;
  StandingClock clock;
  matching::Identity identity{*opened.engine, links, clock, opened.rules};

  matching::Settled settle(int subject, const matching::Features& features, int connection = 0) {
    auto settled = identity.settling().settle(
        {SubjectId(subject), ConnectionId(connection == 0 ? subject : connection)}, features,
        "import");
    if (!settled.ok()) throw std::runtime_error(to_string(settled.error()));
    return *settled;
  }
  ChildId child(int subject) { return *identity.children().child_of(SubjectId(subject)); }

  // Who is with whom, where every child that has subjects stands, which locks and questions stand.
  std::string picture(int subjects) {
    std::string picture;
    for (int id = 1; id <= subjects; ++id) {
      const ChildId now = child(id);
      picture += to_string(now) + (links.redirected(now)->none() ? " " : "! ");
    }
    for (const auto found = links.locks(); const matching::StandingLock& lock : *found)
      picture += to_string(lock.a) + (lock.kind == matching::Lock::must_link ? '=' : '/') +
                 to_string(lock.b) + ' ';
    for (const auto found = identity.questions().proposals(matching::ProposalState::open);
         const auto& proposal : *found)
      picture += '?' + to_string(proposal.id) + ' ';
    return picture;
  }
};

}  // namespace trellis::testing
