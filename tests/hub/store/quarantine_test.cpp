#include "hub/store/quarantine.hpp"

#include "tests/support/quarantine_contract.hpp"
#include "tests/support/store.hpp"

namespace trellis::testing {

struct StoredQuarantine {
  StoredQuarantine() { add_two_connections(*database); }
  queue::Quarantine& quarantine() { return *stored; }

  std::unique_ptr<store::Database> database = a_database();
  std::unique_ptr<queue::Quarantine> stored = store::make_quarantine(*database);
};
INSTANTIATE_TYPED_TEST_SUITE_P(Stored, QuarantineContract, StoredQuarantine);

TEST(StoredQuarantine, KeepsTheBytesCompressed) {
  StoredQuarantine maker;
  ASSERT_THAT(maker.stored->add(a_held_record(1, "k1", std::string(100'000, 'x'))), IsOk());
  EXPECT_LT(number_from(*maker.database, "SELECT length(raw) FROM held"), 1000);
}

TEST(StoredQuarantine, SaysThatItsBytesAreDamaged) {
  StoredQuarantine maker;
  const HeldId id = maker.stored->add(a_held_record(1, "k1", "some bytes"))->id;
  ASSERT_THAT(maker.database->run("UPDATE held SET raw = 'nothing'"), IsOk());
  EXPECT_THAT(maker.stored->show(id), SaysWhy("damaged"));
}

TEST(StoredQuarantine, RefusesAConnectionThatIsNotThere) {
  StoredQuarantine maker;
  EXPECT_THAT(maker.stored->add(a_held_record(3, "k1", "x")), IsError(Fault::conflict));
  EXPECT_FALSE(maker.database->in_transaction());
}

TEST(StoredQuarantine, IsPartOfTheCallersTransaction) {
  StoredQuarantine maker;
  {
    auto transaction = *store::Transaction::begin(*maker.database);
    ASSERT_THAT(maker.stored->add(a_held_record(1, "k1", "x")), IsOk());
  }
  EXPECT_THAT(maker.stored->count({}), IsOkAnd(0));
}

}  // namespace trellis::testing
