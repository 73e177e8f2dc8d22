#include "hub/store/rests.hpp"

#include "hub/store/quarantine.hpp"
#include "tests/support/held_record.hpp"
#include "tests/support/rests_fake.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"

namespace trellis::testing {
namespace {

using ::testing::IsEmpty;

class StoredRests : public ::testing::Test {
 protected:
  StoredRests() {
    add_two_connections(*database);
    EXPECT_THAT(database->script("INSERT INTO import_run (id, connection_id, input, started_at) "
                                 "VALUES (1, 1, 'in', 0), (2, 1, 'in', 0)"),
                IsOk());
  }
  HeldId keep(queue::InputBytes& input, std::int64_t import = 1, const std::string& rest = "rest") {
    const HeldId held = quarantine->add(a_held_record(1, "", rest))->id;
    EXPECT_THAT(rests->keep({held, ImportId(import), ConnectionId(1), "in", 1, 7, "b.csv"}, input),
                IsOk());
    return held;
  }
  std::unique_ptr<store::Database> database = a_database();
  std::unique_ptr<queue::Quarantine> quarantine = store::make_quarantine(*database);
  std::unique_ptr<queue::Rests> rests = store::make_rests(*database);
  const std::string large = std::string((std::size_t{2} << 20) + 5, 'x') + "end";
  InputFake whole{{{"a.csv", "id\n1\n"}, {"b.csv", large}, {"empty.csv", ""}}};
};

TEST_F(StoredRests, GiveBackTheWholeInput) {
  const HeldId held = keep(whole);

  const auto streams = rests->streams(held);
  ASSERT_EQ(streams->size(), 3u);
  EXPECT_EQ((*streams)[1].size, large.size());
  std::string read;
  while (true) {
    const auto more = rests->bytes(held, 1, read.size());
    ASSERT_THAT(more, IsOk());
    if (more->empty()) break;
    read += *more;
  }
  EXPECT_EQ(read, large);
  EXPECT_EQ(*rests->bytes(held, 0, 3), "1\n");
  EXPECT_EQ(*rests->bytes(held, 2, 0), "");
}

TEST_F(StoredRests, BelongToEachImportThatLeftThem) {
  const HeldId held = keep(whole);
  EXPECT_EQ(keep(whole, 2), held);

  const auto waiting = rests->waiting();
  ASSERT_EQ(waiting->size(), 2u);
  EXPECT_EQ((*waiting)[0].import, ImportId(1));
  EXPECT_EQ((*waiting)[1].import, ImportId(2));
  EXPECT_EQ((*waiting)[1].offset, 7u);
  EXPECT_EQ((*waiting)[1].file, "b.csv");
}

TEST_F(StoredRests, LetTheInputGoOnceTheEntryIsClosed) {
  const HeldId held = keep(whole);
  ASSERT_THAT(quarantine->close(held, queue::HeldState::skipped, "ann", "a test", second(9)),
              IsOk());

  EXPECT_THAT(*rests->waiting(), IsEmpty());
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM held_input_piece"), 0);
  keep(whole, 2);
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM held_input_piece"), 0)
      << "a person gave it up already";
}

}  // namespace
}  // namespace trellis::testing
