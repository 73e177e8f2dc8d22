#pragma once

#include <random>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/linkage/records.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {

// Invented children in households, some with a twin, each told one to four times with errors.
struct Town {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::uint32_t> person, twin_set;  // 0: no twin

  // `most_copies`: how often a child may stand in the table.
  explicit Town(unsigned seed, int households = 300, unsigned most_copies = 4)
      : most_copies_(most_copies), random_(seed) {
    for (int h = 0; h < households; ++h) household();
  }

  Records records() const {
    Encoder encoder({{},
                     {{"given", Is::given_name, {}, {}},
                      {"family", Is::family_name, {}, {}},
                      {"birth", Is::birth_date, {}, {}},
                      {"sex", Is::sex, {}, {}},
                      {"postcode", Is::postcode, {}, {}},
                      {"nhs", Is::nhs_number, {}, {}}}},
                    testing::shipped_words());
    EXPECT_THAT(encoder.start_table({"given", "family", "birth", "sex", "postcode", "nhs"}),
                testing::IsOk());
    for (const auto& row : rows) encoder.add({row.begin(), row.end()});
    return *encoder.take();
  }

 private:
  std::string pick(const std::vector<std::string>& from) { return from[random_() % from.size()]; }
  std::string syllables(int count) {
    static const std::vector<std::string> all = {"ba", "do", "ki", "lu", "me", "na", "ro", "si",
                                                 "ta", "vo", "za", "pe", "gi", "hu", "fa", "we"};
    std::string word;
    for (int i = 0; i < count; ++i) word += pick(all);
    return word;
  }
  std::string damaged(std::string text) {
    if (random_() % 12 == 0 && text.size() > 3) text[1 + random_() % (text.size() - 2)] = 'x';
    return text;
  }
  void household() {
    const std::string family = syllables(3);
    const std::string postcode = "XX" + std::to_string(random_() % 90) + " 9AB";
    const bool has_twins = random_() % 8 == 0;
    const int children = has_twins ? 2 : 1 + static_cast<int>(random_() % 2);
    std::string birth;
    for (int c = 0; c < children; ++c) {
      if (c == 0 || !has_twins)
        birth = std::to_string(2006 + random_() % 15) + "-0" + std::to_string(1 + random_() % 9) +
                "-" + std::to_string(10 + random_() % 19);
      child(syllables(2 + static_cast<int>(random_() % 2)), family, birth, postcode,
            has_twins ? 1 + static_cast<std::uint32_t>(rows.size()) : 0);
    }
  }
  void child(const std::string& given, const std::string& family, const std::string& birth,
             const std::string& postcode, std::uint32_t twins) {
    const std::uint32_t number = people_++;
    const std::string nhs = "999" + std::to_string(1'000'000 + number);
    const std::string sex = random_() % 2 == 0 ? "F" : "M";
    const int copies = 1 + static_cast<int>(random_() % most_copies_);
    for (int i = 0; i < copies; ++i) {
      rows.push_back({damaged(given), damaged(family), birth, sex,
                      random_() % 5 == 0 ? "" : postcode, random_() % 2 == 0 ? nhs : ""});
      person.push_back(number);
      twin_set.push_back(twins);
    }
  }

  unsigned most_copies_;
  std::mt19937 random_;
  std::uint32_t people_ = 0;
};

}  // namespace trellis::linkage
