#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace trellis::comparison {

// A date that systems write where none is known: 1900-01-01, 9999-12-31 and the like.
bool is_no_birth_date(unsigned year, unsigned month, unsigned day);
// The same, or one that may be: a 1 January long ago.
bool may_stand_for_unknown(unsigned year, unsigned month, unsigned day);

// How often the first of each month is told as somebody's birthday. Systems write it where a day is
// not known, and authorities for those who came without papers: 1 January before all, and 1 July.
// Two who are given such a day share less than two who were born on one. Plain, for snapshots.
class SharedDays {
 public:
  void count(unsigned month, unsigned day, int by);
  void settle() { settled_ = told_; }
  // What was settled, for the store: of births on the first of a month, and of month 0 of all.
  std::int64_t settled(unsigned month) const;
  void settle(unsigned month, std::int64_t births);

  // The share of all births that are told on this first of a month, when they were last settled. It
  // starts from what is usual, which is worth a thousand births.
  double share(unsigned month, unsigned day) const;
  // What an equal date with this day says less than another, in bits: 0 or below; for any day.
  double bits(unsigned month, unsigned day) const;

 private:
  static bool is_month(unsigned month);  // codes have room for more
  struct Counts {
    std::array<std::int64_t, 12> firsts{};
    std::int64_t all = 0;
  };
  Counts told_, settled_;
};

}  // namespace trellis::comparison
