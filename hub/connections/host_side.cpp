#include "hub/connections/host_side.hpp"

#include <utility>

#include "hub/base/text.hpp"
#include "hub/connections/cutting.hpp"
#include "hub/connections/frames.hpp"

namespace trellis::connections {
namespace {

constexpr unsigned max_logged_in_a_call = 200;
constexpr std::size_t max_sentence_bytes = 2000;
constexpr std::size_t max_key_bytes = 1000;
constexpr std::size_t max_cursor_bytes = 64u << 10;
constexpr std::size_t max_held_bytes = std::size_t{1} << 20;
constexpr std::uint64_t max_origins = 1'000'000;

template <typename T, typename Last>
bool is_whole(const T* object, const Last* last) {
  return object != nullptr &&
         object->struct_size >= static_cast<std::size_t>(reinterpret_cast<const char*>(last + 1) -
                                                         reinterpret_cast<const char*>(object));
}

bool is_sane(trellis_text text, std::size_t most) {
  return text.size <= most && (text.size == 0 || text.bytes != nullptr);
}

std::string_view view(trellis_text text) {
  return text.size == 0 ? std::string_view()
                        : std::string_view(text.bytes, static_cast<std::size_t>(text.size));
}

// Whole characters only, and as many as fit.
std::string_view readable(std::string_view text, std::size_t most) {
  text = text.substr(0, most);
  if (const auto bad = text::first_bad_utf8(text)) text = text.substr(0, *bad);
  return text;
}

}  // namespace

struct HostSide::Calls {
  static HostSide& self(void* context) { return *static_cast<HostSide*>(context); }

