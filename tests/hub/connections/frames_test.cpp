#include "hub/connections/frames.hpp"

#include <cstring>

#include "tests/support/result_matchers.hpp"

namespace trellis::connections {
namespace {

using testing::IsOk;
using testing::SaysWhy;

void feed(FrameSplitter& splitter, std::string_view bytes) {
  std::memcpy(splitter.space(bytes.size()), bytes.data(), bytes.size());
  splitter.filled(bytes.size());
}

std::string one_record() {
  const std::vector<formats::Origin> origins = {{0, {"a.csv", 1, 1, {}}},
                                                {12, {"a.csv", 7, 3, {}}}};
  Record record{"key", "text/csv", std::string_view("by\0tes", 6), origins, "cursor"};
  record.changed_at = Instant(std::chrono::microseconds(-5));
  std::string bytes;
  append_record(bytes, FrameKind::record, record);
  return bytes;
}

TEST(Frames, CarryARecordUnchanged) {
  FrameSplitter splitter;
  feed(splitter, one_record());
  const auto frame = splitter.next();
  ASSERT_TRUE(frame.ok() && frame->has_value());
  std::vector<formats::Origin> origins;
  const auto record = read_record((*frame)->body, origins);

  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->key, "key");
  EXPECT_EQ(record->media_type, "text/csv");
  EXPECT_EQ(record->bytes, std::string_view("by\0tes", 6));
  EXPECT_EQ(record->cursor, "cursor");
  EXPECT_EQ(record->changed_at, Instant(std::chrono::microseconds(-5)));
  ASSERT_EQ(record->origins.size(), 2u);
  EXPECT_EQ(record->origins[1].offset, 12u);
  EXPECT_EQ(record->origins[1].place, (Place{"a.csv", 7, 3, {}}));
}

TEST(Frames, CarryABadPieceUnchanged) {
  const Error error{Fault::invalid, "a sentence", {"f", 2, 3, "/a"}};
  std::string bytes;
  append_bad_piece(bytes, {"key", error, "bytes"});
  const auto piece = read_bad_piece(std::string_view(bytes).substr(frame_header_bytes));

  ASSERT_THAT(piece, IsOk());
  EXPECT_EQ(piece->key, "key");
  EXPECT_EQ(piece->error.message, "a sentence");
  EXPECT_EQ(piece->error.place, error.place);
  EXPECT_EQ(piece->bytes, "bytes");
}

TEST(Frames, ArriveWholeHoweverTheyAreCut) {
  std::string stream;
  for (int i = 0; i < 5; ++i) stream += one_record();
  for (const std::size_t piece : std::initializer_list<std::size_t>{1, 3, 7, 64, 1000}) {
    FrameSplitter splitter;
    int count = 0;
    for (std::size_t at = 0; at < stream.size(); at += piece) {
      feed(splitter, std::string_view(stream).substr(at, piece));
      while (true) {
        const auto frame = splitter.next();
        ASSERT_THAT(frame, IsOk());
        if (!frame->has_value()) break;
        EXPECT_EQ((*frame)->body.size(), one_record().size() - frame_header_bytes);
        ++count;
      }
    }
    EXPECT_EQ(count, 5) << piece;
  }
}

TEST(Frames, AreRefusedWhenTheyAreTooLarge) {
  FrameSplitter splitter;
  std::string bytes;
  append_frame(bytes, FrameKind::alive);
  bytes[3] = 0x7F;  // two gigabytes

  feed(splitter, bytes);
  EXPECT_THAT(splitter.next(), SaysWhy("it has more than"));
}

TEST(Frames, AreRefusedWhenTheyAreOfAnotherKindOrVersion) {
  for (const auto& [at, value] : {std::pair{4, 99}, {5, 2}, {6, 1}}) {
    FrameSplitter splitter;
    std::string bytes;
    append_frame(bytes, FrameKind::alive);
    bytes[static_cast<std::size_t>(at)] = static_cast<char>(value);
    feed(splitter, bytes);
    EXPECT_THAT(splitter.next(), SaysWhy("a broken frame"));
  }
}

TEST(Frames, OfARecordMustAddUp) {
  const std::string body = one_record().substr(frame_header_bytes);
  std::vector<formats::Origin> origins;
  for (std::size_t size = 0; size < body.size(); ++size)
    EXPECT_FALSE(read_record(std::string_view(body).substr(0, size), origins).ok()) << size;
  EXPECT_FALSE(read_record(body + "x", origins).ok());
}

TEST(Frames, CannotClaimMoreOriginsThanTheyHold) {
  std::string bytes;
  FrameWriter(bytes, FrameKind::record)
      .text("k")
      .text("t")
      .text("b")
      .text("")
      .number(0)
      .number(0)
      .number(UINT64_MAX)
      .finish();
  std::vector<formats::Origin> origins;
  EXPECT_THAT(read_record(std::string_view(bytes).substr(frame_header_bytes), origins),
              SaysWhy("claims more than it holds"));
}

}  // namespace
}  // namespace trellis::connections
