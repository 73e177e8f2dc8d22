#include "hub/base/digest.hpp"

#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace trellis {
namespace {

// Source: FIPS 180-2, appendix B.
TEST(Digest, IsSha256) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256(std::string(1'000'000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Digest, StartsAfreshEachTime) {
  const Digest first = sha256("abc");
  sha256("something else");
  EXPECT_EQ(sha256("abc"), first);
}

TEST(Digest, IsTheSameOnEveryThread) {
  std::vector<std::string> made(8);
  {
    std::vector<std::jthread> threads;
    for (std::string& digest : made)
      threads.emplace_back([&digest] {
        for (int i = 0; i < 200; ++i) digest = hex(sha256("abc"));
      });
  }
  EXPECT_THAT(made, ::testing::Each(hex(sha256("abc"))));
}

}  // namespace
}  // namespace trellis
