#include "hub/pipeline/incoming.hpp"

#include "hub/mapping/observation_json.hpp"
#include "hub/pipeline/importer.hpp"
#include "hub/pipeline/seal.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::size_t most_kept = 32'768;  // of the memory of one large record

void empty(std::string& text) {
  if (text.capacity() > most_kept) text = {};
  text.clear();
}

void keep_observations(std::span<const model::Observation> observations, Incoming& incoming) {
  for (const model::Observation& observation : observations) {
    incoming.kinds.append(observation.kind).push_back('\n');
    mapping::append_json(incoming.observations, observation);
    incoming.observations.push_back('\n');
    if (observation.kind == "person.same_as")
      incoming.same_as.emplace_back(observation.text("key"));
    if (observation.kind == "person.restriction")
      incoming.restrictions.push_back(statement_of(observation));
  }
}

// A message is an event: another one may bear the same control id, and yet it does not take the
// first one's place. So what a message says is part of its key.
void name_event(Incoming& incoming) {
  constexpr std::size_t enough = 16;  // characters of the digest
  const std::string digest = hex(incoming.digest);
  if (incoming.key.empty()) {
    incoming.key = digest;
    return;
  }
  const std::string suffix = "/" + digest.substr(0, enough);
  const std::string_view type = incoming.media_type;
  const bool is_message = type.substr(0, type.find(';')) == formats::hl7v2_type;
  if (!is_message || incoming.key.ends_with(suffix)) return;
  incoming.former_key = incoming.key;
  incoming.key += suffix;
}

}  // namespace

void Incoming::clear() {
  key.clear();
  former_key.clear();
  media_type.clear();
  empty(bytes);
  origins.clear();
  unread.reset();
  rest.reset();
  subject_key.clear();
  kinds.clear();
  empty(observations);
  same_as.clear();
  restrictions.clear();
  issues.clear();
  tables.clear();
}

Incoming& Batch::add() {
  if (size_ == items_.size()) items_.emplace_back();
  Incoming& added = items_[size_++];
  added.clear();
  return added;
}

void Batch::clear() {
  size_ = 0;
  committed.reset();
}

void map_record(const mapping::Mapping& mapping, mapping::Today today,
                mapping::Workspace& workspace, Incoming& incoming) {
  incoming.digest = sha256(incoming.bytes);
  if (incoming.unread) return;
  name_event(incoming);
  auto tree = formats::Tree::parse(incoming.media_type, incoming.bytes, incoming.origins);
  if (!tree.ok()) {
    incoming.unread = tree.error();
    return;
  }
  if (incoming.media_type == formats::tables_type)
    for (const formats::Node& row : tree->root().children())
      incoming.tables.emplace_back(row.name());
  const mapping::Mapped& mapped = mapping.apply(*tree, today, workspace);
  incoming.subject_key = mapped.subject_key;
  incoming.issues = mapped.issues;
  incoming.features = matching::features_of(mapped.observations);
  keep_observations(mapped.observations, incoming);
  incoming.content = content_digest(incoming.kinds, incoming.observations);
}

std::string seal_of(const Incoming& incoming, const ImportOrder& order) {
  return seal_of({order.connection, incoming.key, incoming.subject_key, incoming.media_type,
                  order.mapping.name(), order.mapping.version(), incoming.digest,
                  incoming.content});
}

}  // namespace trellis::pipeline
