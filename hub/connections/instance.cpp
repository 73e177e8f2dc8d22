#include "hub/connections/instance.hpp"

#include <algorithm>
#include <exception>
#include <type_traits>
#include <utility>

namespace trellis::connections {
namespace {

trellis_text raw(std::string_view text) { return {text.data(), text.size()}; }

template <typename Function>
struct Throwing;
template <typename Return, typename... Arguments>
struct Throwing<Return (*)(Arguments...) noexcept> {
  using type = Return (*)(Arguments...);
};

// The contract forbids exceptions, and so the compiler would let none be caught: call the function
// as one that may throw.
template <typename Function, typename... Arguments>
trellis_status guarded(HostSide& host, Function function, Arguments... arguments) {
  const auto call = static_cast<typename Throwing<Function>::type>(function);
  try {
    if constexpr (std::is_void_v<decltype(call(arguments...))>) {
      call(arguments...);
      return TRELLIS_OK;
    } else {
      return call(arguments...);
    }
  } catch (const std::exception& fault) {
    host.explain(std::string("the plugin let an exception cross its boundary: ") + fault.what());
  } catch (...) {
    host.explain("the plugin let an exception cross its boundary");
  }
  return TRELLIS_INTERNAL;
}

template <typename Member>
bool has(const trellis_adapter& adapter, const Member& member) {
  const auto end = static_cast<std::size_t>(reinterpret_cast<const char*>(&member + 1) -
                                            reinterpret_cast<const char*>(&adapter));
  return adapter.struct_size >= end && member != nullptr;
}

Outcome does_not(std::string_view what) {
  return {TRELLIS_UNSUPPORTED, "this adapter does not " + std::string(what)};
}

// A record of ours as the contract shows it; borrows from it.
struct RawRecord {
  explicit RawRecord(const Record& record) {
    for (const formats::Origin& origin : record.origins)
      origins.push_back(
          {origin.offset, raw(origin.place.file), origin.place.line, origin.place.column});
    const std::int64_t changed =
        record.changed_at ? record.changed_at->time_since_epoch().count() : 0;
    value = {
        sizeof(trellis_record), 0,       raw(record.key), raw(record.media_type), raw(record.bytes),
        raw(record.cursor),     changed, origins.data(),  origins.size()};
  }
  std::vector<trellis_origin> origins;
  trellis_record value;
};

// Keeps the output's own error: it says more than the status that the adapter passes on.
struct OutputSide {
  Output& output;
  std::optional<Error> refusal{};

  static trellis_status put(void* context, trellis_text name, trellis_text bytes) noexcept {
    auto& self = *static_cast<OutputSide*>(context);
    if (self.refusal) return to_status(*self.refusal);
    const auto view = [](trellis_text text) {
      return std::string_view(text.bytes, static_cast<std::size_t>(text.size));
    };
    Status status = self.output.put(view(name), view(bytes));
    if (status.ok()) return TRELLIS_OK;
    self.refusal = std::move(status).error();
    return to_status(*self.refusal);
  }
};

}  // namespace

PayloadTable::PayloadTable(std::string name, std::vector<transport::Stream> streams, Opener opener,
                           HostSide& host)
    : name_(std::move(name)), opener_(std::move(opener)), host_(host) {
  for (transport::Stream& stream : streams) {
    Entry& entry =
        entries_.emplace_back(Entry{this, entries_.size(), std::move(stream.name), {}, {}, 0});
    entry.raw = {sizeof(trellis_stream), 0, connections::raw(entry.name), stream.size, &entry,
                 &PayloadTable::read};
    pointers_.push_back(&entry.raw);
  }
  raw_ = {sizeof(trellis_payload), 0, connections::raw(name_), pointers_.data(), pointers_.size()};
}

std::int64_t PayloadTable::failed(const Error& error) {
  host_.explain(to_string(error));
  return -1;
}

std::int64_t PayloadTable::read(void* context, void* to, std::uint64_t size) noexcept {
  Entry& entry = *static_cast<Entry*>(context);
  PayloadTable& self = *entry.table;
  self.host_.at_work();
  if (entry.position == entry.raw.size) return 0;
  if (!entry.open) {
    auto opened = self.opener_(entry.index);
    if (!opened.ok()) return self.failed(opened.error());
    entry.open.emplace(std::move(*opened));
  }
  const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, 1u << 30));
  const auto got =
      transport::read_at(entry.open->descriptor(), entry.open->offset(), entry.open->size(),
                         entry.position, static_cast<char*>(to), wanted);
  if (!got.ok()) return self.failed(got.error());
  entry.position += *got;
  if (entry.position == entry.raw.size) entry.open.reset();
  return static_cast<std::int64_t>(*got);
}

Outcome Instance::open(std::string_view settings, std::string_view cursor) {
  host_.begin(nullptr);
  const trellis_status status =
      guarded(host_, adapter_.open, host_.table(), raw(settings), raw(cursor), &instance_);
  is_open_ = status == TRELLIS_OK;
  return host_.end(status);
}

void Instance::close() noexcept {
  if (!std::exchange(is_open_, false)) return;
  (void)guarded(host_, adapter_.close, instance_);
}

Outcome Instance::read(PayloadTable& payload, Sink& sink) {
  if (!has(adapter_, adapter_.read)) return does_not("read files or messages");
  host_.begin(&sink);
  return host_.end(guarded(host_, adapter_.read, instance_, payload.raw()));
}

Outcome Instance::poll(Sink& sink) {
  if (!has(adapter_, adapter_.poll)) return does_not("poll");
  host_.begin(&sink);
  return host_.end(guarded(host_, adapter_.poll, instance_));
}

Outcome Instance::write(const Record& record, Output& output) {
  if (!has(adapter_, adapter_.write)) return does_not("write files or messages");
  const RawRecord from(record);
  OutputSide side{output};
  const trellis_output to{sizeof(trellis_output), 0, &side, &OutputSide::put};
  host_.begin(nullptr);
  Outcome outcome = host_.end(guarded(host_, adapter_.write, instance_, &from.value, &to));
  if (side.refusal) return {to_status(*side.refusal), std::move(side.refusal->message)};
  return outcome;
}

Outcome Instance::deliver(const Record& record) {
  if (!has(adapter_, adapter_.deliver)) return does_not("deliver");
  const RawRecord from(record);
  host_.begin(nullptr);
  return host_.end(guarded(host_, adapter_.deliver, instance_, &from.value));
}

}  // namespace trellis::connections
