#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/connections/sink.hpp"
#include "trellis/abi.h"

namespace trellis::connections {

// What a call of an adapter came to, in the contract's own words.
struct Outcome {
  trellis_status status = TRELLIS_OK;
  std::string sentence{};  // empty: the adapter does not say why
};

// What an adapter sees of the hub. Checks everything that comes over the boundary before it becomes
// a Record or a BadPiece. The adapter may call it from any thread; the sink's calls never overlap.
class HostSide {
 public:
  HostSide();
  virtual ~HostSide() = default;
  HostSide(const HostSide&) = delete;
  HostSide& operator=(const HostSide&) = delete;

  const trellis_host* table() const noexcept { return &table_; }

  // Around each call of the adapter. Without a sink, nothing may be emitted.
  void begin(Sink* sink);
  // The sink's own error if it gave one, else the status with its sentence.
  Outcome end(trellis_status status);

  void explain(std::string_view sentence);
  std::string sentence();

  virtual void at_work() {}  // the adapter called: it is alive
  virtual bool is_cancelled() = 0;

 protected:
  virtual void explained(std::string_view) {}
  virtual void logged(std::int32_t level, std::string_view event) = 0;

 private:
  struct Calls;  // the functions of the table
  trellis_status emit(const trellis_record* raw);
  trellis_status hold(const trellis_bad_piece* raw);
  trellis_status commit();
  trellis_status fault_of_adapter(std::string_view sentence);
  trellis_status outcome(Status status);
  trellis_status before_sink();

  trellis_host table_;
  std::mutex
      mutex_;  // guards everything below; held while the sink works, so that it never overlaps
  Sink* sink_ = nullptr;
  std::optional<Error> refusal_;
  std::vector<formats::Origin> origins_;
  std::mutex sentence_mutex_;
  std::string sentence_;
  std::atomic<unsigned> logged_{0};
};

Error to_error(trellis_status status, std::string sentence);
trellis_status to_status(const Error& error);

}  // namespace trellis::connections
