#include "hub/connections/reach.hpp"

#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::connections {
namespace {

transport::Payload rows(const std::string& bytes) {
  return *transport::Payload::of_bytes("rows.csv", bytes);
}
formats::Origin origin(std::size_t offset, const std::string& file) {
  return {offset, {file, 0, 0, {}}};
}

TEST(Reach, EndsAfterTheLastRecord) {
  Reach reach;
  const std::vector<formats::Origin> origins = {origin(0, "rows.csv"), origin(8, "rows.csv")};
  reach.add({"7", "text/csv", "id,name\n7,Ann", origins});
  reach.add({"8", "text/csv", "id,name\n8,Bo", origins});

  const auto end = reach.end_in(rows("id,name\r\n7,Ann\r\n8,Bo\r\n9,Cy\r\n"));
  EXPECT_EQ(end.offset, 22u);
  EXPECT_EQ(end.line, 4u);
}

TEST(Reach, NeverClaimsWhatItIsNotSureOf) {
  Reach reach;
  EXPECT_EQ(reach.end_in(rows("a\nb\n")).offset, 0u) << "nothing came";
  reach.add({"", "text/plain", "same"});
  EXPECT_EQ(reach.end_in(rows("same\nsame\nnew\n")).offset, 5u) << "perhaps only the first came";
  reach.add({"", "text/plain", "as the adapter wrote it"});
  EXPECT_EQ(reach.end_in(rows("as it stood\n")).offset, 0u) << "the record is not found";
}

TEST(Reach, FindsTheStream) {
  const testing::TemporaryFolder folder;
  for (const char* name : {"1.txt", "2.txt", "3.txt"})
    folder.write(name, std::string("row\nin ") + name + "\nmore\n");
  const auto payload = transport::Payload::open(folder.path());
  Reach reach;
  reach.add({"", "text/plain", "in 2.txt"});
  EXPECT_EQ(reach.end_in(*payload).stream, 1u);
  EXPECT_EQ(reach.end_in(*payload).offset, 13u);

  Reach joined;
  const std::vector<formats::Origin> both = {origin(0, "1.txt"), origin(4, "2.txt")};
  joined.add({"", "text/plain", "row\nin 2.txt", both});
  EXPECT_EQ(joined.end_in(*payload).stream, 0u) << "the first may have more of them";
  EXPECT_EQ(joined.end_in(*payload).offset, 0u);
}

TEST(Reach, FindsARecordAcrossThePiecesThatAreRead) {
  const std::string before(300'000, 'x');
  const std::string record(600'000, 'y');
  Reach reach;
  reach.add({"", "text/plain", record});
  EXPECT_EQ(reach.end_in(rows(before + "\n" + record + "\nz\n")).offset, 900'002u);
}

}  // namespace
}  // namespace trellis::connections
