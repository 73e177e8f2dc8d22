#include "hub/pipeline/importer.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "hub/base/channel.hpp"
#include "hub/pipeline/incoming.hpp"
#include "hub/pipeline/merger.hpp"

namespace trellis::pipeline {
namespace {

constexpr std::size_t batch_records = 256;
constexpr std::size_t batch_bytes = std::size_t{1} << 20;
constexpr std::size_t batches = 6;  // filling, mapping, writing, and some that wait
constexpr std::uint64_t records_per_commit = 2048;
constexpr auto longest_open = std::chrono::milliseconds(500);

}  // namespace

struct Importer::State {
  State(Workbench bench, ImportOrder given)
      : order(std::move(given)),
        merger(bench, order),
        to_map(batches),
        to_write(batches),
        written(batches) {
    for (std::size_t i = 1; i < batches; ++i) written.push({});
  }

  ImportOrder order;
  Merger merger;  // writer thread only, once the threads run
  Batch filling;  // adapter's side only
  std::size_t filling_bytes = 0;
  std::atomic<std::uint64_t> received{0};
  std::atomic<bool> has_failed{false};
  std::mutex mutex;  // guards failure
  std::optional<Error> failure;
  Channel<Batch> to_map;
  Channel<Batch> to_write;
  Channel<Batch> written;  // to be filled again
  std::jthread mapper;
  std::jthread writer;

  mapping::Coverage names;    // of the mapper's thread, until it has ended
  std::size_t looked_at = 0;  // records, for `names`

