#include "hub/transport/gathered.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/result_matchers.hpp"

namespace trellis::transport {
namespace {

using namespace trellis::testing;

std::string read_all(const Payload& payload, std::size_t index) {
  const auto stream = payload.open_stream(index);
  std::string bytes(64, ' ');
  const auto size = read_at(stream->descriptor(), stream->offset(), stream->size(), 0, bytes.data(),
                            bytes.size());
  bytes.resize(*size);
  return bytes;
}

TEST(GatheredPayload, HoldsItsStreamsByName) {
  auto gathered = GatheredPayload::begin("autumn.zip");
  ASSERT_THAT(gathered, IsOk());
  gathered->stream("children.csv");
  ASSERT_THAT(gathered->append("id,"), IsOk());
  ASSERT_THAT(gathered->append("name"), IsOk());
  gathered->stream("empty.csv");
  gathered->stream("part/addresses.csv");
  ASSERT_THAT(gathered->append("postcode"), IsOk());
  const Payload payload = std::move(*gathered).finish();

  EXPECT_EQ(payload.name(), "autumn.zip");
  ASSERT_EQ(payload.streams().size(), 3u);
  EXPECT_EQ(payload.streams()[2].name, "part/addresses.csv");
  EXPECT_EQ(read_all(payload, 0), "id,name");
  EXPECT_EQ(read_all(payload, 1), "");
  EXPECT_EQ(read_all(payload, 2), "postcode");
}

}  // namespace
}  // namespace trellis::transport
