#include "hub/store/turns.hpp"

#include <utility>

#include "hub/store/write_lock.hpp"

namespace trellis::store {
namespace {

constexpr LockFile::Range the_list{2, 1};         // of places, while one is chosen
constexpr std::int64_t first_place = 1'000;       // each is one byte
constexpr std::int64_t all_places = 1'000'000'000;

Error busy() {
  return {Fault::cancelled,
          "other imports are still running: wait until they are done, then do it again"};
}

class FileTurn final : public pipeline::Turn {
 public:
  FileTurn(const std::string& database, Patience patience)
      : file_(lock_file_of(database)), patience_(std::move(patience)) {}

  Status line_up() {
    do {
      file_.close();
      TRELLIS_TRY(file_.take(the_list, patience_, busy()));
      const Status chosen = choose_place();
      file_.give_back(the_list);
      TRELLIS_TRY(chosen);
    } while (file_.is_replaced());
    return done();
  }

  Status wait() override {
    if (place_ == first_place) return done();
    return file_.wait_until_free({first_place, place_ - first_place}, patience_, busy());
  }

 private:
  // Behind all others.
  Status choose_place() {
    place_ = first_place;
    while (true) {
      const auto taken = file_.first_taken({place_, all_places});
      if (!taken.ok()) return taken.error();
      if (*taken < 0) break;
      place_ = *taken + 1;
    }
    const auto mine = file_.try_take({place_, 1});
    if (!mine.ok()) return mine.error();
    return *mine ? done() : Status(busy());
  }

  LockFile file_;
  Patience patience_;
  std::int64_t place_ = first_place;
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
