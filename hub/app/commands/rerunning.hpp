#pragma once

#include <map>
#include <memory>
#include <string>

#include "hub/app/frame/hub.hpp"
#include "hub/desk/replay.hpp"

namespace trellis::app {

// Runs entries of the quarantine through their connection's adapter and mapping. `mappings`: a
// folder whose mappings are tried instead of the hub's; empty: the hub's.
class HubRerun final : public desk::Rerun {
 public:
  HubRerun(Hub& hub, std::string mappings, std::string actor)
      : hub_(hub), mappings_(std::move(mappings)), actor_(std::move(actor)) {}

  Result<desk::CutPiece> cut(const queue::Held& piece) override;
  Result<std::optional<Error>> check(ConnectionId connection,
                                     const desk::CutRecord& record) override;
  Result<pipeline::ImportReport> import_again(const queue::Held& rest) override;
  Result<pipeline::ImportReport> import(ConnectionId connection,
                                        std::span<const desk::CutRecord> records) override;

 private:
  Result<const Connection*> connection_of(ConnectionId id);
  Result<const mapping::Mapping*> mapping_of(const Connection& connection);

  Hub& hub_;
  std::string mappings_;
  std::string actor_;
  std::map<std::string, std::unique_ptr<mapping::Mapping>, std::less<>> loaded_;  // of `mappings_`
};

}  // namespace trellis::app
