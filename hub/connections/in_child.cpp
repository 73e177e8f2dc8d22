#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <random>
#include <sys/resource.h>
#include <unistd.h>
#include <utility>

#include "hub/base/log.hpp"
#include "hub/connections/conversation.hpp"
#include "hub/connections/elf.hpp"
#include "hub/connections/plugin_log.hpp"
#include "hub/connections/runner.hpp"
#include "hub/connections/secrets.hpp"
#include "hub/connections/settings_fault.hpp"

namespace trellis::connections {
namespace {

constexpr unsigned deaths_at_one_place = 3;
// With less, an adapter that dies may have died of that, whatever it looks like.
constexpr std::uint64_t memory_of_an_adapter = std::uint64_t{256} << 20;

// Where a call had come to when the child died: the same place three times is no accident.
struct DeathPlace {
  bool while_opening = false;
  std::uint64_t since_commit = 0;
  std::uint64_t commits = 0;
  std::string cursor;
  bool operator==(const DeathPlace&) const = default;

  static DeathPlace of(const Tally& tally) {
    const bool resumes = !tally.committed_cursor.empty();
    return {false, tally.since_commit, resumes ? 0 : tally.commits, tally.committed_cursor};
  }
};

std::string read_command(const transport::Payload& payload) {
  std::string command;
  FrameWriter frame(command, FrameKind::read);
  frame.text(payload.name()).number(payload.streams().size());
  for (const transport::Stream& stream : payload.streams())
    frame.text(stream.name).number(stream.size);
  frame.finish();
  return command;
}

std::string record_command(FrameKind kind, const Record& record) {
  std::string command;
  append_record(command, kind, record);
  return command;
}

std::string poll_command() {
  std::string command;
  append_frame(command, FrameKind::poll);
  return command;
}

class ChildRunner final : public AdapterRunner {
 public:
  ChildRunner(const Manifest& plugin, Opening opening, Supervision supervision)
      : id_(plugin.id),
        library_(plugin.library),
        schema_(plugin.settings_schema),
        has_network_(plugin.polls || plugin.delivers),
        opening_(std::move(opening)),
        limits_(std::move(supervision)) {}

  ~ChildRunner() override {
    if (!child_) return;
    std::string frame;
    append_frame(frame, FrameKind::close);
    if (child_->send(frame, std::chrono::steady_clock::now() + limits_.grace))
      child_->leave(limits_.grace);
  }

  Status read(const transport::Payload& payload, Sink& sink, std::stop_token stop) override {
    return supervise({read_command(payload), &payload, &sink, nullptr}, stop);
  }
  Status poll(Sink& sink, std::stop_token stop) override {
    return supervise({poll_command(), nullptr, &sink, nullptr}, stop);
  }
  Status write(const Record& record, Output& output, std::stop_token stop) override {
    return supervise({record_command(FrameKind::write, record), nullptr, nullptr, &output}, stop);
  }
  Status deliver(const Record& record, std::stop_token stop) override {
    return supervise({record_command(FrameKind::deliver, record), nullptr, nullptr, nullptr}, stop);
  }
  State state() const override {
    const std::lock_guard lock(mutex_);
    return state_;
  }

 private:
  Status supervise(Call call, const std::stop_token& stop) {
    std::vector<std::uint64_t> taken;
    if (call.sink != nullptr) call.taken = &taken;
    std::size_t next = 0;
    DeathPlace place;
    unsigned deaths_here = 0;
    unsigned deaths = 0;
    for (unsigned tries = 1;;) {
      TRELLIS_TRY(wait_for_turn(stop));
      Tally tally;
      tally.cursor = tally.committed_cursor = opening_.cursor;
      tally.next = tally.committed = next;
      bool is_open = false;
      Ending ending = attempt(call, tally, is_open, stop);
      if (tally.committed_cursor != opening_.cursor) next = tally.committed;
      opening_.cursor = tally.committed_cursor;
      if (ending.out_of_memory && own_limit() < limits_.memory_bytes) return no_memory();
      if (!ending.death) {
        const bool is_later = ending.answer == TRELLIS_RETRY && call.sink != nullptr;
        if (!is_later || tries++ == limits_.tries) return finish(call, tally, std::move(ending));
        TRELLIS_TRY(call.sink->commit());
        note_later(ending.status.error().message, tries - 1);
        continue;
      }

      note_death(*ending.death);
      DeathPlace here = DeathPlace::of(tally);
      here.while_opening = !is_open;
      deaths_here = deaths_here > 0 && here == place ? deaths_here + 1 : 1;
      place = std::move(here);
      if (deaths_here == deaths_at_one_place && own_limit() < memory_of_an_adapter)
        return no_memory();
      if (deaths_here == deaths_at_one_place) return give_up(call, tally, place, *ending.death);
      if (++deaths == limits_.deaths_in_a_call) return give_up_often(call, tally, *ending.death);
    }
  }

