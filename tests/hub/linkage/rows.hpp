#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "hub/linkage/records.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::linkage {

// A table of given name, family name, birth date and postcode.
struct Rows {
  std::vector<std::vector<std::string>> rows;
  Records records() const {
    Encoder encoder({{},
                     {{"given", Is::given_name, {}, {}},
                      {"family", Is::family_name, {}, {}},
                      {"birth", Is::birth_date, {}, {}},
                      {"postcode", Is::postcode, {}, {}}}},
                    testing::shipped_words());
    EXPECT_THAT(encoder.start_table({"given", "family", "birth", "postcode"}), testing::IsOk());
    for (const auto& row : rows) encoder.add({row.begin(), row.end()});
    return *encoder.take();
  }
};

}  // namespace trellis::linkage
