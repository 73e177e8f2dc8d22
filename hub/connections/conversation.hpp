#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/connections/child_process.hpp"
#include "hub/connections/plugin_log.hpp"
#include "hub/connections/reach.hpp"
#include "hub/connections/runner.hpp"
#include "trellis/abi.h"

namespace trellis::connections {

// What one call of a child's adapter needs of the hub. Unused parts are null.
struct Call {
  std::string command;  // its frame
  const transport::Payload* payload = nullptr;
  Sink* sink = nullptr;
  Output* output = nullptr;
  // What the sink took so far, in order, by hashes: what an adapter gives again is not taken twice.
  std::vector<std::uint64_t>* taken = nullptr;
};

// How far a call has come: where a death happened, and where the source goes on.
struct Tally {
  std::uint64_t records = 0;
  std::uint64_t since_commit = 0;
  std::uint64_t commits = 0;
  bool has_given = false;        // a record or a bad piece
  std::size_t next = 0;          // of what was taken before, if the adapter gives it again
  std::size_t committed = 0;     // of what was taken, on disk
  std::string cursor;            // of the last record
  std::string committed_cursor;  // given to the next open
  Reach reach{};                 // of a call with a payload
  std::string not_confined{};    // what the child said of itself
};

// How a call ended. Where the child is dead, `death` tells of what; `status` is the call's own
// outcome otherwise, and `answer` what the adapter said, unless the hub stopped it.
struct Ending {
  std::optional<std::string> death{};
  bool is_child_usable = true;
  Status status = done();
  trellis_status answer = TRELLIS_OK;
  bool out_of_memory = false;
};

// One call over the link: answers what the child asks until its result, its end, a broken frame or
// the deadline.
class Conversation {
 public:
  Conversation(ChildProcess& child, const Supervision& limits, const PluginLog& log,
               const Call& call, Tally& tally)
      : child_(child), limits_(limits), log_(log), call_(call), tally_(tally) {}

  Ending run(const std::stop_token& stop);

 private:
  std::optional<Ending> take(const Frame& frame);
  std::optional<Ending> take_record(const Frame& frame);
  std::optional<Ending> take_bad_piece(const Frame& frame);
  std::optional<Ending> take_output(const Frame& frame);
  std::optional<Ending> take_result(const Frame& frame);
  std::optional<Ending> give_stream(const Frame& frame);
  std::optional<Ending> commit();
  bool is_taken(std::string_view key, std::string_view bytes);
  void refuse(Error error);
  void cancel();
  Ending late();
  Ending died(std::string how);
  Moment soon() const { return std::chrono::steady_clock::now() + limits_.silence; }

  ChildProcess& child_;
  const Supervision& limits_;
  const PluginLog& log_;
  const Call& call_;
  Tally& tally_;
  std::vector<formats::Origin> origins_;
  std::string last_words_;
  std::optional<Error> refusal_;       // of the sink, the output or the hub's stop
  std::optional<Moment> last_moment_;  // once cancelled: then the child is ended
};

}  // namespace trellis::connections
