#include "hub/connections/plugin_host.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fcntl.h>
#include <new>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "hub/base/channel.hpp"
#include "hub/connections/child_link.hpp"
#include "hub/connections/confinement.hpp"
#include "hub/connections/instance.hpp"
#include "hub/connections/library.hpp"
#include "hub/connections/outgoing.hpp"

namespace trellis::connections {
namespace {

constexpr int hub_socket = 3;
std::atomic<bool> memory_ran_out{false};

// What the reading thread found; the body is its own copy.
struct Command {
  FrameKind kind;
  std::string body;
};

// Reads what the hub sends, on a thread of its own: a cancel is seen at once, and the process ends
// when the hub does, whatever the plugin is doing. Never destroyed.
class Incoming {
 public:
  Incoming() : reader_([this] { run(); }) {}

  std::optional<Command> next() { return commands_.pop(); }
  bool is_cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

  std::uint64_t wait_for_commit() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return answer_.has_value(); });
    return *std::exchange(answer_, {});
  }
  Result<transport::OpenStream> wait_for_stream() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return stream_.has_value(); });
    auto stream = std::move(*stream_);
    stream_.reset();
    return stream;
  }

 private:
  void run() {
    FrameSplitter splitter;
    std::vector<transport::Descriptor> files;
    while (true) {
      char* space = splitter.space(64u << 10);
      const ssize_t got = receive_with_files(hub_socket, space, 64u << 10, files);
      if (got <= 0) ::_exit(1);
      splitter.filled(static_cast<std::size_t>(got));
      while (true) {
        auto frame = splitter.next();
        if (!frame.ok()) ::_exit(1);
        if (!frame->has_value()) break;
        take(**frame, files);
      }
    }
  }

  void take(const Frame& frame, std::vector<transport::Descriptor>& files) {
    switch (frame.kind) {
      case FrameKind::cancel:
        cancelled_ = true;
        return;
      case FrameKind::committed: {
        const std::lock_guard lock(mutex_);
        answer_ = FrameReader(frame.body).number();
        changed_.notify_all();
        return;
      }
      case FrameKind::stream: {
        const std::lock_guard lock(mutex_);
        stream_.emplace(opened(frame.body, files));
        changed_.notify_all();
        return;
      }
      default:
        cancelled_ = false;  // before the command is seen, so that its own cancel is not lost
        commands_.push({frame.kind, std::string(frame.body)});
    }
  }

  static Result<transport::OpenStream> opened(std::string_view body,
                                              std::vector<transport::Descriptor>& files) {
    FrameReader frame(body);
    if (frame.number() != 0) return Error{Fault::unavailable, std::string(frame.text())};
    if (files.empty()) ::_exit(1);
    transport::Descriptor file = std::move(files.front());
    files.erase(files.begin());
    const std::uint64_t offset = frame.number();
    return transport::OpenStream(std::move(file), offset, frame.number());
  }

  Channel<Command> commands_{4};
  std::atomic<bool> cancelled_{false};
  std::mutex mutex_;  // guards the two below
  std::condition_variable changed_;
  std::optional<std::uint64_t> answer_;
  std::optional<Result<transport::OpenStream>> stream_;
  std::thread reader_;
};

class ChildHost final : public HostSide, public Sink, public Output {
 public:
  ChildHost(Incoming& incoming, Outgoing& outgoing) : incoming_(incoming), outgoing_(outgoing) {}

  Status record(const Record& record) override {
    return outgoing_.send([&](std::string& to) { append_record(to, FrameKind::record, record); });
  }
  Status hold(const BadPiece& piece) override {
    return outgoing_.send([&](std::string& to) { append_bad_piece(to, piece); });
  }
  Status commit() override {
    TRELLIS_TRY(outgoing_.send([](std::string& to) { append_frame(to, FrameKind::commit); }));
    TRELLIS_TRY(outgoing_.flush());
    const auto answer = static_cast<trellis_status>(incoming_.wait_for_commit());
    return answer == TRELLIS_OK ? done() : Status(to_error(answer, {}));
  }
  Status put(std::string_view name, std::string_view bytes) override {
    return outgoing_.send([&](std::string& to) {
      FrameWriter(to, FrameKind::output).text(name).text(bytes).finish();
    });
  }
  Result<transport::OpenStream> stream(std::size_t index) {
    TRELLIS_TRY(
        outgoing_.send([&](std::string& to) { append_number(to, FrameKind::want_stream, index); }));
    TRELLIS_TRY(outgoing_.flush());
    return incoming_.wait_for_stream();
  }
  void at_work() override { outgoing_.alive(); }
  bool is_cancelled() override { return incoming_.is_cancelled(); }

 protected:
  void explained(std::string_view sentence) override {
    (void)outgoing_.send([&](std::string& to) { append_text(to, FrameKind::explain, sentence); });
  }
  void logged(std::int32_t level, std::string_view event) override {
    (void)outgoing_.send([&](std::string& to) {
      FrameWriter(to, FrameKind::log)
          .number(static_cast<std::uint64_t>(level))
          .text(event)
          .finish();
    });
  }

 private:
  Incoming& incoming_;
  Outgoing& outgoing_;
};

// Serves one connection until the hub says close.
class PluginHost {
 public:
  PluginHost(std::string library, std::string id)
      : library_(std::move(library)), id_(std::move(id)), host_(incoming_, outgoing_) {}

