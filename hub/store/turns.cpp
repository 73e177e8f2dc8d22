#include "hub/store/turns.hpp"

#include <charconv>
#include <fstream>
#include <sstream>
#include <unistd.h>
#include <utility>

#include "hub/store/write_lock.hpp"

namespace trellis::store {
namespace {

constexpr LockFile::Range the_turn{2, 1};
constexpr std::int64_t first_place = 1'000;  // each is one byte
constexpr int bits_of_a_process = 22;        // Linux counts processes up to 4,194,304

Error busy() {
  return {Fault::cancelled,
          "other imports are still running: wait until they are done, then do it again"};
}

// By when the process started and, within a hundredth of a second, by its number: who was started
// first comes first, however long either took to get here.
std::int64_t place_of_this_process() {
  std::ifstream stat("/proc/self/stat");
  std::string text, field;
  std::getline(stat, text);
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  constexpr int start_time = 20;  // after the name in brackets; proc(5), "starttime"
  for (int i = 0; i < start_time; ++i) fields >> field;
  std::int64_t ticks = 0;
  std::from_chars(field.data(), field.data() + field.size(), ticks);
  return first_place + (ticks << bits_of_a_process) + ::getpid();
}

class FileTurn final : public pipeline::Turn {
 public:
  FileTurn(const std::string& database, Patience patience)
      : file_(lock_file_of(database)), patience_(std::move(patience)) {}

  Status line_up() {
    do {
      file_.close();
      place_ = place_of_this_process();
      for (bool is_mine = false; !is_mine; ++place_) {
        TRELLIS_LET(const auto taken, file_.try_take({place_, 1}));
        is_mine = taken;
      }
    } while (file_.is_replaced());
    return done();
  }

  Status wait() override {
    if (has_turn_) return done();
    const LockFile::Range before{first_place, place_ - 1 - first_place};
    TRELLIS_TRY(file_.take_after(the_turn, before, patience_, busy()));
    has_turn_ = true;
    return done();
  }

 private:
  LockFile file_;
  Patience patience_;
  std::int64_t place_ = first_place;  // after the own one
  bool has_turn_ = false;
};

class FileTurns final : public pipeline::Turns {
 public:
  FileTurns(std::string database, Patience patience)
      : database_(std::move(database)), patience_(std::move(patience)) {}

  Result<std::unique_ptr<pipeline::Turn>> line_up() override {
    auto turn = std::make_unique<FileTurn>(database_, patience_);
    TRELLIS_TRY(turn->line_up());
    return std::unique_ptr<pipeline::Turn>(std::move(turn));
  }

 private:
  std::string database_;
  Patience patience_;
};

}  // namespace

std::unique_ptr<pipeline::Turns> make_turns(const std::string& database, Patience patience) {
  return std::make_unique<FileTurns>(database, std::move(patience));
}

}  // namespace trellis::store
