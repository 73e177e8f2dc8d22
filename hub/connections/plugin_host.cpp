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
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "hub/base/channel.hpp"
#include "hub/connections/child_link.hpp"
#include "hub/connections/instance.hpp"
#include "hub/connections/library.hpp"
#include "hub/connections/outgoing.hpp"
#include "hub/connections/runners.hpp"

namespace trellis::connections {
namespace {

constexpr int hub_socket = 3;

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

  int serve() {
    (void)outgoing_.send([](std::string& to) { append_frame(to, FrameKind::hello); });
    while (const auto command = incoming_.next()) {
      if (command->kind == FrameKind::close) {
        instance_.reset();
        return 0;
      }
      const Status status = run(*command);
      (void)outgoing_.send([&](std::string& to) {
        FrameWriter(to, FrameKind::result)
            .number(status.ok() ? 0 : 1 + static_cast<std::uint64_t>(status.error().fault))
            .text(status.ok() ? std::string_view() : status.error().message)
            .finish();
      });
      if (!outgoing_.flush().ok()) return 1;
    }
    return 1;
  }
  Outgoing& outgoing() { return outgoing_; }

 private:
  Status run(const Command& command) {
    if (command.kind == FrameKind::open) return open(command.body);
    if (!instance_) return Error{Fault::invalid, "the adapter is not open"};
    switch (command.kind) {
      case FrameKind::read:
        return read(command.body);
      case FrameKind::poll:
        return instance_->poll(host_);
      case FrameKind::write: {
        const auto record = read_record(command.body, origins_);
        return record.ok() ? instance_->write(*record, host_) : Status(record.error());
      }
      case FrameKind::deliver: {
        const auto record = read_record(command.body, origins_);
        return record.ok() ? instance_->deliver(*record) : Status(record.error());
      }
      default:
        return Error{Fault::invalid, "the hub sent a frame out of place"};
    }
  }

  Status open(std::string_view body) {
    FrameReader frame(body);
    const std::string_view settings = frame.text();
    const std::string_view cursor = frame.text();
    const auto adapter = load_adapter(library_, id_);
    if (!adapter.ok()) return adapter.error();
    instance_.emplace(**adapter, host_);
    Status status = instance_->open(settings, cursor);
    if (!status.ok()) instance_.reset();
    return status;
  }

  Status read(std::string_view body) {
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

// What the plugin emitted before it died still reaches the hub, so that the place of death is known
// to the record. Only calls that are safe in a handler.
void on_death(int signal) {
  if (running != nullptr) running->outgoing().flush_in_handler();
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

bool limit(int resource, std::uint64_t most) {
  struct rlimit now {};
  if (::getrlimit(static_cast<__rlimit_resource>(resource), &now) != 0) return false;
  const rlim_t value = now.rlim_max == RLIM_INFINITY ? most : std::min<rlim_t>(most, now.rlim_max);
  const struct rlimit wanted { value, value };
  return ::setrlimit(static_cast<__rlimit_resource>(resource), &wanted) == 0;
}

constexpr bool has_sanitizer() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return true;
#endif
#endif
  return false;
}

// Before any of the plugin's code is loaded. False where a limit could not be set.
bool confine(std::uint64_t hub, std::uint64_t memory, std::uint64_t file,
             std::uint64_t open_files) {
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
  if (static_cast<std::uint64_t>(::getppid()) != hub) return false;  // the hub is gone already
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
  if (!has_sanitizer() && !limit(RLIMIT_AS, memory)) return false;
  return limit(RLIMIT_FSIZE, file) && limit(RLIMIT_NOFILE, open_files) && limit(RLIMIT_CORE, 0);
}

std::optional<std::uint64_t> number(const char* word) {
  const std::string_view text = word;
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

int run_plugin_host(int count, char** words) {
  std::array<std::uint64_t, 4> numbers{};  // the hub's process id, memory, file size, open files
  bool well_called = count == 7;
  for (std::size_t i = 0; well_called && i < numbers.size(); ++i) {
    const auto value = number(words[i + 1]);
    well_called = value.has_value();
    numbers[i] = value.value_or(0);
  }
  if (!well_called || ::fcntl(hub_socket, F_GETFD) < 0) {
    std::fputs(
        "trellis-plugin-host is started by trellis, one for each plugin that is not trusted\n",
        stderr);
    return 64;
  }
  if (!confine(numbers[0], numbers[1], numbers[2], numbers[3])) return 71;
  auto* host = new PluginHost(words[5], words[6]);  // never destroyed: its reader may be at work
  running = host;
  watch_for_death();
  const int code = host->serve();
  ::_exit(code);  // no destructors of the plugin's statics: they may hang
}

}  // namespace trellis::connections
