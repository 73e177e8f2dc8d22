#include "hub/base/channel.hpp"

#include <memory>
#include <numeric>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

namespace trellis {
namespace {

TEST(Channel, GivesItemsInTheirOrder) {
  Channel<std::unique_ptr<int>> channel(3);
  for (const int number : {1, 2, 3}) EXPECT_TRUE(channel.push(std::make_unique<int>(number)));

  for (const int number : {1, 2, 3}) EXPECT_EQ(**channel.pop(), number);
}

TEST(Channel, HandsOverWhatIsInsideAfterItIsClosed) {
  Channel<int> channel(2);
  channel.push(1);

  channel.close();

  EXPECT_FALSE(channel.push(2));
  EXPECT_EQ(channel.pop(), std::optional(1));
  EXPECT_EQ(channel.pop(), std::nullopt);
}

TEST(Channel, LosesNothingBetweenManyThreads) {
  constexpr int writers = 4, each = 500;
  Channel<int> channel(3);
  std::vector<int> seen;

  {
    std::jthread reader([&] {
      while (const auto item = channel.pop()) seen.push_back(*item);
    });
    {
      std::vector<std::jthread> threads;
      for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&channel, writer] {
          for (int i = 0; i < each; ++i) channel.push(writer * each + i);
        });
    }
    channel.close();
  }

  std::vector<int> all(writers * each);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_THAT(seen, ::testing::UnorderedElementsAreArray(all));
}

TEST(Channel, FreesAWriterThatWaitsWhenItIsClosed) {
  Channel<int> channel(1);
  channel.push(1);
  bool taken = true;
  {
    std::jthread writer([&] { taken = channel.push(2); });
    channel.close();
  }
  EXPECT_FALSE(taken);
}

}  // namespace
}  // namespace trellis