  int serve(std::string_view not_confined) {
    (void)outgoing_.send([&](std::string& to) { append_text(to, FrameKind::hello, not_confined); });
    while (const auto command = incoming_.next()) {
      if (command->kind == FrameKind::close) {
        instance_.reset();
        return 0;
      }
      const Outcome outcome = run(*command);
      (void)outgoing_.send([&](std::string& to) {
        FrameWriter(to, FrameKind::result)
            .number(static_cast<std::uint64_t>(outcome.status))
            .text(outcome.sentence)
            .number(memory_ran_out ? 1 : 0)
            .finish();
      });
      if (!outgoing_.flush().ok()) return 1;
    }
    return 1;
  }
  Outgoing& outgoing() { return outgoing_; }

 private:
  Outcome run(const Command& command) {
    if (command.kind == FrameKind::open) return open(command.body);
    if (!instance_) return {TRELLIS_INTERNAL, "the adapter is not open"};
    switch (command.kind) {
      case FrameKind::read:
        return read(command.body);
      case FrameKind::poll:
        return instance_->poll(host_);
      case FrameKind::write: {
        const auto record = read_record(command.body, origins_);
        return record.ok() ? instance_->write(*record, host_) : unreadable(record.error());
      }
      case FrameKind::deliver: {
        const auto record = read_record(command.body, origins_);
        return record.ok() ? instance_->deliver(*record) : unreadable(record.error());
      }
      default:
        return {TRELLIS_INTERNAL, "the hub sent a frame out of place"};
    }
  }
  static Outcome unreadable(const Error& error) { return {TRELLIS_INTERNAL, error.message}; }

  Outcome open(std::string_view body) {
    FrameReader frame(body);
    const std::string_view settings = frame.text();
    const std::string_view cursor = frame.text();
    const auto adapter = load_adapter(library_, id_);
    if (!adapter.ok()) {
      // The dynamic linker's own words, where it got no memory.
      for (const char* words : {"failed to map segment", "annot allocate", "annot create TLS"})
        if (adapter.error().message.find(words) != std::string::npos) memory_ran_out = true;
      return unreadable(adapter.error());
    }
    instance_.emplace(**adapter, host_);
    Outcome outcome = instance_->open(settings, cursor);
    if (outcome.status != TRELLIS_OK) instance_.reset();
    return outcome;
  }

  Outcome read(std::string_view body) {
    FrameReader frame(body);
    std::string name(frame.text());
    std::vector<transport::Stream> streams(static_cast<std::size_t>(frame.number()));
    for (transport::Stream& stream : streams) {
      stream.name.assign(frame.text());
      stream.size = frame.number();
    }
    PayloadTable table(
        std::move(name), std::move(streams), [&](std::size_t index) { return host_.stream(index); },
        host_);
    return instance_->read(table, host_);
  }

  std::string library_;
  std::string id_;
  Outgoing outgoing_{hub_socket};
  Incoming incoming_;
  ChildHost host_;
  std::vector<formats::Origin> origins_;
  std::optional<Instance> instance_;
};

PluginHost* running = nullptr;  // for the signal handler

// Where memory ran out and the plugin dies of it, the hub is told so.
void tell_out_of_memory() {
  memory_ran_out = true;
  throw std::bad_alloc();
}

// What the plugin emitted before it died still reaches the hub, so that the place of death is known
// to the record. Only calls that are safe in a handler.
void on_death(int signal) {
  if (running != nullptr) running->outgoing().flush_in_handler();
  if (memory_ran_out) ::_exit(out_of_memory_code);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

void watch_for_death() {
  static std::array<char, 64u << 10> stack;
  const stack_t alternative{stack.data(), 0, stack.size()};
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = &on_death;
  action.sa_flags = static_cast<int>(SA_ONSTACK | SA_NODEFER | SA_RESETHAND);
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTERM})
    ::sigaction(signal, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  // The default one prints what() of what was thrown, which may name a child.
  std::set_terminate([] { std::abort(); });
}

std::optional<std::uint64_t> number(const char* word) {
  const std::string_view text = word;
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

// Called as: HUB MEMORY FILE-SIZE OPEN-FILES network|no-network LIBRARY ID HIDDEN-FOLDER...
int run_plugin_host(int count, char** words) {
  if (count == 2 && std::string_view(words[1]) == "--missing") {
    Outgoing answer(hub_socket);
    const std::string missing = missing_confinement();
    (void)answer.send([&](std::string& to) { append_text(to, FrameKind::hello, missing); });
    return answer.flush().ok() ? 0 : 1;
  }
  std::array<std::uint64_t, 4> numbers{};
  bool well_called = count >= 8;
  for (std::size_t i = 0; well_called && i < numbers.size(); ++i) {
    const auto value = number(words[i + 1]);
    well_called = value.has_value();
    numbers[i] = value.value_or(0);
  }
  if (!well_called || ::fcntl(hub_socket, F_GETFD) < 0) {
    std::fputs("trellis-plugin-host is started by trellis, one for each connection\n", stderr);
    return 64;
  }
  const std::string not_confined = confine({numbers[0],
                                            numbers[1],
                                            numbers[2],
                                            numbers[3],
                                            std::string_view(words[5]) == "network",
                                            {words + 8, words + count}});
  std::set_new_handler(&tell_out_of_memory);
  auto* host = new PluginHost(words[6], words[7]);  // never destroyed: its reader may be at work
  running = host;
  watch_for_death();
  const int code = host->serve(not_confined);
  ::_exit(code);  // no destructors of the plugin's statics: they may hang
}

}  // namespace trellis::connections
