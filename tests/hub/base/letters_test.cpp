#include "hub/base/letters.hpp"

#include <gtest/gtest.h>

namespace trellis {
namespace {

TEST(LettersAndDigits, AreWhatNamesHaveInCommon) {
  EXPECT_EQ(text::letters_and_digits("ISO_8859-1 "), "iso88591");
  EXPECT_EQ(text::letters_and_digits("D O B"), "dob");
}

}  // namespace
}  // namespace trellis
