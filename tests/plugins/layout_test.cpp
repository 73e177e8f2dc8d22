#include <cstddef>
#include <string>

#include <gtest/gtest.h>

#define trellis_adapter_v1 frozen_adapter_v1  // two declarations of one C function would clash
namespace frozen {
#include "frozen/abi_1_0.h"
}
#undef trellis_adapter_v1
#undef TRELLIS_ABI_H
#undef TRELLIS_NOEXCEPT
#undef TRELLIS_ABI_MAJOR
#undef TRELLIS_ABI_MINOR
#undef TRELLIS_ENTRY
#undef TRELLIS_EXPORT
#undef TRELLIS_HAS
#include "trellis/abi.h"
#include "trellis/cutting.h"

// Plugins that vendors shipped rest on these numbers. One that changes is a new major version.
#define EXPECT_AT(type, field, place) EXPECT_EQ(offsetof(type, field), place##u) << #type "." #field

TEST(Layout, RecordsStayWhereTheyAre) {
  EXPECT_AT(trellis_record, struct_size, 0);
  EXPECT_AT(trellis_record, key, 8);
  EXPECT_AT(trellis_record, media_type, 24);
  EXPECT_AT(trellis_record, bytes, 40);
  EXPECT_AT(trellis_record, cursor, 56);
  EXPECT_AT(trellis_record, changed_at_us, 72);
  EXPECT_AT(trellis_record, origins, 80);
  EXPECT_AT(trellis_record, origin_count, 88);
  EXPECT_GE(sizeof(trellis_record), 96u);
}

TEST(Layout, OriginsAndTextsNeverChange) {
  EXPECT_AT(trellis_text, bytes, 0);
  EXPECT_AT(trellis_text, size, 8);
  EXPECT_EQ(sizeof(trellis_text), 16u);
  EXPECT_AT(trellis_origin, offset, 0);
  EXPECT_AT(trellis_origin, file, 8);
  EXPECT_AT(trellis_origin, line, 24);
  EXPECT_AT(trellis_origin, column, 32);
  EXPECT_EQ(sizeof(trellis_origin), 40u);
}

TEST(Layout, PayloadsStayWhereTheyAre) {
  EXPECT_AT(trellis_stream, name, 8);
  EXPECT_AT(trellis_stream, size, 24);
  EXPECT_AT(trellis_stream, context, 32);
  EXPECT_AT(trellis_stream, read, 40);
  EXPECT_GE(sizeof(trellis_stream), 48u);
  EXPECT_AT(trellis_payload, name, 8);
  EXPECT_AT(trellis_payload, streams, 24);
  EXPECT_AT(trellis_payload, stream_count, 32);
  EXPECT_GE(sizeof(trellis_payload), 40u);
}

TEST(Layout, BadPiecesStayWhereTheyAre) {
  EXPECT_AT(trellis_bad_piece, key, 8);
  EXPECT_AT(trellis_bad_piece, sentence, 24);
  EXPECT_AT(trellis_bad_piece, file, 40);
  EXPECT_AT(trellis_bad_piece, line, 56);
  EXPECT_AT(trellis_bad_piece, column, 64);
  EXPECT_AT(trellis_bad_piece, path, 72);
  EXPECT_AT(trellis_bad_piece, bytes, 88);
  EXPECT_GE(sizeof(trellis_bad_piece), 104u);
}

TEST(Layout, TheHostStaysWhereItIs) {
  EXPECT_AT(trellis_host, context, 8);
  EXPECT_AT(trellis_host, emit, 16);
  EXPECT_AT(trellis_host, hold, 24);
  EXPECT_AT(trellis_host, commit, 32);
  EXPECT_AT(trellis_host, explain, 40);
  EXPECT_AT(trellis_host, log, 48);
  EXPECT_AT(trellis_host, cancelled, 56);
  EXPECT_AT(trellis_host, extension, 64);
  EXPECT_GE(sizeof(trellis_host), 72u);
  EXPECT_AT(trellis_output, put, 16);
  EXPECT_AT(trellis_cutting, cut, 8);
}

TEST(Layout, TheAdapterStaysWhereItIs) {
  EXPECT_AT(trellis_adapter, abi_minor, 4);
  EXPECT_AT(trellis_adapter, id, 8);
  EXPECT_AT(trellis_adapter, version, 16);
  EXPECT_AT(trellis_adapter, open, 24);
  EXPECT_AT(trellis_adapter, close, 32);
  EXPECT_AT(trellis_adapter, read, 40);
  EXPECT_AT(trellis_adapter, poll, 48);
  EXPECT_AT(trellis_adapter, write, 56);
  EXPECT_AT(trellis_adapter, deliver, 64);
  EXPECT_GE(sizeof(trellis_adapter), 72u);
}

TEST(Layout, StatusesKeepTheirNumbers) {
  EXPECT_EQ(TRELLIS_OK, 0);
  EXPECT_EQ(TRELLIS_RETRY, 1);
  EXPECT_EQ(TRELLIS_BAD_SETTINGS, 2);
  EXPECT_EQ(TRELLIS_REFUSED, 3);
  EXPECT_EQ(TRELLIS_BAD_DATA, 4);
  EXPECT_EQ(TRELLIS_CANCELLED, 5);
  EXPECT_EQ(TRELLIS_UNSUPPORTED, 6);
  EXPECT_EQ(TRELLIS_INTERNAL, 7);
  EXPECT_EQ(sizeof(trellis_status), 4u);
}

// Every struct of 1.0 is the beginning of today's.
TEST(Layout, TodaysStructsBeginAsThoseOfVersionOne) {
  EXPECT_GE(sizeof(trellis_record), sizeof(frozen::trellis_record));
  EXPECT_GE(sizeof(trellis_bad_piece), sizeof(frozen::trellis_bad_piece));
  EXPECT_GE(sizeof(trellis_stream), sizeof(frozen::trellis_stream));
  EXPECT_GE(sizeof(trellis_payload), sizeof(frozen::trellis_payload));
  EXPECT_GE(sizeof(trellis_host), sizeof(frozen::trellis_host));
  EXPECT_GE(sizeof(trellis_output), sizeof(frozen::trellis_output));
  EXPECT_GE(sizeof(trellis_adapter), sizeof(frozen::trellis_adapter));
  EXPECT_EQ(offsetof(trellis_adapter, deliver), offsetof(frozen::trellis_adapter, deliver));
  EXPECT_EQ(offsetof(trellis_host, extension), offsetof(frozen::trellis_host, extension));
  EXPECT_EQ(std::string(TRELLIS_ENTRY), "trellis_adapter_v1");
}

TEST(Layout, HasAnswersBySizeOfTheSender) {
  trellis_record record{};
  record.struct_size = offsetof(trellis_record, origins);

  EXPECT_TRUE(TRELLIS_HAS(&record, changed_at_us));
  EXPECT_FALSE(TRELLIS_HAS(&record, origins));
}