  void look_at_names(Batch& batch);
  std::string misnamed() const;
  void map_all();
  void write_all();
  void fail(Error error);
  Status failed();
  Status flush();
  Status flush_full();
};

// Ends the work of every thread; the first failure is the one that is told.
void Importer::State::fail(Error error) {
  {
    const std::lock_guard lock(mutex);
    if (!failure) failure = std::move(error);
  }
  has_failed = true;
  to_map.close();
  to_write.close();
  written.close();
}

Status Importer::State::failed() {
  const std::lock_guard lock(mutex);
  if (failure) return *failure;
  return Error{Fault::cancelled, "the import has ended"};
}

// Of the first records: more tell nothing new of the names in an input.
void Importer::State::look_at_names(Batch& batch) {
  constexpr std::size_t enough = 50;
  for (const Incoming& each : batch.records()) {
    if (looked_at == enough || each.unread) continue;
    auto tree = formats::Tree::parse(each.media_type, each.bytes, each.origins);
    if (!tree.ok()) continue;
    order.mapping.apply_all(std::move(*tree), merger.today(), &names);
    ++looked_at;
  }
}

// What nothing reads is called all but what the mapping reads and finds nowhere.
std::string Importer::State::misnamed() const {
  std::string told;
  for (const mapping::Coverage::Misnamed& each : names.misnamed())
    told += (told.empty() ? "" : "; ") + each.field + " is not read, and the mapping's " +
            each.wanted + " is not there: is it the same?";
  return told;
}

void Importer::State::map_all() {
  mapping::Workspace workspace;
  while (auto batch = to_map.pop()) {
    look_at_names(*batch);
    map_records(order.mapping, merger.today(), workspace, *batch);
    to_write.push(std::move(*batch));  // refused once closed: who waits for its commit is told
  }
  to_write.close();
}

void Importer::State::write_all() {
  auto opened = std::chrono::steady_clock::now();
  std::uint64_t open = 0;
  while (auto batch = to_write.pop()) {
    Status status = merger.write(batch->records());
    open += batch->size();
    const bool is_due = batch->committed || open >= records_per_commit ||
                        std::chrono::steady_clock::now() - opened > longest_open;
    if (status.ok() && is_due) {
      status = merger.commit();
      opened = std::chrono::steady_clock::now();
      open = 0;
    }
    if (batch->committed) batch->committed->set_value(status);
    if (!status.ok()) {
      merger.roll_back();
      fail(std::move(status).error());
      // A commit that is still waiting gets the same answer.
      while (auto rest = to_write.pop())
        if (rest->committed) rest->committed->set_value(failed());
      return;
    }
    batch->clear();
    written.push(std::move(*batch));
  }
}

Status Importer::State::flush() {
  if (has_failed) return failed();
  if (filling.size() == 0 && !filling.committed) return done();
  if (!to_map.push(std::exchange(filling, {}))) return failed();
  auto next = written.pop();
  if (!next) return failed();
  filling = *std::move(next);
  filling_bytes = 0;
  return done();
}

Status Importer::State::flush_full() {
  ++received;
  if (filling.size() < batch_records && filling_bytes < batch_bytes) return done();
  return flush();
}

Importer::Importer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Importer::~Importer() {
  state_->to_map.close();
  state_->to_write.close();
}

Result<std::unique_ptr<Importer>> Importer::start(Workbench bench, ImportOrder order) {
  auto state = std::make_unique<State>(bench, std::move(order));
  TRELLIS_TRY(state->merger.start());
  State& running = *state;
  // Before the threads: where one cannot be started, the other is ended.
  std::unique_ptr<Importer> importer(new Importer(std::move(state)));
  running.mapper = std::jthread([&running] { running.map_all(); });
  running.writer = std::jthread([&running] { running.write_all(); });
  return importer;
}

Status Importer::record(std::string_view key, std::string_view media_type, std::string_view bytes,
                        std::span<const formats::Origin> origins) {
  if (state_->has_failed) return state_->failed();
  Incoming& incoming = state_->filling.add();
  incoming.key = key;
  incoming.media_type = media_type;
  incoming.bytes = bytes;
  incoming.origins.assign(origins.begin(), origins.end());
  state_->filling_bytes += bytes.size();
  return state_->flush_full();
}

Status Importer::hold(std::string_view key, const Error& error, std::string_view bytes) {
  if (state_->has_failed) return state_->failed();
  Incoming& incoming = state_->filling.add();
  incoming.key = key;
  incoming.bytes = bytes;
  incoming.unread = error;
  state_->filling_bytes += bytes.size();
  return state_->flush_full();
}

Status Importer::hold_rest(const Error& error, std::string_view bytes, std::size_t stream,
                           std::uint64_t offset, queue::InputBytes& whole) {
  if (state_->has_failed) return state_->failed();
  Incoming& incoming = state_->filling.add();
  incoming.bytes = bytes;
  incoming.unread = error;
  incoming.rest = UnreadFrom{stream, offset, &whole};
  ++state_->received;
  return commit();
}

Status Importer::commit() {
  auto promise = std::make_shared<std::promise<Status>>();
  std::future<Status> answer = promise->get_future();
  state_->filling.committed = std::move(promise);
  const Status flushed = state_->flush();
  if (!flushed.ok()) return flushed;
  // The writer answers every batch it takes; one that no thread takes any more breaks its promise.
  try {
    return answer.get();
  } catch (const std::future_error&) {
    return state_->failed();
  }
}

Result<ImportReport> Importer::finish(const Status& reading) {
  if (!state_->has_failed) {
    const Status committed = commit();
    if (!committed.ok()) state_->fail(committed.error());
  }
  state_->to_map.close();
  if (state_->mapper.joinable()) state_->mapper.join();
  state_->to_write.close();
  if (state_->writer.joinable()) state_->writer.join();
  std::optional<Error> failure = state_->failure;
  if (!failure && !reading.ok()) failure = reading.error();
  if (const std::string misnamed = state_->misnamed(); !misnamed.empty())
    state_->merger.add_note(misnamed);
  auto report = state_->merger.finish(failure);
  if (report.ok() && failure) {
    report->failure = to_string(*failure);
    report->is_for_later = failure->fault == Fault::cancelled;
  }
  return report;
}

std::uint64_t Importer::received() const { return state_->received; }

}  // namespace trellis::pipeline
