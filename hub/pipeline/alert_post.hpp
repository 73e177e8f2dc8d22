#pragma once

#include <string>
#include <vector>

#include "hub/alerts/ports.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/pipeline/ports.hpp"
#include "hub/queue/outbox.hpp"
#include "hub/sharing/policy.hpp"

namespace trellis::pipeline {

// Where an organisation's alerts go out.
struct Route {
  std::string organisation;
  std::string connection;
};

// Puts an alert, and whatever must follow it, in the outbox of its recipient's connections. Works
// inside the caller's unit of work.
class AlertPost {
 public:
  AlertPost(Records& records, queue::Outbox& outbox, const sharing::Policy& policy,
            std::vector<Route> routes, const Clock& clock)
      : records_(records),
        outbox_(outbox),
        policy_(policy),
        routes_(std::move(routes)),
        clock_(clock) {}

  bool has_route_to(const std::string& organisation) const;
  // As the alert stands now. What waits of its earlier revisions does not go out any more; who was
  // told nothing yet is told of no correction.
  Status send(const alerts::Alert& alert);

 private:
  Result<bool> was_told(const alerts::Alert& alert, ConnectionId connection);
  std::string message(const alerts::Alert& alert, const Route& route, bool was_told) const;

  Records& records_;
  queue::Outbox& outbox_;
  const sharing::Policy& policy_;
  std::vector<Route> routes_;
  const Clock& clock_;
};

// How the systems of an organisation know the child of these subjects: {"connection": ["key"]}.
std::string known_as(const std::string& organisation, const std::vector<KnownSubject>& subjects);

// Is the key that a connection was told none of those by which it knows the child now?
bool is_known_as_another(const std::string& told, const std::string& now);

}  // namespace trellis::pipeline
