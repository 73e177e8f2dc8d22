#include "hub/pipeline/key_filter.hpp"

#include <string>

#include <gtest/gtest.h>

namespace trellis::pipeline {
namespace {

TEST(KeyFilter, RulesOutNothingUntilItStartsEmpty) {
  KeyFilter keys;
  EXPECT_TRUE(keys.may_have(KeyFilter::Of::record, "ada"));
  keys.add(KeyFilter::Of::record, "ada");
  EXPECT_TRUE(keys.may_have(KeyFilter::Of::record, "bob"));
}

TEST(KeyFilter, NeverRulesOutWhatWasWritten) {
  KeyFilter keys;
  keys.start_empty();
  EXPECT_FALSE(keys.may_have(KeyFilter::Of::record, "ada"));
  for (int i = 0; i < 1000; ++i) keys.add(KeyFilter::Of::record, std::to_string(i));
  for (int i = 0; i < 1000; ++i)
    EXPECT_TRUE(keys.may_have(KeyFilter::Of::record, std::to_string(i)));
}

TEST(KeyFilter, TellsKeysOfRecordsFromKeysOfSubjects) {
  KeyFilter keys;
  keys.start_empty();
  keys.add(KeyFilter::Of::record, "ada");
  EXPECT_TRUE(keys.may_have(KeyFilter::Of::record, "ada"));
  EXPECT_FALSE(keys.may_have(KeyFilter::Of::subject, "ada"));
}

}  // namespace
}  // namespace trellis::pipeline
