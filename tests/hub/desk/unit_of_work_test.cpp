#include "hub/desk/unit_of_work.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/records_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::desk {
namespace {

using namespace trellis::testing;

TEST(UnitOfWork, LastsOnceItIsCommitted) {
  RecordsFake records;
  {
    auto unit = UnitOfWork::begin(records);
    ASSERT_THAT(unit, IsOk());
    ASSERT_THAT(unit->commit(), IsOk());
  }
  EXPECT_EQ(records.committed, 1);
  EXPECT_EQ(records.rolled_back, 0);
}

TEST(UnitOfWork, NeverHappenedWhereItIsLeft) {
  RecordsFake records;
  const auto fails_in_between = [&]() -> Status {
    auto unit = UnitOfWork::begin(records);
    if (!unit.ok()) return std::move(unit).error();
    TRELLIS_TRY(Status(Error{Fault::unavailable, "the disk is full"}));
    return unit->commit();
  };
  EXPECT_THAT(fails_in_between(), IsError(Fault::unavailable));
  EXPECT_EQ(records.committed, 0);
  EXPECT_EQ(records.rolled_back, 1);
}

TEST(UnitOfWork, EndsOnceHoweverItIsPassedOn) {
  RecordsFake records;
  {
    auto unit = UnitOfWork::begin(records);
    const UnitOfWork owner = *std::move(unit);
  }
  EXPECT_EQ(records.rolled_back, 1);
}

TEST(UnitOfWork, DoesNotBeginInsideAnother) {
  RecordsFake records;
  const auto outer = UnitOfWork::begin(records);
  EXPECT_THAT(UnitOfWork::begin(records), IsError(Fault::conflict));
  EXPECT_EQ(records.rolled_back, 0);
}

}  // namespace
}  // namespace trellis::desk
