#include <array>
#include <chrono>
#include <clocale>
#include <filesystem>
#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>

#include "hub/conformance/suite.hpp"
#include "hub/connections/runner.hpp"

namespace trellis::conformance {
namespace {

namespace fs = std::filesystem;

std::size_t entries(const char* folder) {
  std::error_code fault;
  std::size_t count = 0;
  for (fs::directory_iterator at(folder, fault); !fault && at != fs::directory_iterator();
       at.increment(fault))
    ++count;
  return count;
}

// What a guest leaves as it found it.
struct House {
  std::string folder = fs::current_path().string();
  std::string locale = std::setlocale(LC_ALL, nullptr);
  mode_t mask = current_mask();
  std::array<void (*)(int), 5> handlers = current_handlers();
  bool operator==(const House&) const = default;

  static mode_t current_mask() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return mask;
  }
  static std::array<void (*)(int), 5> current_handlers() {
    std::array<void (*)(int), 5> all{};
    const int signals[] = {SIGTERM, SIGINT, SIGCHLD, SIGPIPE, SIGALRM};
    for (std::size_t i = 0; i < all.size(); ++i) {
      struct sigaction action {};
      ::sigaction(signals[i], nullptr, &action);
      all[i] = action.sa_handler;
    }
    return all;
  }
};

// One full visit: open, read the example, close.
void visit(const Suite& suite) {
  StubHost host;
  Opened opened(suite, host);
  if (opened.status() == TRELLIS_OK && suite.manifest.reads) opened.read(StubPayload(suite.files));
}

Answer reads_often(const Suite& suite) {
  if (suite.files.empty()) return skip("adapter.json's example has no files");
  constexpr int warm_up = 10, rounds = 50;
  constexpr std::size_t most_bytes_each = 256;
  StubHost host;
  Opened opened(suite, host);
  if (opened.status() != TRELLIS_OK) return skip("it does not open");
  std::size_t before = 0;
  for (int i = 0; i < warm_up + rounds; ++i) {
    if (i == warm_up) before = ::mallinfo2().uordblks;
    opened.read(StubPayload(suite.files));
    host.records = {};
    host.held = {};
    host.explained = {};
  }
  const std::size_t after = ::mallinfo2().uordblks;
  if (after <= before + rounds * most_bytes_each) return pass();
  return fail("after 50 readings of the same files it holds " +
              std::to_string((after - before) / 1024) + " KiB more");
}

Answer writes_anything(const Suite& suite) {
  StubHost host;
  const Opened opened(suite, host);
  if (opened.status() != TRELLIS_OK) return skip("it does not open");
  trellis_record record{};
  record.struct_size = sizeof record;
  record.key = raw_text("1");
  record.media_type = raw_text("application/x-nobody-knows");
  record.bytes = raw_text("\xFF\xFE bytes that mean nothing");
  const trellis_output output{
      sizeof(trellis_output), 0, nullptr,
      [](void*, trellis_text, trellis_text) noexcept -> trellis_status { return TRELLIS_OK; }};
  host.explained.clear();
  const trellis_status status = opened.adapter().write(opened.instance(), &record, &output);
  const std::string problem = unexplained(host, status);
  return problem.empty() ? pass() : fail(problem);
}

class CountingSink final : public connections::Sink {
 public:
  explicit CountingSink(std::chrono::milliseconds patience)
      : deadline_(std::chrono::steady_clock::now() + patience) {}
  Status record(const connections::Record&) override {
    ++records;
    if (std::chrono::steady_clock::now() < deadline_) return done();
    return Error{Fault::cancelled, "it emits without end"};
  }
  Status hold(const connections::BadPiece&) override { return done(); }
  Status commit() override { return done(); }
  std::size_t records = 0;

 private:
  std::chrono::steady_clock::time_point deadline_;
};

}  // namespace

void check_manners(Suite& suite) {
  suite.run("works on a hub without extensions, or says that it needs one", [&]() -> Answer {
    StubHost host;
    host.has_extensions = false;
    Opened opened(suite, host);
    trellis_status status = opened.status();
    if (status == TRELLIS_OK && suite.manifest.reads)
      status = opened.read(StubPayload(suite.files));
    const std::string problem = unexplained(host, status);
    return problem.empty() ? pass() : fail(problem);
  });
  suite.run("leaves no thread behind", [&]() -> Answer {
    const std::size_t before = entries("/proc/self/task");
    visit(suite);
    return entries("/proc/self/task") <= before
               ? pass()
               : fail("a thread is still running after close: join it there");
  });
  suite.run("leaves no file open", [&]() -> Answer {
    visit(suite);
    const std::size_t before = entries("/proc/self/fd");
    visit(suite);
    return entries("/proc/self/fd") <= before ? pass() : fail("close leaves a file or socket open");
  });
  suite.run("leaves folder, locale, umask and signals as they were", [&]() -> Answer {
    const House before;
    visit(suite);
    return before == House() ? pass()
                             : fail(
                                   "it changed the process's folder, locale, umask or signal "
                                   "handlers, which belong to the hub");
  });
  if (suite.manifest.reads)
    suite.run("reads 50 times without growing", [&] { return reads_often(suite); });
  if (suite.manifest.writes)
    suite.run("writes a record of an unknown type, or says why not",
              [&] { return writes_anything(suite); });
}

void check_in_child(Suite& suite) {
  const std::string name = "reads its example in a child process, as the hub runs it";
  if (!suite.manifest.reads || suite.files.empty())
    return suite.say(name, skip("adapter.json's example has no files"));
  if (suite.late > 0) return suite.say(name, skip("a check before it did not return"));
  connections::Supervision supervision;
  supervision.host_program = suite.options.plugin_host;
  supervision.silence = suite.options.patience;
  // An example's secrets are invented: they stand in adapter.json as they are.
  connections::Manifest plugin = suite.manifest;
  plugin.settings_schema = formats::Json::object();
  const auto settings = formats::Json::parse(suite.settings);
  if (!settings.ok()) return suite.say(name, fail(settings.error().message));
  auto runner = connections::run_in_child(plugin, {*settings}, supervision);
  if (!runner.ok()) return suite.say(name, skip(runner.error().message));
  const auto payload = transport::Payload::open(
      suite.manifest.folder + "/" + suite.manifest.example["files"].items()[0].string());
  if (!payload.ok()) return suite.say(name, fail(payload.error().message));
  CountingSink sink(suite.options.patience);
  const Status status = (*runner)->read(*payload, sink);
  if (!status.ok()) return suite.say(name, fail(status.error().message));
  if ((*runner)->state().crashes > 0) return suite.say(name, fail((*runner)->state().last_error));
  suite.say(name, sink.records > 0 ? pass() : fail("no record came"));
}

}  // namespace trellis::conformance
