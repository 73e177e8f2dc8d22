#include "hub/base/signature.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/base/hex.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis {
namespace {

using namespace trellis::testing;
namespace fs = std::filesystem;

void allow(const std::string& file, fs::perms permissions) { fs::permissions(file, permissions); }

TEST(Signature, HoldsForItsBytesAndItsKeyOnly) {
  const SigningKey key = SigningKey::make();
  const Signature signature = key.sign("the end of the journal");
  EXPECT_TRUE(key.public_key().verifies("the end of the journal", signature));
  EXPECT_FALSE(key.public_key().verifies("the end of a journal", signature));
  EXPECT_FALSE(SigningKey::make().public_key().verifies("the end of the journal", signature));
}

TEST(Signature, FailsWhereABitOfItTipsOver) {
  const SigningKey key = SigningKey::make();
  Signature signature = key.sign("x");
  signature[40] ^= 4;
  EXPECT_FALSE(key.public_key().verifies("x", signature));
}

// Source: RFC 8032, 7.1, test 1.
TEST(Signature, IsThatOfTheStandard) {
  const auto key =
      PublicKey::parse("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  ASSERT_THAT(key, IsOk());
  Signature signature{};
  ASSERT_TRUE(
      from_hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc6"
               "1e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
               signature));
  EXPECT_TRUE(key->verifies("", signature));
  EXPECT_FALSE(key->verifies("a", signature));
}

TEST(PublicKey, IsReadAsItIsWritten) {
  const PublicKey key = SigningKey::make().public_key();
  EXPECT_THAT(PublicKey::parse(key.hex()), IsOkAnd(key));
  EXPECT_THAT(PublicKey::parse(key.hex().substr(1)), IsError(Fault::invalid));
  EXPECT_THAT(PublicKey::parse(std::string(64, 'g')), IsError(Fault::invalid));
}

TEST(SigningKey, IsKeptInAFileForItsOwnerOnly) {
  const TemporaryFolder folder;
  const SigningKey made = SigningKey::make();
  ASSERT_THAT(made.write(folder.file("key")), IsOk());
  EXPECT_EQ(fs::status(folder.file("key")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);

  const auto read = SigningKey::read(folder.file("key"));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->public_key(), made.public_key());
}

TEST(SigningKey, NeverReplacesAnother) {
  const TemporaryFolder folder;
  ASSERT_THAT(SigningKey::make().write(folder.file("key")), IsOk());
  EXPECT_THAT(SigningKey::make().write(folder.file("key")), IsError(Fault::conflict));
}

TEST(SigningKey, IsRefusedWhereItIsNone) {
  const TemporaryFolder folder;
  EXPECT_THAT(SigningKey::read(folder.file("nothing")), IsError(Fault::not_found));
  for (const char* text : {"", "not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n"}) {
    const std::string file = folder.write("broken", text);
    allow(file, fs::perms::owner_read);
    EXPECT_THAT(SigningKey::read(file), SaysWhy("no Ed25519 private key")) << text;
  }
  EXPECT_THAT(SigningKey::read(folder.path()), IsError(Fault::invalid));
}

TEST(SigningKey, IsRefusedWhereOthersMayReadIt) {
  const TemporaryFolder folder;
  ASSERT_THAT(SigningKey::make().write(folder.file("key")), IsOk());
  allow(folder.file("key"), fs::perms::owner_read | fs::perms::group_read);
  EXPECT_THAT(SigningKey::read(folder.file("key")), SaysWhy("chmod 600"));
}

}  // namespace
}  // namespace trellis
