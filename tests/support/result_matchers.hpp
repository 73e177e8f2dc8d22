#pragma once

#include <gmock/gmock.h>

#include "hub/base/result.hpp"

namespace trellis::testing {

MATCHER(IsOk, "is a value") {
  if (!arg.ok()) *result_listener << "error: " << to_string(arg.error());
  return arg.ok();
}
MATCHER_P(IsError, fault, "is an error of that fault") {
  if (arg.ok()) return false;
  *result_listener << "error: " << to_string(arg.error());
  return arg.error().fault == fault;
}
MATCHER_P(IsOkAnd, matcher, "is a value that matches") {
  if (!arg.ok()) {
    *result_listener << "error: " << to_string(arg.error());
    return false;
  }
  return ::testing::ExplainMatchResult(matcher, arg.value(), result_listener);
}
// The error's message contains `words`.
MATCHER_P(SaysWhy, words, "is an error that says so") {
  if (arg.ok()) return false;
  return ::testing::ExplainMatchResult(::testing::HasSubstr(words), arg.error().message,
                                       result_listener);
}

}  // namespace trellis::testing
