#pragma once

#include <random>
#include <string>
#include <vector>

#include "hub/matching/learning/training.hpp"
#include "tests/support/subject_builder.hpp"

namespace trellis::testing {

// Invented children, each known to one to three sources, that err now and then. Subjects of one
// child follow each other; ids count from 1.
struct Village {
  std::vector<matching::TrainingSubject> subjects;
  std::vector<int> child;  // by subject

  explicit Village(unsigned seed, int children) : random_(seed) {
    for (int i = 0; i < children; ++i) add_child(i);
  }

 private:
  unsigned below(unsigned many) { return static_cast<unsigned>(random_() % many); }
  bool one_in(unsigned many) { return below(many) == 0; }
  std::string syllables(int count) {
    static const std::vector<std::string> all = {"ba", "do", "ki", "lu", "me", "na", "ro", "si",
                                                 "ta", "vo", "za", "pe", "gi", "hu", "fa", "we"};
    std::string word;
    for (int i = 0; i < count; ++i) word += all[random_() % all.size()];
    return word;
  }
  void add_child(int number) {
    const std::string given = syllables(2), family = syllables(3);
    const int year = 2006 + static_cast<int>(below(15));
    const unsigned month = 1 + below(12), day = 1 + below(28);
    const bool is_girl = one_in(2);
    const std::string postcode = "XX" + std::to_string(below(60)) + " 1AB";
    const unsigned sources = 1 + below(3);
    for (unsigned i = 0; i < sources; ++i) {
      const bool is_swapped = one_in(25) && day <= 12;
      const Date born = *(is_swapped ? Date::of(year, day, month) : Date::of(year, month, day));
      std::string told = given;
      if (one_in(12)) told[2] = 'x';
      SubjectBuilder builder(told, one_in(30) ? syllables(3) : family);
      builder.born(born.text());
      (one_in(100) ? !is_girl : is_girl) ? builder.girl() : builder.boy();
      if (!one_in(4))
        builder.living_at(one_in(6) ? "XX" + std::to_string(below(60)) + " 9ZZ" : postcode);
      if (one_in(3)) builder.nhs("999" + std::to_string(1'000'000 + number));
      subjects.push_back({SubjectId(static_cast<std::int64_t>(subjects.size()) + 1), builder});
      child.push_back(number);
    }
  }

  std::mt19937 random_;
};

}  // namespace trellis::testing
