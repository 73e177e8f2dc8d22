#include <mutex>

#include "hub/base/log.hpp"
#include "hub/connections/instance.hpp"
#include "hub/connections/library.hpp"
#include "hub/connections/runner.hpp"
#include "hub/connections/runners.hpp"

namespace trellis::connections {
namespace {

class LocalHost final : public HostSide {
 public:
  explicit LocalHost(std::string plugin) : plugin_(std::move(plugin)) {}
  void listen_to(std::stop_token stop) { stop_ = std::move(stop); }
  bool is_cancelled() override { return stop_.stop_requested(); }

 protected:
  void logged(std::int32_t level, std::string_view event) override {
    log_plugin_event(plugin_, level, event);
  }

 private:
  std::string plugin_;
  std::stop_token stop_;
};

class InProcessRunner final : public AdapterRunner {
 public:
  InProcessRunner(const trellis_adapter& adapter, std::string plugin, Opening opening)
      : host_(std::move(plugin)), instance_(adapter, host_), opening_(std::move(opening)) {}

  Status read(const transport::Payload& payload, Sink& sink, std::stop_token stop) override {
    return call(std::move(stop), [&]() -> Status {
      PayloadTable table(
          payload.name(), payload.streams(),
          [&](std::size_t index) { return payload.open_stream(index); }, host_);
      TRELLIS_TRY(instance_.read(table, sink));
      return sink.commit();
    });
  }
  Status poll(Sink& sink, std::stop_token stop) override {
    return call(std::move(stop), [&]() -> Status {
      TRELLIS_TRY(instance_.poll(sink));
      return sink.commit();
    });
  }
  Status write(const Record& record, Output& output, std::stop_token stop) override {
    return call(std::move(stop), [&] { return instance_.write(record, output); });
  }
  Status deliver(const Record& record, std::stop_token stop) override {
    return call(std::move(stop), [&] { return instance_.deliver(record); });
  }
  State state() const override {
    const std::lock_guard lock(mutex_);
    return state_;
  }

 private:
  template <typename Work>
  Status call(std::stop_token stop, Work work) {
    host_.listen_to(std::move(stop));
    Status status =
        instance_.is_open() ? done() : instance_.open(opening_.settings, opening_.cursor);
    if (status.ok()) status = work();
    const std::lock_guard lock(mutex_);
    ++state_.runs;
    state_.last_error = status.ok() ? std::string() : to_string(status.error());
    return status;
  }

  LocalHost host_;
  Instance instance_;
  Opening opening_;
  mutable std::mutex mutex_;
  State state_;  // guarded by mutex_
};

}  // namespace

Result<std::unique_ptr<AdapterRunner>> run_in_process(const Manifest& plugin, Opening opening) {
  const auto adapter = load_adapter(plugin.library, plugin.id);
  if (!adapter.ok()) return adapter.error();
  return std::unique_ptr<AdapterRunner>(
      std::make_unique<InProcessRunner>(**adapter, plugin.id, std::move(opening)));
}

Result<std::unique_ptr<AdapterRunner>> run(const Manifest& plugin, Opening opening,
                                           Supervision supervision) {
  if (plugin.posture == Posture::trusted) return run_in_process(plugin, std::move(opening));
  return run_in_child(plugin, std::move(opening), std::move(supervision));
}

void log_plugin_event(const std::string& plugin, std::int32_t level, std::string_view event) {
  const std::initializer_list<std::pair<std::string_view, std::string>> fields = {
      {"plugin", plugin}, {"says", std::string(event)}};
  switch (level) {
    case TRELLIS_LOG_ERROR:
      return log::error("plugin_log", fields);
    case TRELLIS_LOG_WARNING:
      return log::warning("plugin_log", fields);
    case TRELLIS_LOG_INFO:
      return log::info("plugin_log", fields);
    default:
      return log::debug("plugin_log", fields);
  }
}

}  // namespace trellis::connections
