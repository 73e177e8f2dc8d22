#include "hub/base/large_array.hpp"

#include <cstdio>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

namespace trellis {
namespace {

// A file with `count` numbers from 0 on, 4096 bytes in.
class File {
 public:
  explicit File(std::size_t count) : file_(std::tmpfile()) {
    std::vector<std::uint32_t> numbers(1024 + count);
    std::iota(numbers.begin() + 1024, numbers.end(), 0U);
    std::fwrite(numbers.data(), sizeof(std::uint32_t), numbers.size(), file_);
    std::fflush(file_);
  }
  ~File() { std::fclose(file_); }
  LargeArray<std::uint32_t> array(std::size_t count) const {
    return {LargeMemory::of_file(fileno(file_), 4096, count * sizeof(std::uint32_t)), count};
  }

 private:
  std::FILE* file_;
};

}  // namespace

TEST(LargeArray, KeepsItsValuesAsItGrowsToLargePages) {
  LargeArray<std::uint32_t> array;
  for (std::uint32_t i = 0; i < 2'000'000; ++i) array.push_back(i);
  ASSERT_EQ(array.size(), 2'000'000u);
  for (std::uint32_t i = 0; i < 2'000'000; ++i) ASSERT_EQ(array[i], i);
}

TEST(LargeArray, FillsWhatIsAddedBySize) {
  LargeArray<int> array(2);
  array[0] = 1;
  array.resize(5, 7);
  EXPECT_EQ(std::vector<int>(array.begin(), array.end()), (std::vector<int>{1, 0, 7, 7, 7}));
  array.resize(1);
  array.resize(2, 9);
  EXPECT_EQ(std::vector<int>(array.begin(), array.end()), (std::vector<int>{1, 9}));
}

TEST(LargeArray, BeginsAsAFileAndNeverWritesToIt) {
  constexpr std::uint32_t count = 100'000;
  const File file(count);
  LargeArray<std::uint32_t> array = file.array(count);
  for (std::uint32_t i = 0; i < count; ++i) ASSERT_EQ(array[i], i);
  array[5] = 50;
  for (std::uint32_t i = count; i < 3 * count; ++i) array.push_back(i);  // beyond its room too
  EXPECT_EQ(array[5], 50u);
  array[5] = 5;
  for (std::uint32_t i = 0; i < 3 * count; ++i) ASSERT_EQ(array[i], i);
  EXPECT_EQ(file.array(count)[5], 5u);
}

TEST(LargeArray, OfAnEmptyPartOfAFileIsEmpty) {
  const File file(0);
  LargeArray<std::uint32_t> array = file.array(0);
  EXPECT_EQ(array.size(), 0u);
  array.push_back(1);
  EXPECT_EQ(array[0], 1u);
}

}  // namespace trellis