  static trellis_status emit(void* context, const trellis_record* record) noexcept {
    return self(context).emit(record);
  }
  static trellis_status hold(void* context, const trellis_bad_piece* piece) noexcept {
    return self(context).hold(piece);
  }
  static trellis_status commit(void* context) noexcept { return self(context).commit(); }
  static void explain(void* context, trellis_text sentence) noexcept {
    if (is_sane(sentence, SIZE_MAX)) self(context).explain(view(sentence));
  }
  static void log(void* context, std::int32_t level, trellis_text event) noexcept {
    HostSide& host = self(context);
    if (!is_sane(event, SIZE_MAX) || ++host.logged_ > max_logged_in_a_call) return;
    host.logged(level, readable(view(event), max_sentence_bytes));
  }
  static std::int32_t cancelled(void* context) noexcept {
    self(context).at_work();
    return self(context).is_cancelled() ? 1 : 0;
  }
  static const void* extension(void*, const char* id) noexcept { return find_extension(id); }
};

HostSide::HostSide()
    : table_{sizeof(trellis_host),
             0,
             this,
             &Calls::emit,
             &Calls::hold,
             &Calls::commit,
             &Calls::explain,
             &Calls::log,
             &Calls::cancelled,
             &Calls::extension} {}

void HostSide::begin(Sink* sink) {
  const std::lock_guard lock(mutex_);
  sink_ = sink;
  refusal_.reset();
  logged_ = 0;
  const std::lock_guard sentence_lock(sentence_mutex_);
  sentence_.clear();
}

Outcome HostSide::end(trellis_status status) {
  const std::lock_guard lock(mutex_);
  sink_ = nullptr;
  if (const auto refusal = std::exchange(refusal_, {}))
    return {to_status(*refusal), refusal->message};
  if (status == TRELLIS_OK) return {};
  const bool is_known = status > TRELLIS_OK && status <= TRELLIS_INTERNAL;
  return {is_known ? status : TRELLIS_INTERNAL, sentence()};
}

void HostSide::explain(std::string_view sentence) {
  const std::string_view kept = readable(sentence, max_sentence_bytes);
  {
    const std::lock_guard lock(sentence_mutex_);
    sentence_.assign(kept);
  }
  explained(kept);
}

std::string HostSide::sentence() {
  const std::lock_guard lock(sentence_mutex_);
  return sentence_;
}

trellis_status HostSide::fault_of_adapter(std::string_view sentence) {
  explain(sentence);
  return TRELLIS_INTERNAL;
}

trellis_status HostSide::before_sink() {
  if (sink_ == nullptr)
    return fault_of_adapter("the adapter used emit, hold or commit outside of read and poll");
  if (refusal_) return to_status(*refusal_);
  return is_cancelled() ? TRELLIS_CANCELLED : TRELLIS_OK;
}

trellis_status HostSide::outcome(Status status) {
  if (status.ok()) return TRELLIS_OK;
  refusal_ = std::move(status).error();
  return to_status(*refusal_);
}

trellis_status HostSide::emit(const trellis_record* raw) {
  const std::lock_guard lock(mutex_);
  if (!is_whole(raw, raw == nullptr ? nullptr : &raw->origin_count))
    return fault_of_adapter("the adapter emitted a record whose struct_size is too small");
  if (!is_sane(raw->key, max_key_bytes) || !is_sane(raw->media_type, 200) ||
      !is_sane(raw->cursor, max_cursor_bytes) || !is_sane(raw->bytes, max_record_bytes))
    return fault_of_adapter(
        "the adapter emitted a record that is too large: a key may have 1000 bytes, a cursor 64 "
        "KiB, the record itself 16 MiB");
  if (raw->media_type.size == 0 || !text::is_utf8(view(raw->key)) ||
      !text::is_utf8(view(raw->media_type)) || raw->origin_count > max_origins ||
      (raw->origin_count > 0 && raw->origins == nullptr))
    return fault_of_adapter(
        "the adapter emitted a record without a media type, or whose key is not UTF-8, or with "
        "more than a million origins");

  origins_.resize(static_cast<std::size_t>(raw->origin_count));
  for (std::size_t i = 0; i < origins_.size(); ++i) {
    const trellis_origin& from = raw->origins[i];
    if (!is_sane(from.file, max_key_bytes))
      return fault_of_adapter("the adapter emitted a record with an origin without a file");
    origins_[i].offset = static_cast<std::size_t>(from.offset);
    origins_[i].place.file.assign(view(from.file));
    origins_[i].place.line = from.line;
    origins_[i].place.column = from.column;
  }
  if (const trellis_status status = before_sink(); status != TRELLIS_OK) return status;
  Record record{view(raw->key), view(raw->media_type), view(raw->bytes), origins_,
                view(raw->cursor)};
  if (raw->changed_at_us != 0)
    record.changed_at = Instant(std::chrono::microseconds(raw->changed_at_us));
  return outcome(sink_->record(record));
}

trellis_status HostSide::hold(const trellis_bad_piece* raw) {
  const std::lock_guard lock(mutex_);
  if (!is_whole(raw, raw == nullptr ? nullptr : &raw->bytes) || !is_sane(raw->key, SIZE_MAX) ||
      !is_sane(raw->sentence, SIZE_MAX) || !is_sane(raw->file, SIZE_MAX) ||
      !is_sane(raw->path, SIZE_MAX) || !is_sane(raw->bytes, SIZE_MAX))
    return fault_of_adapter(
        "the adapter held a piece whose struct_size is too small, or a text "
        "without bytes");
  if (raw->sentence.size == 0)
    return fault_of_adapter("the adapter held a piece without a sentence that says why");
  if (const trellis_status status = before_sink(); status != TRELLIS_OK) return status;
  const Error error{Fault::invalid,
                    std::string(readable(view(raw->sentence), max_sentence_bytes)),
                    {std::string(readable(view(raw->file), max_key_bytes)), raw->line, raw->column,
                     std::string(readable(view(raw->path), max_key_bytes))}};
  return outcome(sink_->hold({readable(view(raw->key), max_key_bytes), error,
                              view(raw->bytes).substr(0, max_held_bytes)}));
}

trellis_status HostSide::commit() {
  const std::lock_guard lock(mutex_);
  if (const trellis_status status = before_sink(); status != TRELLIS_OK) return status;
  return outcome(sink_->commit());
}

Error to_error(trellis_status status, std::string sentence) {
  const auto with = [&](Fault fault, const char* otherwise) {
    return Error{fault, sentence.empty() ? otherwise : std::move(sentence)};
  };
  switch (status) {
    case TRELLIS_RETRY:
      return with(Fault::unavailable, "the other side is busy or away");
    case TRELLIS_BAD_SETTINGS:
      return with(Fault::invalid, "the adapter refuses its settings and does not say why");
    case TRELLIS_REFUSED:
      return with(Fault::forbidden, "the other side said no and the adapter does not say why");
    case TRELLIS_BAD_DATA:
      return with(Fault::invalid, "the adapter cannot read or write this and does not say why");
    case TRELLIS_CANCELLED:
      return with(Fault::cancelled, "the hub asked the adapter to stop");
    case TRELLIS_UNSUPPORTED:
      return with(Fault::invalid, "this adapter does not do that");
    default:
      return with(Fault::invalid, "a fault of the adapter itself, without a reason");
  }
}

trellis_status to_status(const Error& error) {
  switch (error.fault) {
    case Fault::unavailable:
      return TRELLIS_RETRY;
    case Fault::cancelled:
      return TRELLIS_CANCELLED;
    case Fault::forbidden:
    case Fault::conflict:
      return TRELLIS_REFUSED;
    case Fault::invalid:
    case Fault::not_found:
      break;
  }
  return TRELLIS_BAD_DATA;
}

}  // namespace trellis::connections
