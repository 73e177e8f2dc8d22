#include "hub/store/checkpoint_files.hpp"

#include <filesystem>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;
using audit::SignedCheckpoint;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CheckpointsInAFolder : public ::testing::Test {
 protected:
  SignedCheckpoint at(std::int64_t entry) const {
    SignedCheckpoint checkpoint;
    checkpoint.end = {entry, sha256(std::to_string(entry))};
    checkpoint.hub = "Fern";
    return audit::sign(key_, checkpoint);
  }
  std::vector<std::int64_t> kept() {
    std::vector<std::int64_t> sequences;
    const auto all = files_.all(key_.public_key());
    for (const SignedCheckpoint& each : all->checkpoints) sequences.push_back(each.end.sequence);
    return sequences;
  }
  std::string file() const { return files_.file_of(key_.public_key()); }
  void put(const std::string& bytes) const {
    folder_.write(std::filesystem::path(file()).filename().string(), bytes);
  }

  TemporaryFolder folder_;
  SigningKey key_ = SigningKey::make();
  CheckpointFiles files_{folder_.path(), CheckpointFiles::Copy::none};
};

TEST_F(CheckpointsInAFolder, AreNoneAtFirst) {
  EXPECT_THAT(files_.last(key_.public_key()), IsOkAnd(std::nullopt));
  EXPECT_THAT(kept(), IsEmpty());
}

TEST_F(CheckpointsInAFolder, AreKeptInOrder) {
  for (const std::int64_t entry : {3, 8, 21}) ASSERT_THAT(files_.add(at(entry)), IsOk());
  EXPECT_THAT(kept(), ElementsAre(3, 8, 21));
  EXPECT_THAT(files_.last(key_.public_key()), IsOkAnd(std::optional(at(21))));
}

TEST_F(CheckpointsInAFolder, NeverGoBackToAnOlderEnd) {
  ASSERT_THAT(files_.add(at(8)), IsOk());
  ASSERT_THAT(files_.add(at(8)), IsOk());
  ASSERT_THAT(files_.add(at(3)), IsOk());
  EXPECT_THAT(kept(), ElementsAre(8));
}

TEST_F(CheckpointsInAFolder, StartAgainWhereAPersonSaysSo) {
  ASSERT_THAT(files_.add(at(8)), IsOk());
  SignedCheckpoint start = at(3);
  start.kind = SignedCheckpoint::Kind::start;
  ASSERT_THAT(files_.add(audit::sign(key_, start)), IsOk());
  EXPECT_THAT(kept(), ElementsAre(8, 3));
}

TEST_F(CheckpointsInAFolder, OfTwoHubsDoNotMix) {
  const SigningKey other = SigningKey::make();
  ASSERT_THAT(files_.add(at(8)), IsOk());
  ASSERT_THAT(files_.add(audit::sign(other, at(70))), IsOk());
  EXPECT_THAT(kept(), ElementsAre(8));
  EXPECT_EQ((*files_.last(other.public_key()))->end.sequence, 70);
}

TEST_F(CheckpointsInAFolder, GoOnBehindALineThatWasCutShort) {
  const std::string torn = audit::to_text(at(8));
  for (const std::size_t size : {torn.size() - 1, torn.size() / 2, std::size_t{5}}) {
    put(audit::to_text(at(3)) + "\n" + torn.substr(0, size));
    EXPECT_EQ((*files_.last(key_.public_key()))->end.sequence, 3) << size;
    ASSERT_THAT(files_.add(at(9)), IsOk());
    EXPECT_THAT(kept(), ElementsAre(3, 9));
    EXPECT_EQ(files_.all(key_.public_key())->cut_short, 1u);
    EXPECT_THAT(files_.all(key_.public_key())->damaged, IsEmpty());
  }
}

TEST_F(CheckpointsInAFolder, TellALineThatIsNone) {
  put(audit::to_text(at(3)) + "\nnothing to see here\n");
  EXPECT_THAT(files_.last(key_.public_key()), IsError(Fault::conflict));
  EXPECT_THAT(files_.all(key_.public_key())->damaged,
              ElementsAre(HasSubstr("line 2 is no checkpoint")));
}

TEST_F(CheckpointsInAFolder, AreReadFromTheEndOfALongFile) {
  std::string many;
  for (std::int64_t entry = 1; entry <= 500; ++entry) many += audit::to_text(at(entry)) + "\n";
  put(many);
  EXPECT_EQ((*files_.last(key_.public_key()))->end.sequence, 500);
  EXPECT_EQ(kept().size(), 500u);
}

TEST_F(CheckpointsInAFolder, CannotBeReadNorKeptWhereTheFolderIsGone) {
  CheckpointFiles gone(folder_.file("gone"), CheckpointFiles::Copy::none);
  EXPECT_THAT(gone.last(key_.public_key()), IsError(Fault::unavailable));
  EXPECT_THAT(gone.all(key_.public_key()), IsError(Fault::unavailable));
  EXPECT_THAT(gone.add(at(1)), IsError(Fault::unavailable));
}

TEST_F(CheckpointsInAFolder, AreWholeLinesWhenSeveralProgramsWrite) {
  std::vector<std::jthread> programs;
  for (int program = 0; program < 4; ++program)
    programs.emplace_back([&] {
      CheckpointFiles own(folder_.path(), CheckpointFiles::Copy::none);
      for (std::int64_t entry = 1; entry <= 25; ++entry) EXPECT_THAT(own.add(at(entry)), IsOk());
    });
  programs.clear();
  const auto all = files_.all(key_.public_key());
  EXPECT_THAT(all->damaged, IsEmpty());
  EXPECT_EQ(all->cut_short, 0u);
  std::vector<std::int64_t> sequences = kept();
  EXPECT_TRUE(std::is_sorted(sequences.begin(), sequences.end()));
  EXPECT_EQ(sequences.back(), 25);
  EXPECT_EQ(std::adjacent_find(sequences.begin(), sequences.end()), sequences.end());
}

}  // namespace
}  // namespace trellis::store
