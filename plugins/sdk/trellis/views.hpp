// What crosses the contract, as an author sees it in C++17. Views borrow: copy what you keep.
#ifndef TRELLIS_VIEWS_HPP
#define TRELLIS_VIEWS_HPP

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

#include "trellis/abi.h"

namespace trellis {
inline namespace v1 {

inline std::string_view view(trellis_text text) noexcept {
  return text.size == 0 ? std::string_view()
                        : std::string_view(text.bytes, static_cast<std::size_t>(text.size));
}
inline trellis_text as_text(std::string_view view) noexcept { return {view.data(), view.size()}; }

// Thrown by an author to end a call: what the hub should do, and one sentence for the operator.
class Failure : public std::exception {
 public:
  Failure(trellis_status status, std::string sentence)
      : status_(status), sentence_(std::move(sentence)) {}

  trellis_status status() const noexcept { return status_; }
  const std::string& sentence() const noexcept { return sentence_; }
  const char* what() const noexcept override { return sentence_.c_str(); }

 private:
  trellis_status status_;
  std::string sentence_;
};

inline void pass_on(trellis_status status) {
  if (status != TRELLIS_OK) throw Failure(status, {});  // it was explained where it arose
}

// One document about one subject. Fill it to emit; read it in write and deliver.
struct RecordView {
  std::string_view key;
  std::string_view media_type;
  std::string_view bytes;
  std::string_view cursor{};
  std::int64_t changed_at_us = 0;
  const trellis_origin* origins = nullptr;
  std::size_t origin_count = 0;

  static RecordView from(const trellis_record& raw) noexcept {
    return {view(raw.key),
            view(raw.media_type),
            view(raw.bytes),
            view(raw.cursor),
            raw.changed_at_us,
            raw.origins,
            static_cast<std::size_t>(raw.origin_count)};
  }
  trellis_record raw() const noexcept {
    return {sizeof(trellis_record),
            0,
            as_text(key),
            as_text(media_type),
            as_text(bytes),
            as_text(cursor),
            changed_at_us,
            origins,
            origin_count};
  }
};

// A piece of the input that could not become a record.
struct BadPieceView {
  std::string_view sentence;  // what is wrong and what would be right; no personal data
  std::string_view bytes{};
  std::string_view key{};
  std::string_view file{};
  std::uint64_t line = 0;
  std::uint64_t column = 0;
  std::string_view path{};

  trellis_bad_piece raw() const noexcept {
    return {sizeof(trellis_bad_piece),
            0,
            as_text(key),
            as_text(sentence),
            as_text(file),
            line,
            column,
            as_text(path),
            as_text(bytes)};
  }
};

// One named stream of a payload, read in order, once.
class Stream {
 public:
  explicit Stream(const trellis_stream& raw) noexcept : raw_(&raw) {}

  std::string_view name() const noexcept { return view(raw_->name); }
  std::uint64_t size() const noexcept { return raw_->size; }

  // 0 at the end.
  std::size_t read(char* to, std::size_t size) {
    const std::int64_t got = raw_->read(raw_->context, to, size);
    if (got < 0) throw Failure(TRELLIS_RETRY, {});
    return static_cast<std::size_t>(got);
  }

 private:
  const trellis_stream* raw_;
};

class PayloadView {
 public:
  explicit PayloadView(const trellis_payload& raw) noexcept : raw_(&raw) {}

  std::string_view name() const noexcept { return view(raw_->name); }
  std::size_t stream_count() const noexcept { return static_cast<std::size_t>(raw_->stream_count); }
  Stream stream(std::size_t index) const noexcept { return Stream(*raw_->streams[index]); }
  const trellis_payload& raw() const noexcept { return *raw_; }

 private:
  const trellis_payload* raw_;
};

}  // namespace v1
}  // namespace trellis

#endif
