#include "hub/app/rerunning.hpp"

#include "hub/app/importing.hpp"
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
  if (incoming.subject_key.empty())
    return Error{Fault::invalid, "the record does not say whom it is about"};
  return std::nullopt;
}

}  // namespace

Result<const Connection*> HubRerun::connection_of(ConnectionId id) {
  auto name = connection_name(hub_, id);
  if (!name.ok()) return name.error();
  for (const Connection& connection : hub_.configuration().connections)
    if (connection.name == *name) return &connection;
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
  auto connection = connection_of(piece.connection);
  if (!connection.ok()) return connection.error();
  auto mapping = mapping_of(**connection);
  if (!mapping.ok()) return mapping.error();
  if (is_cut_from_tables(**mapping, **connection)) return desk::CutPiece{};
  auto payload = transport::Payload::of_bytes(
      piece.place.file.empty() ? "queue entry " + to_string(piece.id) : piece.place.file,
      piece.bytes);
  if (!payload.ok()) return payload.error();
  auto runner = runner_for(hub_, **connection, **mapping);
  if (!runner.ok()) return runner.error();
  Collected collected;
  TRELLIS_TRY((*runner)->read(*payload, collected));
  return std::move(collected.piece);
}

Result<std::optional<Error>> HubRerun::check(ConnectionId id, const desk::CutRecord& record) {
  auto connection = connection_of(id);
  if (!connection.ok()) return connection.error();
  auto mapping = mapping_of(**connection);
  if (!mapping.ok()) return mapping.error();
  pipeline::Incoming incoming;
  incoming.key = record.key;
  incoming.media_type = record.media_type;
  incoming.bytes = record.bytes;
  mapping::Workspace workspace;
  pipeline::map_record(**mapping, hub_.today().year(), workspace, incoming);
  return refusal_of(incoming);
}

namespace {

Result<transport::Payload> kept_input(queue::Rests& rests, HeldId held, std::string name) {
  auto streams = rests.streams(held);
  if (!streams.ok()) return streams.error();
  if (streams->empty())
    return Error{Fault::not_found, "the input is not kept any more: import it again"};
  auto gathered = transport::GatheredPayload::begin(std::move(name));
  if (!gathered.ok()) return gathered.error();
  for (std::size_t i = 0; i < streams->size(); ++i) {
    gathered->stream((*streams)[i].name);
    for (std::uint64_t position = 0; position < (*streams)[i].size;) {
      auto bytes = rests.bytes(held, i, position);
      if (!bytes.ok()) return bytes.error();
      if (bytes->empty()) return Error{Fault::unavailable, "the kept input is not whole"};
      TRELLIS_TRY(gathered->append(*bytes));
      position += bytes->size();
    }
  }
  return std::move(*gathered).finish();
}

Result<std::string> input_of(queue::Rests& rests, HeldId held) {
  auto waiting = rests.waiting();
  if (!waiting.ok()) return waiting.error();
  for (const queue::Rest& rest : *waiting)
    if (rest.held == held) return rest.input;
  return Error{Fault::not_found, "the input is not kept any more: import it again"};
}

}  // namespace

// It may be older than what came since: what it does not hold is not missing.
Result<pipeline::ImportReport> HubRerun::import_again(const queue::Held& rest) {
  if (!mappings_.empty())
    return Error{Fault::invalid, "the rest of an input is read with the hub's own mapping"};
  auto connection = connection_of(rest.connection);
  if (!connection.ok()) return connection.error();
  auto input = input_of(hub_.rests(), rest.id);
  if (!input.ok()) return input.error();
  const auto payload = kept_input(hub_.rests(), rest.id, *std::move(input));
  if (!payload.ok()) return payload.error();
  Connection only_adds = **connection;
  only_adds.is_full_extract = false;
  return import_payload(hub_, only_adds, *payload, {}, actor_, {}, Cursor::none);
}

Result<pipeline::ImportReport> HubRerun::import(ConnectionId id,
                                                std::span<const desk::CutRecord> records) {
  auto connection = connection_of(id);
  if (!connection.ok()) return connection.error();
  auto mapping = mapping_of(**connection);
  if (!mapping.ok()) return mapping.error();
  const auto turn = hub_.turn();
  if (!turn.ok()) return turn.error();
  TRELLIS_TRY((*turn)->wait());
  auto bench = workbench(hub_);
  if (!bench.ok()) return bench.error();
  pipeline::ImportOrder order{(*connection)->name, (*connection)->organisation, "from the queue",
                              actor_, **mapping};
  order.is_replay = true;
  auto importer = pipeline::Importer::start(*bench, order);
  if (!importer.ok()) return importer.error();
  Status read = done();
  for (const desk::CutRecord& record : records)
    if (read.ok()) read = (*importer)->record(record.key, record.media_type, record.bytes, {});
  return (*importer)->finish(read);
}

}  // namespace trellis::app
