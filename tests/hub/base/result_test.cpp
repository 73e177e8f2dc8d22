#include "hub/base/result.hpp"

#include <memory>

#include <gmock/gmock.h>

#include "hub/base/id.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis {
namespace {

using testing::IsError;
using testing::IsOk;
using testing::IsOkAnd;
using testing::SaysWhy;

Result<int> half(int number) {
  if (number % 2 != 0) return Error{Fault::invalid, "an odd number has no half"};
  return number / 2;
}

TEST(Result, IsAValueOrAnError) {
  EXPECT_THAT(half(8), IsOkAnd(4));
  EXPECT_TRUE(static_cast<bool>(half(8)));
  EXPECT_THAT(half(7), IsError(Fault::invalid));
  EXPECT_FALSE(half(7).ok());
}

TEST(Result, ChainsUntilTheFirstError) {
  EXPECT_THAT(half(12).and_then(half), IsOkAnd(3));
  EXPECT_THAT(half(12).and_then(half).and_then(half), SaysWhy("odd"));

  int calls = 0;
  const auto counted = [&](int number) {
    ++calls;
    return half(number);
  };
  EXPECT_THAT(half(3).and_then(counted).and_then(counted), IsError(Fault::invalid));
  EXPECT_EQ(calls, 0);
}

TEST(Result, MovesWhatItHolds) {
  Result<std::unique_ptr<int>> held(std::make_unique<int>(5));

  const std::unique_ptr<int> taken = *std::move(held);

  EXPECT_EQ(*taken, 5);
}

TEST(Result, HoldsAnErrorAsAValueOnlyInsideAResultOfErrors) {
  const Result<std::string> text("words");
  EXPECT_THAT(text, IsOkAnd(std::string("words")));
  EXPECT_EQ(text->size(), 5u);
}

Status quarter(int number, int& result) {
  const auto once = half(number);
  TRELLIS_TRY(once);
  TRELLIS_TRY(half(*once));
  result = number / 4;
  return done();
}

TEST(Result, ReturnsTheErrorOfATry) {
  int result = 0;
  EXPECT_THAT(quarter(8, result), IsOk());
  EXPECT_EQ(result, 2);
  EXPECT_THAT(quarter(6, result), SaysWhy("odd"));
  EXPECT_EQ(result, 2);
}

using ResultDeathTest = ::testing::Test;

TEST(ResultDeathTest, EndsTheProgramWhereAnErrorIsTakenForAValue) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH({ [[maybe_unused]] const int value = half(3).value(); }, "ok");
}

TEST(Place, SaysWhatItKnows) {
  EXPECT_EQ(to_string(Place{}), "");
  EXPECT_EQ(to_string(Place{"a.csv", 0, 0, {}}), "a.csv");
  EXPECT_EQ(to_string(Place{"a.csv", 12, 0, {}}), "a.csv:12");
  EXPECT_EQ(to_string(Place{"a.csv", 12, 7, "DOB"}), "a.csv:12:7 DOB");
  EXPECT_EQ(to_string(Place{{}, 12, 7, {}}), "line 12:7");
  EXPECT_EQ(to_string(Place{{}, 0, 0, "PID.3.1"}), "PID.3.1");
}

TEST(Error, PutsThePlaceBeforeTheSentence) {
  EXPECT_EQ(to_string(Error{Fault::invalid, "not a date", {"a.csv", 3, 1, {}}}),
            "a.csv:3:1: not a date");
  EXPECT_EQ(to_string(Error{Fault::invalid, "not a date"}), "not a date");
}

TEST(Id, ReadsOnlyWholeNumbersAboveZero) {
  EXPECT_THAT(ChildId::parse("42"), IsOkAnd(ChildId(42)));
  for (const std::string_view text : {"", "0", "-1", "4x", " 4", "99999999999999999999"})
    EXPECT_THAT(ChildId::parse(text), IsError(Fault::invalid)) << text;
  EXPECT_TRUE(ChildId().none());
  EXPECT_EQ(to_string(ChildId(42)), "42");
}

}  // namespace
}  // namespace trellis
