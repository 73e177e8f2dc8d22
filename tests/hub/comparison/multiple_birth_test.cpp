#include "hub/comparison/multiple_birth.hpp"

#include <gtest/gtest.h>

namespace trellis::comparison {

TEST(MultipleBirth, IsToldByTheNameOfANewborn) {
  for (const auto& [given, order] : {std::pair{"Twin 2", 2U},
                                     {"TRIPLET THREE", 3U},
                                     {"Twin B", 2U},
                                     {"twins", 0U},
                                     {"Baby 1", 1U}}) {
    EXPECT_TRUE(multiple_birth_in(given).is_told) << given;
    EXPECT_EQ(multiple_birth_in(given).order, order) << given;
  }
  for (const char* given : {"Baby", "Twinkle 2", "Ilse 2", "", "Quentin"}) {
    EXPECT_FALSE(multiple_birth_in(given).is_told) << given;
    EXPECT_EQ(multiple_birth_in(given).order, 0u) << given;
  }
}

TEST(MultipleBirth, IsOneDigit) {
  EXPECT_EQ(birth_order_in("2"), 2u);
  EXPECT_EQ(birth_order_in("12"), 0u);
  EXPECT_EQ(birth_order_in("second"), 0u);
}

}  // namespace trellis::comparison
