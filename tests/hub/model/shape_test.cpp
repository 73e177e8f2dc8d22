#include "hub/model/shape.hpp"

#include <gtest/gtest.h>

namespace trellis::model {
namespace {

TEST(Shape, TellsDigitsFromLetters) {
  EXPECT_TRUE(has_shape("X123456", "ld{6}"));
  EXPECT_FALSE(has_shape("X12345", "ld{6}"));
  EXPECT_FALSE(has_shape("X1234567", "ld{6}"));
  EXPECT_FALSE(has_shape("x123456", "ld{6}"));
  EXPECT_FALSE(
      has_shape("\xC3\x89"
                "1234",
                "ld{4}"));
}

TEST(Shape, CountsBetweenLeastAndMost) {
  EXPECT_FALSE(has_shape("RX", "n{3,10}"));
  EXPECT_TRUE(has_shape("RXX", "n{3,10}"));
  EXPECT_TRUE(has_shape("0123456789", "n{3,10}"));
  EXPECT_FALSE(has_shape("01234567890", "n{3,10}"));
  EXPECT_TRUE(has_shape("XX", "XXx{0,18}"));
}

TEST(Shape, TriesItsAlternatives) {
  EXPECT_TRUE(has_shape("SC012345", "SCd{6}|d{7}|X{7}"));
  EXPECT_TRUE(has_shape("1234567", "SCd{6}|d{7}|X{7}"));
  EXPECT_TRUE(has_shape("XXXXXXX", "SCd{6}|d{7}|X{7}"));
  EXPECT_FALSE(has_shape("SC12345", "SCd{6}|d{7}|X{7}"));
}

TEST(Shape, TakesOtherCharactersAsTheyStand) {
  EXPECT_TRUE(has_shape("E06000049", "E06d{6}"));
  EXPECT_FALSE(has_shape("W06000049", "E06d{6}"));
  EXPECT_TRUE(has_shape("24/1", "d{2}/d{1,7}"));
}

}  // namespace
}  // namespace trellis::model