  Ending attempt(const Call& call, Tally& tally, bool& is_open, const std::stop_token& stop) {
    if (!child_) {
      Ending opened = open(tally, stop);
      if (opened.death || !opened.status.ok()) {
        child_.reset();
        return opened;
      }
    }
    is_open = true;
    Ending ending = Conversation(*child_, limits_, *log_, call, tally).run(stop);
    if (!ending.is_child_usable) child_.reset();
    return ending;
  }

  Ending open(Tally& tally, const std::stop_token& stop) {
    std::vector<Error> warnings;
    auto settings = open_settings(opening_.settings, schema_, opening_.folder, warnings);
    if (!settings.ok()) return {{}, false, std::move(settings).error()};
    for (const Error& warning : warnings)
      log::warning("secret_is_open",
                   {{"connection", opening_.connection}, {"why", to_string(warning)}});
    log_.emplace(opening_.connection, id_, std::move(settings->secrets));
    auto started = start();
    if (!started.ok()) return {{}, false, std::move(started).error()};
    child_.emplace(std::move(*started));
    given_ = settings->settings.dump();
    Call call;
    FrameWriter(call.command, FrameKind::open).text(given_).text(opening_.cursor).finish();
    Ending ending = Conversation(*child_, limits_, *log_, call, tally).run(stop);
    const std::lock_guard lock(mutex_);
    state_.not_confined = tally.not_confined;
    return ending;
  }

  Result<ChildProcess> start() const {
    std::vector<std::string> words = {std::to_string(::getpid()),
                                      std::to_string(limits_.memory_bytes),
                                      std::to_string(limits_.file_bytes),
                                      std::to_string(limits_.open_files),
                                      has_network_ ? "network" : "no-network",
                                      library_,
                                      id_};
    words.insert(words.end(), limits_.hidden.begin(), limits_.hidden.end());
    return ChildProcess::start(limits_.host_program, words, *log_);
  }

  // Puts on disk what came so far, before the adapter is asked again.
  Status keep(const Call& call, const Tally& tally) {
    TRELLIS_TRY(call.sink->commit());
    opening_.cursor = tally.cursor;
    return done();
  }

  Status finish(const Call& call, const Tally& tally, Ending ending) {
    Status status = ending.status.ok() ? done() : Status(fault_of(ending));
    const bool is_stuck = ending.answer == TRELLIS_BAD_DATA || ending.answer == TRELLIS_INTERNAL;
    if (is_stuck && call.payload != nullptr && child_)
      status = hold_rest(call, tally, status.error().message);
    else if (is_stuck && call.sink != nullptr && child_)
      TRELLIS_TRY(hold_poll(call, {false, tally.since_commit, 0, tally.cursor}, status.error()));
    else if (status.ok() && call.sink != nullptr)
      status = keep(call, tally);
    const std::lock_guard lock(mutex_);
    ++state_.runs;
    state_.crashes_in_a_row = 0;
    state_.last_error = status.ok() ? std::string() : to_string(status.error());
    return status;
  }

  // The adapter's answer, in words for who must act on it.
  Error fault_of(const Ending& ending) const {
    Error error = ending.status.error();
    switch (ending.answer) {
      case TRELLIS_BAD_SETTINGS:
        return fault_of_settings(id_, error.message, opening_.settings, given_);
      case TRELLIS_REFUSED:
        error.message = "the other side said no: " + error.message;
        return error;
      case TRELLIS_RETRY:
        error.message = "the other side is not ready, try again later: " + error.message;
        return error;
      case TRELLIS_INTERNAL:
        error.message = "a fault of the adapter \"" + id_ + "\": " + error.message;
        return error;
      default:
        return error;
    }
  }

  // The rest of a payload is held, so that nothing hangs and other payloads go on.
  Status give_up(const Call& call, const Tally& tally, const DeathPlace& place,
                 const std::string& death) {
    const std::string how = " (the last time it " + death + ")";
    if (place.while_opening)
      return Error{Fault::unavailable, "the plugin died three times while it was opened" + how};
    if (call.sink == nullptr)
      return Error{Fault::invalid, "the plugin died three times on this record" + how};
    const std::string after =
        "the plugin died three times after record " + std::to_string(tally.records);
    if (call.payload != nullptr) return hold_rest(call, tally, after, how);
    const Error error{Fault::unavailable, after + how};
    TRELLIS_TRY(hold_poll(call, place, error));
    return error;
  }

  Status give_up_often(const Call& call, const Tally& tally, const std::string& death) {
    const std::string often = "the plugin died " + std::to_string(limits_.deaths_in_a_call) +
                              " times at different places";
    const std::string how = " (the last time it " + death + ")";
    if (call.payload != nullptr) return hold_rest(call, tally, often, how);
    return Error{Fault::unavailable, often + how};
  }

