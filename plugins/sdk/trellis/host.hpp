// The hub as an author's code sees it.
#ifndef TRELLIS_HOST_HPP
#define TRELLIS_HOST_HPP

#include <string_view>

#include "trellis/abi.h"
#include "trellis/cutting.h"
#include "trellis/views.hpp"

namespace trellis {
inline namespace v1 {

// What the hub offers. Cheap to copy; throws Failure when the hub says stop: let it pass.
class Host {
 public:
  explicit Host(const trellis_host* raw) noexcept : raw_(raw) {}

  void emit(const RecordView& record) const {
    const trellis_record raw = record.raw();
    pass_on(raw_->emit(raw_->context, &raw));
  }
  void hold(const BadPieceView& piece) const {
    const trellis_bad_piece raw = piece.raw();
    pass_on(raw_->hold(raw_->context, &raw));
  }
  // Returns once everything so far is on disk. Only then may the source be told.
  void commit() const { pass_on(raw_->commit(raw_->context)); }
  bool cancelled() const noexcept { return raw_->cancelled(raw_->context) != 0; }
  void log(int level, std::string_view event) const noexcept {
    raw_->log(raw_->context, level, as_text(event));
  }
  void explain(std::string_view sentence) const noexcept {
    raw_->explain(raw_->context, as_text(sentence));
  }

  // The hub's own readers of CSV, XML, JSON and HL7 v2; see cutting.h and the adapters' READMEs.
  void cut(std::string_view settings, const PayloadView& payload) const {
    pass_on(cutting().cut(raw_, as_text(settings), &payload.raw()));
  }
  void check_cutting(std::string_view settings) const {
    const trellis_payload nothing{sizeof(trellis_payload), 0, as_text("settings"), nullptr, 0};
    pass_on(cutting().cut(raw_, as_text(settings), &nothing));
  }
  const trellis_host* raw() const noexcept { return raw_; }

 private:
  const trellis_cutting& cutting() const {
    const auto* found =
        static_cast<const trellis_cutting*>(raw_->extension(raw_->context, TRELLIS_CUTTING_ID));
    if (found == nullptr)
      throw Failure(TRELLIS_UNSUPPORTED, "this hub does not offer " TRELLIS_CUTTING_ID);
    return *found;
  }

  const trellis_host* raw_;
};

// Takes what write builds.
class Output {
 public:
  explicit Output(const trellis_output& raw) noexcept : raw_(&raw) {}
  void put(std::string_view name, std::string_view bytes) {
    pass_on(raw_->put(raw_->context, as_text(name), as_text(bytes)));
  }

 private:
  const trellis_output* raw_;
};

}  // namespace v1
}  // namespace trellis

#endif
