#include "hub/audit/signed_checkpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace trellis::audit {
namespace {

using namespace trellis::testing;
using ::testing::HasSubstr;
using ::testing::Not;

SignedCheckpoint a_checkpoint(const SigningKey& key, std::string hub = "Vale of Fern") {
  SignedCheckpoint checkpoint;
  checkpoint.end = {42, sha256("the end")};
  checkpoint.at = Instant(std::chrono::seconds(1'700'000'000));
  checkpoint.hub = std::move(hub);
  return sign(key, checkpoint);
}

TEST(SignedCheckpoint, IsReadAsItIsWritten) {
  const SigningKey key = SigningKey::make();
  for (const char* hub : {"Vale of Fern", "x", "", "a  b"}) {
    const SignedCheckpoint checkpoint = a_checkpoint(key, hub);
    const auto read = parse_signed_checkpoint(to_text(checkpoint) + "\n");
    ASSERT_THAT(read, IsOkAnd(checkpoint)) << hub;
    EXPECT_TRUE(is_genuine(*read));
  }
}

TEST(SignedCheckpoint, IsFoundBehindWhatASyslogWritesBeforeIt) {
  const SignedCheckpoint checkpoint = a_checkpoint(SigningKey::make());
  EXPECT_THAT(parse_signed_checkpoint("Mar  3 09:00:00 host trellis[7]: " + to_text(checkpoint)),
              IsOkAnd(checkpoint));
}

TEST(SignedCheckpoint, IsNotGenuineOnceAnyOfItIsChanged) {
  const SigningKey key = SigningKey::make();
  const SignedCheckpoint good = a_checkpoint(key);
  const auto changed = [&](auto change) {
    SignedCheckpoint bad = good;
    change(bad);
    return is_genuine(bad);
  };
  EXPECT_TRUE(is_genuine(good));
  EXPECT_FALSE(changed([](auto& bad) { bad.kind = SignedCheckpoint::Kind::start; }));
  EXPECT_FALSE(changed([](auto& bad) { bad.end.sequence = 41; }));
  EXPECT_FALSE(changed([](auto& bad) { bad.end.hash[0] ^= 1; }));
  EXPECT_FALSE(changed([](auto& bad) { bad.at += std::chrono::microseconds(1); }));
  EXPECT_FALSE(changed([](auto& bad) { bad.hub = "Another vale"; }));
  EXPECT_FALSE(changed([](auto& bad) { bad.key = SigningKey::make().public_key(); }));
}

TEST(SignedCheckpoint, IsOneLineWhateverTheHubIsCalled) {
  const std::string name = "Fern\n\x1b[31m" + std::string(300, 'a') + "\xC3\xA9";
  const std::string text = to_text(a_checkpoint(SigningKey::make(), name));
  EXPECT_THAT(text, Not(HasSubstr("\n")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_LT(text.size(), 1000u);
  EXPECT_TRUE(is_genuine(*parse_signed_checkpoint(text)));
}

TEST(SignedCheckpoint, IsNothingElse) {
  const std::string whole = to_text(a_checkpoint(SigningKey::make()));
  for (const std::string& text :
       {std::string(), std::string("trellis-audit-checkpoint 1 4 00"),
        whole.substr(0, whole.size() - 1), whole.substr(0, 100), whole + " and more"})
    EXPECT_THAT(parse_signed_checkpoint(text), IsError(Fault::invalid)) << text;
}

}  // namespace
}  // namespace trellis::audit