  Status hold_rest(const Call& call, const Tally& tally, const std::string& why,
                   const std::string& how = {}) {
    const Reach::End end = tally.reach.end_in(*call.payload);
    const auto& streams = call.payload->streams();
    const std::string& name =
        end.stream < streams.size() ? streams[end.stream].name : call.payload->name();
    const Error error{
        Fault::invalid, why + "; the rest of " + name + " is held" + how, {name, end.line, 0, {}}};
    TRELLIS_TRY(call.sink->commit());
    TRELLIS_TRY(call.sink->rest({*call.payload, end.stream, end.offset, error}));
    return keep(call, tally);
  }

  // Polling starts again and again: what it stopped at is held once.
  Status hold_poll(const Call& call, DeathPlace place, const Error& error) {
    if (last_given_up_ == place) return done();
    last_given_up_ = std::move(place);
    TRELLIS_TRY(call.sink->hold({{}, error, {}}));
    return call.sink->commit();
  }

  // Of the hub's memory, which a child has too.
  static std::uint64_t own_limit() {
    struct rlimit own {};
    if (::getrlimit(RLIMIT_AS, &own) != 0) return RLIM_INFINITY;
    return own.rlim_cur;
  }
  static Error no_memory() {
    return {Fault::cancelled,
            "there was not enough memory for the adapter: free some, or raise the limit of this "
            "process (ulimit -v), and try again"};
  }

  void note_death(const std::string& death) {
    log_->died(death);
    const std::lock_guard lock(mutex_);
    ++state_.crashes;
    ++state_.crashes_in_a_row;
    state_.last_error = "the plugin " + death;
    const unsigned doublings = std::min(state_.crashes_in_a_row - 1, 20u);
    wait_at_least(
        std::min(limits_.first_pause * (std::int64_t{1} << doublings), limits_.longest_pause));
  }

  void note_later(const std::string& why, unsigned tries) {
    auto wait =
        std::min(limits_.first_wait * (std::int64_t{1} << (tries - 1)), limits_.longest_wait);
    // Hubs that were refused together do not come back together.
    wait = wait * std::uniform_int_distribution<int>(75, 125)(random_) / 100;
    log_->tries_again(why, std::to_string(wait.count()) + " ms");
    const std::lock_guard lock(mutex_);
    state_.last_error = why;
    wait_at_least(wait);
  }

  void wait_at_least(std::chrono::milliseconds pause) {  // with the mutex held
    turn_ = std::chrono::steady_clock::now() + pause;
    state_.waiting_until = SystemClock().now() + pause;
  }

  Status wait_for_turn(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    waiting_.wait_until(lock, stop, turn_, [] { return false; });
    state_.waiting_until.reset();
    if (stop.stop_requested()) return Error{Fault::cancelled, "the hub asked the adapter to stop"};
    return done();
  }

  const std::string id_;
  const std::string library_;
  const formats::Json schema_;  // of the settings
  const bool has_network_;
  Opening opening_;
  const Supervision limits_;
  std::string given_;             // the settings as the adapter got them
  std::optional<PluginLog> log_;  // of the child that was started last; outlives it
  std::optional<ChildProcess> child_;
  std::optional<DeathPlace> last_given_up_;

  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable_any waiting_;
  Moment turn_{};
  std::minstd_rand random_{std::random_device{}()};
  State state_;
};

}  // namespace

Result<std::unique_ptr<AdapterRunner>> run_in_child(const Manifest& plugin, Opening opening,
                                                    Supervision supervision) {
  if (const auto library = inspect_library(plugin.library); !library.ok()) return library.error();
  if (auto wrong = check_settings(opening.settings, plugin.settings_schema); !wrong.empty()) {
    Error first = std::move(wrong.front());
    if (wrong.size() > 1)
      first.message += " (and " + std::to_string(wrong.size() - 1) + " more like it)";
    return first;
  }
  if (supervision.host_program.empty()) supervision.host_program = default_host_program();
  if (::access(supervision.host_program.c_str(), X_OK) != 0)
    return Error{Fault::not_found, "the program trellis-plugin-host is not at " +
                                       supervision.host_program + "; install the hub again"};
  return std::unique_ptr<AdapterRunner>(
      std::make_unique<ChildRunner>(plugin, std::move(opening), std::move(supervision)));
}

std::string missing_confinement_of(const std::string& host_program) {
  const PluginLog log({}, "trellis-plugin-host", {});
  auto child = ChildProcess::start(host_program, {"--missing"}, log);
  if (!child.ok()) return child.error().message;
  const Arrival answer =
      child->next(std::chrono::steady_clock::now() + std::chrono::seconds(10), -1);
  if (answer.kind != Arrival::Kind::frame) return host_program + " does not say what it can close";
  return std::string(FrameReader(answer.frame.body).text());
}

std::string default_host_program() {
  namespace fs = std::filesystem;
  std::error_code fault;
  const fs::path folder = fs::read_symlink("/proc/self/exe", fault).parent_path();
  const fs::path beside = folder / "trellis-plugin-host";
  if (fs::exists(beside, fault)) return beside.string();
  return (folder.parent_path() / TRELLIS_LIBEXEC / "trellis-plugin-host").string();
}

}  // namespace trellis::connections
