#include "hub/connections/conversation.hpp"

#include <functional>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "hub/connections/confinement.hpp"
#include "hub/connections/host_side.hpp"

namespace trellis::connections {
namespace {

std::string seconds(std::chrono::milliseconds time) {
  return std::to_string(static_cast<double>(time.count()) / 1000).substr(0, 5) + " s";
}

}  // namespace

Ending Conversation::run(const std::stop_token& stop) {
  const transport::Descriptor stopped(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  const std::stop_callback wake(stop, [&] { (void)::eventfd_write(stopped.number(), 1); });
  if (!child_.send(call_.command, soon())) return died("took no call");
  while (true) {
    const bool is_cancelled = last_moment_.has_value();
    const Arrival arrival =
        child_.next(is_cancelled ? *last_moment_ : soon(), is_cancelled ? -1 : stopped.number());
    switch (arrival.kind) {
      case Arrival::Kind::frame:
        if (is_cancelled && std::chrono::steady_clock::now() > *last_moment_) return late();
        if (auto ending = take(arrival.frame)) return *std::move(ending);
        break;
      case Arrival::Kind::stopped:
        refuse({Fault::cancelled, "the hub asked the adapter to stop"});
        break;
      case Arrival::Kind::late:
        return late();
      case Arrival::Kind::gone:
        return died(child_.end(limits_.grace));
      case Arrival::Kind::broken:
        child_.end(limits_.grace);
        return died("sent " + arrival.why);
    }
  }
}

std::optional<Ending> Conversation::take(const Frame& frame) {
  switch (frame.kind) {
    case FrameKind::record:
      return take_record(frame);
    case FrameKind::hold:
      return take_bad_piece(frame);
    case FrameKind::commit:
      return commit();
    case FrameKind::want_stream:
      return give_stream(frame);
    case FrameKind::output:
      return take_output(frame);
    case FrameKind::result:
      return take_result(frame);
    case FrameKind::explain:
      last_words_ = log_.words(FrameReader(frame.body).text());
      return std::nullopt;
    case FrameKind::log: {
      FrameReader reader(frame.body);
      const auto level = static_cast<std::int32_t>(reader.number());
      log_.event(level, reader.text());
      return std::nullopt;
    }
    case FrameKind::hello:
      tally_.not_confined.assign(FrameReader(frame.body).text());
      return std::nullopt;
    case FrameKind::alive:
      return std::nullopt;
    default:
      child_.end(limits_.grace);
      return died("sent a frame that only the hub sends");
  }
}

std::optional<Ending> Conversation::take_record(const Frame& frame) {
  const auto record = read_record(frame.body, origins_);
  if (!record.ok() || call_.sink == nullptr) {
    child_.end(limits_.grace);
    return died(record.ok() ? "sent a record that nobody asked for"
                            : "sent " + record.error().message);
  }
  if (refusal_) return std::nullopt;
  if (!is_taken(record->key, record->bytes)) {
    if (Status status = call_.sink->record(*record); !status.ok()) {
      refuse(std::move(status).error());
      return std::nullopt;
    }
  }
  ++tally_.records;
  ++tally_.since_commit;
  if (call_.payload != nullptr) tally_.reach.add(*record);
  if (!record->cursor.empty()) tally_.cursor = record->cursor;
  return std::nullopt;
}

std::optional<Ending> Conversation::take_bad_piece(const Frame& frame) {
  auto piece = read_bad_piece(frame.body);
  if (!piece.ok() || call_.sink == nullptr) {
    child_.end(limits_.grace);
    return died(piece.ok() ? "held a piece that nobody asked for"
                           : "sent " + piece.error().message);
  }
  if (refusal_) return std::nullopt;
  piece->error.message = log_.words(piece->error.message);
  piece->error.place.path = log_.words(piece->error.place.path);
  if (is_taken(piece->error.message, piece->bytes)) return std::nullopt;
  Status status = call_.sink->hold({piece->key, piece->error, piece->bytes});
  if (!status.ok()) refuse(std::move(status).error());
  return std::nullopt;
}

// Notes what is about to be taken.
bool Conversation::is_taken(std::string_view key, std::string_view bytes) {
  if (call_.taken == nullptr) return false;
  const std::hash<std::string_view> hash;
  const std::uint64_t mark = hash(bytes) * 31 + hash(key);
  std::vector<std::uint64_t>& taken = *call_.taken;
  // One that was given a cursor may begin again all the same.
  const bool is_first = !std::exchange(tally_.has_given, true);
  if (is_first && !taken.empty() && taken.front() == mark) tally_.next = 0;
  const std::size_t at = tally_.next++;
  if (at < taken.size() && taken[at] == mark) return true;
  taken.resize(at);  // from here on the adapter says something else than before
  taken.push_back(mark);
  return false;
}

std::optional<Ending> Conversation::commit() {
  trellis_status answer = refusal_ ? to_status(*refusal_) : TRELLIS_OK;
  if (!refusal_ && call_.sink != nullptr) {
    if (Status status = call_.sink->commit(); !status.ok()) {
      answer = to_status(status.error());
      refuse(std::move(status).error());
    } else {
      tally_.since_commit = 0;
      ++tally_.commits;
      tally_.committed = tally_.next;
      tally_.committed_cursor = tally_.cursor;
    }
  }
  std::string frame;
  append_number(frame, FrameKind::committed, static_cast<std::uint64_t>(answer));
  if (child_.send(frame, soon())) return std::nullopt;
  return died(child_.end(limits_.grace));
}

std::optional<Ending> Conversation::give_stream(const Frame& frame) {
  const auto index = static_cast<std::size_t>(FrameReader(frame.body).number());
  const auto stream = call_.payload != nullptr
                          ? call_.payload->open_stream(index)
                          : Error{Fault::not_found, "this call brings no payload"};
  std::string answer;
  FrameWriter writer(answer, FrameKind::stream);
  writer.number(stream.ok() ? 0 : 1);
  if (stream.ok())
    writer.number(stream->offset()).number(stream->size());
  else
    writer.text(stream.error().message);
  writer.finish();
  if (child_.send(answer, soon(), stream.ok() ? stream->descriptor() : -1)) return std::nullopt;
  return died(child_.end(limits_.grace));
}

std::optional<Ending> Conversation::take_output(const Frame& frame) {
  FrameReader reader(frame.body);
  const std::string_view name = reader.text();
  const std::string_view bytes = reader.text();
  if (!reader.whole() || call_.output == nullptr) {
    child_.end(limits_.grace);
    return died("sent an output that nobody asked for");
  }
  if (refusal_) return std::nullopt;
  if (Status status = call_.output->put(name, bytes); !status.ok())
    refuse(std::move(status).error());
  return std::nullopt;
}

std::optional<Ending> Conversation::take_result(const Frame& frame) {
  FrameReader reader(frame.body);
  const auto answer = static_cast<trellis_status>(reader.number());
  const std::string sentence = log_.words(reader.text());
  const bool out_of_memory = reader.number() != 0;
  if (refusal_) return Ending{{}, true, *std::move(refusal_)};
  if (answer == TRELLIS_OK) return Ending{};
  return Ending{{}, true, to_error(answer, sentence), answer, out_of_memory};
}

void Conversation::refuse(Error error) {
  if (!refusal_) refusal_ = std::move(error);
  cancel();
}

void Conversation::cancel() {
  if (last_moment_) return;
  last_moment_ = std::chrono::steady_clock::now() + limits_.grace;
  std::string frame;
  append_frame(frame, FrameKind::cancel);
  (void)child_.send(frame, *last_moment_);
}

Ending Conversation::late() {
  const std::string how = child_.end(limits_.grace);
  if (refusal_) return {{}, false, *std::move(refusal_)};
  return died("gave no sign of life for " + seconds(limits_.silence) + " and " + how);
}

Ending Conversation::died(std::string how) {
  how = log_.words(how);
  if (!last_words_.empty()) how += "; it said: " + last_words_;
  if (refusal_) return {{}, false, *std::move(refusal_)};
  const bool out_of_memory = how.starts_with(ran_out_of_memory);
  return {std::move(how), false, done(), TRELLIS_INTERNAL, out_of_memory};
}

}  // namespace trellis::connections
