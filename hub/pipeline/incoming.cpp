#include "hub/pipeline/incoming.hpp"

#include <algorithm>

#include "hub/mapping/observation_json.hpp"
#include "hub/mapping/person_key.hpp"
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
  if (incoming.key.empty()) incoming.key = digest;
  if (incoming.key == digest) return;
  const std::string suffix = "/" + digest.substr(0, enough);
  const std::string_view type = incoming.media_type;
  const bool is_message = type.substr(0, type.find(';')) == formats::hl7v2_type;
  if (!is_message || incoming.key.ends_with(suffix)) return;
  incoming.former_key = incoming.key;
  incoming.key += suffix;
}

void fill(const mapping::Mapped& mapped, Incoming& incoming) {
  incoming.refusal = mapped.refusal;
  incoming.subject_key = mapped.subject_key;
  incoming.issues = mapped.issues;
  incoming.features = matching::features_of(mapped.observations);
  keep_observations(mapped.observations, incoming);
  incoming.content = content_digest(incoming.kinds, incoming.observations);
}

std::vector<std::string> tables_of(const formats::Tree& tree, const Incoming& incoming) {
  std::vector<std::string> tables;
  if (incoming.media_type != formats::tables_type) return tables;
  for (const formats::Node& row : tree.root().children()) tables.emplace_back(row.name());
  return tables;
}

// A record that is split, and the only one of its people who is wanted.
struct Whole {
  Incoming& record;
  std::string wanted;
};

void add_person(const Whole& whole, const mapping::Mapped& mapped, Batch& people) {
  const Incoming& record = whole.record;
  const bool is_whole = mapped.person.empty();
  const std::string key = is_whole ? record.key : mapping::person_key(record.key, mapped);
  const std::string place = is_whole ? record.key : mapping::place_key(record.key, mapped);
  if (!is_whole && !whole.wanted.empty() && whole.wanted != key && whole.wanted != place) return;
  Incoming& person = people.add();
  person.key = is_whole && !whole.wanted.empty() ? whole.wanted : key;
  person.record_key = record.key;
  person.place_key = place;
  person.media_type = record.media_type;
  person.bytes = record.bytes;
  person.origins = record.origins;
  person.digest = record.digest;
  fill(mapped, person);
}

bool is_readable(const Incoming& incoming) {
  return std::none_of(
      incoming.issues.begin(), incoming.issues.end(),
      [](const mapping::Issue& issue) { return issue.severity == mapping::Severity::error; });
}

void add_unread(Incoming& record, Batch& people) {
  Incoming& unread = people.add();
  std::swap(unread, record);
  unread.record_key = unread.key;
}

void map_people(const mapping::Mapping& mapping, mapping::Today today, Incoming& record,
                Batch& people) {
  record.digest = sha256(record.bytes);
  if (record.unread) return add_unread(record, people);
  Whole whole{record, {}};
  if (const auto of_record = mapping::record_key_of(record.key); of_record != record.key) {
    whole.wanted = record.key;
    record.key = std::string(of_record);
  }
  name_event(record);
  auto tree = formats::Tree::parse(record.media_type, record.bytes, record.origins);
  if (!tree.ok()) {
    record.unread = tree.error();
    if (!whole.wanted.empty()) record.key = whole.wanted;
    return add_unread(record, people);
  }
  const auto tables = tables_of(*tree, record);
  const std::size_t before = people.size();
  for (const mapping::Mapped& mapped : mapping.apply_all(std::move(*tree), today))
    add_person(whole, mapped, people);
  if (people.size() == before) {
    mapping::Mapped nobody;
    nobody.refusal = "the mapping finds nobody there any more";
    add_person(whole, nobody, people);
  }
  const auto own = people.records().subspan(before);
  const auto first = std::find_if(own.begin(), own.end(), is_readable);
  (first == own.end() ? own.front() : *first).tables = tables;  // rows are counted once
}

}  // namespace

Place Incoming::place() const {
  if (origins.empty()) return {};
  const bool has_header = media_type == formats::csv_type && origins.size() > 1;
  return origins[has_header ? 1 : 0].place;
}

void Incoming::clear() {
  key.clear();
  former_key.clear();
  record_key.clear();
  place_key.clear();
  media_type.clear();
  empty(bytes);
  origins.clear();
  unread.reset();
  rest.reset();
  refusal.clear();
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
  incoming.tables = tables_of(*tree, incoming);
  fill(mapping.apply(*tree, today, workspace), incoming);
}

void map_records(const mapping::Mapping& mapping, mapping::Today today,
                 mapping::Workspace& workspace, Batch& batch) {
  if (!mapping.has_people()) {
    for (Incoming& incoming : batch.records()) map_record(mapping, today, workspace, incoming);
    return;
  }
  Batch people;
  people.committed = std::move(batch.committed);
  for (Incoming& record : batch.records()) map_people(mapping, today, record, people);
  batch = std::move(people);
}

std::string seal_of(const Incoming& incoming, const ImportOrder& order) {
  return seal_of({order.connection, incoming.key, incoming.subject_key, incoming.media_type,
                  order.mapping.name(), order.mapping.version(), incoming.digest,
                  incoming.content});
}

}  // namespace trellis::pipeline
