#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "hub/connections/sink.hpp"
#include "hub/pipeline/cursors.hpp"
#include "hub/pipeline/importer.hpp"
#include "hub/queue/rests.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::app {

using Watcher = std::function<void(std::uint64_t received)>;

// A payload as the store keeps one.
class PayloadBytes final : public queue::InputBytes {
 public:
  explicit PayloadBytes(const transport::Payload& payload) : payload_(payload) {}
  std::vector<queue::InputStream> streams() const override;
  Result<std::size_t> read(std::size_t stream, std::uint64_t position, char* to,
                           std::size_t size) override;

 private:
  const transport::Payload& payload_;
  std::optional<transport::OpenStream> open_;  // the one read last
  std::size_t index_ = 0;
};

// Where the source goes on, kept for the next import.
struct CursorKeeper {
  pipeline::Cursors& cursors;
  ConnectionId connection;
  std::string adapter;
  const Clock& clock;
};

// Hands what an adapter reads to an import.
class ImportSink final : public connections::Sink {
 public:
  // `keeper` null: no cursor is kept.
  ImportSink(pipeline::Importer& importer, const Watcher& watch, const CursorKeeper* keeper)
      : importer_(importer), watch_(watch), keeper_(keeper) {}

  Status record(const connections::Record& record) override;
  Status hold(const connections::BadPiece& piece) override;
  Status rest(const connections::UnreadRest& rest) override;
  Status commit() override;

 private:
  pipeline::Importer& importer_;
  const Watcher& watch_;
  const CursorKeeper* keeper_;
  std::string cursor_;  // of the last record that had one
  std::string kept_;    // of those, what the store has
};

}  // namespace trellis::app
