#include "hub/desk/rests.hpp"

#include "tests/support/held_record.hpp"
#include "tests/support/quarantine_fake.hpp"
#include "tests/support/rests_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::desk {
namespace {

using testing::InputFake;
using testing::IsOk;

using Files = std::vector<std::pair<std::string, std::string>>;

class ClosedRests : public ::testing::Test {
 protected:
  ClosedRests() : held(quarantine.add(testing::a_held_record(1, "", "2\n"))->id) {
    EXPECT_THAT(rests.keep({held, ImportId(1), ConnectionId(1), "in", 0, 5, "a.csv"}, whole),
                IsOk());
  }
  bool is_closed_by(InputFake input, std::int64_t connection = 1) {
    EXPECT_THAT(close_rests_of(rests, quarantine, ConnectionId(connection), input,
                               {"ann", "read to its end", Instant(std::chrono::seconds(9))}),
                IsOk());
    return quarantine.show(held)->state == queue::HeldState::replayed;
  }

  InputFake whole{Files{{"a.csv", "id\n1\n2\n"}, {"b.csv", ""}}};
  testing::QuarantineFake quarantine;
  testing::RestsFake rests;
  HeldId held;
};

TEST_F(ClosedRests, AreThoseOfTheSameBytes) {
  EXPECT_TRUE(is_closed_by(whole));
  EXPECT_EQ(quarantine.show(held)->closed_by, "ann");
}

TEST_F(ClosedRests, AreNotThoseOfAnotherInput) {
  EXPECT_FALSE(is_closed_by(whole, 2)) << "of another connection";
  EXPECT_FALSE(is_closed_by(InputFake(Files{{"a.csv", "id\n1\n3\n"}, {"b.csv", ""}})));
  EXPECT_FALSE(is_closed_by(InputFake(Files{{"a.csv", "id\n1\n2\n"}})));
  EXPECT_FALSE(is_closed_by(InputFake(Files{{"a.csv", "id\n1\n2\n"}, {"c.csv", ""}})));
  EXPECT_FALSE(is_closed_by(InputFake(Files{{"a.csv", "id\n1\n2\n3\n"}, {"b.csv", ""}})));
}

}  // namespace
}  // namespace trellis::desk
