#include "hub/store/compression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;
using ::testing::Eq;

const std::string repeated = [] {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "<name>child " + std::to_string(i) + "</name>\n";
  return text;
}();

TEST(Compression, GivesBackTheSameBytes) {
  for (const std::string& bytes :
       {std::string(), std::string("x"), std::string("\0\xff", 2), repeated})
    EXPECT_THAT(decompress(compress(bytes), bytes.size()), IsOkAnd(Eq(bytes)));
}

TEST(Compression, MakesRecordsMuchSmaller) {
  EXPECT_LT(compress(repeated).size(), repeated.size() / 5);
}

TEST(Compression, RefusesMoreThanTheLimitBeforeMakingRoomForIt) {
  const std::string bomb = compress(std::string(50'000'000, 'x'));
  EXPECT_LT(bomb.size(), 10'000u);
  EXPECT_THAT(decompress(bomb, 1000), SaysWhy("larger than the limit of 1000 bytes"));
}

TEST(Compression, NoticesAnyDamage) {
  const std::string frame = compress(repeated);
  for (std::size_t place = 0; place < frame.size(); place += 7) {
    std::string damaged = frame;
    damaged[place] = static_cast<char>(damaged[place] ^ 0x20);
    const auto bytes = decompress(damaged, repeated.size());
    EXPECT_TRUE(!bytes.ok() || *bytes == repeated) << "at " << place;
  }
  EXPECT_THAT(decompress(frame.substr(0, frame.size() / 2), repeated.size()),
              IsError(Fault::invalid));
  EXPECT_THAT(decompress("", 10), IsError(Fault::invalid));
  EXPECT_THAT(decompress("no frame", 10), IsError(Fault::invalid));
}

}  // namespace
}  // namespace trellis::store
