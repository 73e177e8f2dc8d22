#include "hub/matching/engine/snapshot.hpp"

#include <fstream>
#include <numeric>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::matching {
namespace {

using testing::IsError;
using testing::IsOk;

constexpr Digest mark = {1, 2, 3};

class Snapshots : public ::testing::Test {
 protected:
  Snapshots() {
    numbers_.resize(5000);
    std::iota(numbers_.begin(), numbers_.end(), 7U);
  }
  void write() const {
    SnapshotWriter writer(file_, mark);
    writer(numbers_);
    writer(std::uint64_t{42});
    writer(LargeArray<char>());
    EXPECT_THAT(writer.finish(), IsOk());
  }

  testing::TemporaryFolder folder_;
  std::string file_ = folder_.file("one.snapshot");
  LargeArray<std::uint32_t> numbers_;
};

}  // namespace

TEST_F(Snapshots, GiveBackWhatWasPutInThem) {
  write();
  SnapshotReader reader(file_, mark);
  LargeArray<std::uint32_t> numbers;
  std::uint64_t number = 0;
  LargeArray<char> letters;
  reader(numbers);
  EXPECT_FALSE(reader.is_whole());
  reader(number);
  reader(letters);
  EXPECT_TRUE(reader.is_whole());
  EXPECT_TRUE(std::equal(numbers.begin(), numbers.end(), numbers_.begin(), numbers_.end()));
  EXPECT_EQ(number, 42u);
  EXPECT_TRUE(letters.empty());
}

TEST_F(Snapshots, AreNotReadUnderAnotherMark) {
  write();
  SnapshotReader reader(file_, Digest{1, 2, 4});
  LargeArray<std::uint32_t> numbers;
  reader(numbers);
  EXPECT_TRUE(numbers.empty());
  EXPECT_FALSE(reader.is_whole());
}

TEST_F(Snapshots, AreNotReadAsOtherValues) {
  write();
  SnapshotReader reader(file_, mark);
  LargeArray<std::uint64_t> numbers;
  reader(numbers);
  EXPECT_TRUE(numbers.empty());
  EXPECT_FALSE(reader.is_whole());
}

TEST_F(Snapshots, AreNotReadWithAPartThatIsDamaged) {
  write();
  std::fstream bytes(file_, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekp(3 * 4096);  // of the numbers, which begin after two pages
  bytes.put('x').flush();
  SnapshotReader reader(file_, mark);
  LargeArray<std::uint32_t> numbers;
  reader(numbers);
  EXPECT_TRUE(numbers.empty());
  EXPECT_FALSE(reader.is_whole());
}

TEST_F(Snapshots, NeverReplaceAFile) {
  write();
  SnapshotWriter writer(file_, mark);
  writer(std::uint64_t{1});
  EXPECT_THAT(writer.finish(), IsError(Fault::unavailable));
  SnapshotReader reader(file_, mark);
  LargeArray<std::uint32_t> numbers;
  reader(numbers);
  EXPECT_EQ(numbers.size(), numbers_.size());
}

TEST_F(Snapshots, OfNoFileAreEmpty) {
  SnapshotReader reader(folder_.file("none"), mark);
  std::uint64_t number = 5;
  reader(number);
  EXPECT_EQ(number, 5u);
  EXPECT_FALSE(reader.is_whole());
}

}  // namespace trellis::matching
