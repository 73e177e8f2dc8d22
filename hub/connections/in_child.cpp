#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <unistd.h>
#include <utility>

#include "hub/base/log.hpp"
#include "hub/connections/conversation.hpp"
#include "hub/connections/elf.hpp"
#include "hub/connections/runner.hpp"

namespace trellis::connections {
namespace {

constexpr unsigned deaths_at_one_place = 3;

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
        opening_(std::move(opening)),
        limits_(std::move(supervision)) {}

  ~ChildRunner() override {
    if (!child_) return;
    std::string frame;
    append_frame(frame, FrameKind::close);
    if (child_->link().send(frame, std::chrono::steady_clock::now() + limits_.grace))
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
  Status supervise(const Call& call, const std::stop_token& stop) {
    DeathPlace place;
    unsigned deaths_here = 0;
    for (unsigned deaths = 1;; ++deaths) {
      TRELLIS_TRY(wait_for_turn(stop));
      Tally tally{0, 0, 0, opening_.cursor, opening_.cursor};
      bool is_open = false;
      Ending ending = attempt(call, tally, is_open, stop);
      opening_.cursor = tally.committed_cursor;
      if (!ending.death) return finish(call, tally, std::move(ending));

      note_death(*ending.death);
      DeathPlace here = DeathPlace::of(tally);
      here.while_opening = !is_open;
      deaths_here = deaths_here > 0 && here == place ? deaths_here + 1 : 1;
      place = std::move(here);
      if (deaths_here == deaths_at_one_place) return give_up(call, tally, place, *ending.death);
      if (deaths == limits_.deaths_in_a_call)
        return Error{Fault::unavailable, "the plugin died " + std::to_string(deaths) +
                                             " times at different places; the last time it " +
                                             *ending.death};
    }
  }

  Ending attempt(const Call& call, Tally& tally, bool& is_open, const std::stop_token& stop) {
    if (!child_) {
      auto started = start();
      if (!started.ok()) return {{}, false, std::move(started).error()};
      child_.emplace(std::move(*started));
      Call open;
      FrameWriter(open.command, FrameKind::open)
          .text(opening_.settings)
          .text(opening_.cursor)
          .finish();
      Ending opened = Conversation(*child_, limits_, id_, open, tally).run(stop);
      if (opened.death || !opened.status.ok()) {
        child_.reset();
        return opened;
      }
    }
    is_open = true;
    Ending ending = Conversation(*child_, limits_, id_, call, tally).run(stop);
    if (!ending.is_child_usable) child_.reset();
    return ending;
  }

  Result<ChildProcess> start() const {
    return ChildProcess::start(
        limits_.host_program,
        {std::to_string(::getpid()), std::to_string(limits_.memory_bytes),
         std::to_string(limits_.file_bytes), std::to_string(limits_.open_files), library_, id_});
  }

  Status finish(const Call& call, const Tally& tally, Ending ending) {
    Status status = std::move(ending.status);
    if (status.ok() && call.sink != nullptr) {
      status = call.sink->commit();
      if (status.ok()) opening_.cursor = tally.cursor;
    }
    const std::lock_guard lock(mutex_);
    ++state_.runs;
    state_.crashes_in_a_row = 0;
    state_.last_error = status.ok() ? std::string() : to_string(status.error());
    return status;
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
    if (call.payload == nullptr) return give_up_poll(call, place, after + how);
    const std::string& name = call.payload->name();
    const Error error{
        Fault::invalid, after + "; the rest of " + name + " is held" + how, {name, 0, 0, {}}};
    TRELLIS_TRY(call.sink->hold({{}, error, {}}));
    TRELLIS_TRY(call.sink->commit());
    return done();
  }

  // Polling starts again and again: what it died of is held once.
  Status give_up_poll(const Call& call, const DeathPlace& place, const std::string& sentence) {
    const Error error{Fault::unavailable, sentence};
    if (std::exchange(last_given_up_, place) == place) return error;
    TRELLIS_TRY(call.sink->hold({{}, error, {}}));
    TRELLIS_TRY(call.sink->commit());
    return error;
  }

  void note_death(const std::string& death) {
    log::warning("plugin_died", {{"plugin", id_}, {"how", death}});
    const std::lock_guard lock(mutex_);
    ++state_.crashes;
    ++state_.crashes_in_a_row;
    state_.last_error = "the plugin " + death;
    const unsigned doublings = std::min(state_.crashes_in_a_row - 1, 20u);
    pause_ = std::min(limits_.first_pause * (std::int64_t{1} << doublings), limits_.longest_pause);
    turn_ = std::chrono::steady_clock::now() + pause_;
    state_.waiting_until = SystemClock().now() + pause_;
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
  Opening opening_;
  const Supervision limits_;
  std::optional<ChildProcess> child_;
  std::optional<DeathPlace> last_given_up_;

  mutable std::mutex mutex_;  // guards everything below
  std::condition_variable_any waiting_;
  Moment turn_{};
  std::chrono::milliseconds pause_{0};
  State state_;
};

}  // namespace

Result<std::unique_ptr<AdapterRunner>> run_in_child(const Manifest& plugin, Opening opening,
                                                    Supervision supervision) {
  if (const auto library = inspect_library(plugin.library); !library.ok()) return library.error();
  if (supervision.host_program.empty()) supervision.host_program = default_host_program();
  if (::access(supervision.host_program.c_str(), X_OK) != 0)
    return Error{Fault::not_found, "the program trellis-plugin-host is not at " +
                                       supervision.host_program + "; install the hub again"};
  return std::unique_ptr<AdapterRunner>(
      std::make_unique<ChildRunner>(plugin, std::move(opening), std::move(supervision)));
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
