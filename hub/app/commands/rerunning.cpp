#include "hub/app/commands/rerunning.hpp"

#include "hub/app/commands/importing.hpp"
#include "hub/pipeline/incoming.hpp"
#include "hub/queue/rests.hpp"
#include "hub/transport/gathered.hpp"

namespace trellis::app {
namespace {

class Collected final : public connections::Sink {
 public:
  Status record(const connections::Record& record) override {
    piece.records.push_back(
        {std::string(record.key), std::string(record.media_type), std::string(record.bytes)});
    return done();
  }
  Status hold(const connections::BadPiece& bad) override {
    if (!piece.problem) piece.problem = bad.error;
    return done();
  }
  Status commit() override { return done(); }

  desk::CutPiece piece;
};

// A row is nothing without its header, which the piece does not hold.
bool is_cut_from_tables(const mapping::Mapping& mapping, const Connection& connection) {
  const std::string format =
      merged_settings(mapping.settings(), connection.settings)["format"].string();
  return format == "csv" || format == "tables";
}

std::optional<Error> refusal_of(const pipeline::Incoming& incoming) {
  if (incoming.unread) return incoming.unread;
  for (const mapping::Issue& issue : incoming.issues)
    if (issue.severity == mapping::Severity::error) return Error{Fault::invalid, issue.sentence};
  if (incoming.refusal.empty() && incoming.subject_key.empty())
    return Error{Fault::invalid, "the record does not say whom it is about"};
  return std::nullopt;
}

}  // namespace

Result<const Connection*> HubRerun::connection_of(ConnectionId id) {
  TRELLIS_LET(auto name, connection_name(hub_, id));
  for (const Connection& connection : hub_.configuration().connections)
    if (connection.name == name) return &connection;
  return Error{Fault::not_found, "the connection is not configured any more"};
}

Result<const mapping::Mapping*> HubRerun::mapping_of(const Connection& connection) {
  if (mappings_.empty()) return hub_.mapping(connection.mapping);
  auto& loaded = loaded_[connection.mapping];
  if (!loaded) {
    std::vector<Error> findings;
    auto read =
        mapping::Mapping::load(mappings_ + "/" + connection.mapping, hub_.catalogue(), findings);
    if (!read.ok()) return findings.empty() ? read.error() : summary_of(findings);
    loaded = std::make_unique<mapping::Mapping>(*std::move(read));
  }
  return loaded.get();
}

Result<desk::CutPiece> HubRerun::cut(const queue::Held& piece) {
  TRELLIS_LET(auto connection, connection_of(piece.connection));
  TRELLIS_LET(auto mapping, mapping_of(*connection));
  if (is_cut_from_tables(*mapping, *connection)) return desk::CutPiece{};
  TRELLIS_LET(auto payload, transport::Payload::of_bytes(piece.place.file.empty()
                                                             ? "queue entry " + to_string(piece.id)
                                                             : piece.place.file,
                                                         piece.bytes));
  TRELLIS_LET(auto runner, runner_for(hub_, *connection, *mapping));
  Collected collected;
  TRELLIS_TRY(runner->read(payload, collected));
  return std::move(collected.piece);
}

Result<std::optional<Error>> HubRerun::check(ConnectionId id, const desk::CutRecord& record) {
  TRELLIS_LET(auto connection, connection_of(id));
  auto mapping = mapping_of(*connection);
  if (!mapping.ok()) return mapping.error();
  pipeline::Batch batch;
  pipeline::Incoming& incoming = batch.add();
  incoming.key = record.key;
  incoming.media_type = record.media_type;
  incoming.bytes = record.bytes;
  mapping::Workspace workspace;
  pipeline::map_records(**mapping, hub_.today().year(), workspace, batch);
  for (const pipeline::Incoming& mapped : batch.records())
    if (auto refusal = refusal_of(mapped)) return refusal;
  return std::optional<Error>();
}

namespace {

Result<transport::Payload> kept_input(queue::Rests& rests, HeldId held, std::string name) {
  TRELLIS_LET(auto streams, rests.streams(held));
  if (streams.empty())
    return Error{Fault::not_found, "the input is not kept any more: import it again"};
  TRELLIS_LET(auto gathered, transport::GatheredPayload::begin(std::move(name)));
  for (std::size_t i = 0; i < streams.size(); ++i) {
    gathered.stream(streams[i].name);
    for (std::uint64_t position = 0; position < streams[i].size;) {
      TRELLIS_LET(auto bytes, rests.bytes(held, i, position));
      if (bytes.empty()) return Error{Fault::unavailable, "the kept input is not whole"};
      TRELLIS_TRY(gathered.append(bytes));
      position += bytes.size();
    }
  }
  return std::move(gathered).finish();
}

Result<std::string> input_of(queue::Rests& rests, HeldId held) {
  TRELLIS_LET(auto waiting, rests.waiting());
  for (const queue::Rest& rest : waiting)
    if (rest.held == held) return rest.input;
  return Error{Fault::not_found, "the input is not kept any more: import it again"};
}

}  // namespace

// It may be older than what came since: what it does not hold is not missing.
Result<pipeline::ImportReport> HubRerun::import_again(const queue::Held& rest) {
  if (!mappings_.empty())
    return Error{Fault::invalid, "the rest of an input is read with the hub's own mapping"};
  TRELLIS_LET(auto connection, connection_of(rest.connection));
  TRELLIS_LET(auto input, input_of(hub_.rests(), rest.id));
  TRELLIS_LET(const auto payload, kept_input(hub_.rests(), rest.id, std::move(input)));
  Connection only_adds = *connection;
  only_adds.is_full_extract = false;
  return import_payload(hub_, only_adds, payload, {}, actor_, {}, Cursor::none);
}

Result<pipeline::ImportReport> HubRerun::import(ConnectionId id,
                                                std::span<const desk::CutRecord> records) {
  TRELLIS_LET(auto connection, connection_of(id));
  TRELLIS_LET(auto mapping, mapping_of(*connection));
  TRELLIS_LET(const auto turn, hub_.turn());
  TRELLIS_TRY(turn->wait());
  TRELLIS_LET(auto bench, workbench(hub_));
  pipeline::ImportOrder order{connection->name, connection->organisation, "from the queue", actor_,
                              *mapping};
  order.is_replay = true;
  TRELLIS_LET(auto importer, pipeline::Importer::start(bench, order));
  Status read = done();
  for (const desk::CutRecord& record : records)
    if (read.ok()) read = importer->record(record.key, record.media_type, record.bytes, {});
  return importer->finish(read);
}

}  // namespace trellis::app
