#include "hub/store/database.hpp"

#include <cmath>
#include <limits>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/base/lock_file.hpp"
#include "hub/store/migration.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace std::chrono_literals;
using namespace trellis::testing;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* a_table =
    "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, body BLOB, count "
    "BIGINT, "
    "weight DOUBLE)";

std::unique_ptr<Database> database_with_a_table(const std::string& file = ":memory:") {
  auto database = Database::open(file, {});
  if (!database || !(*database)->script(a_table)) throw std::runtime_error("no table");
  return *std::move(database);
}

Result<std::int64_t> add(Database& database, std::string_view name) {
  return database.run("INSERT INTO thing (name) VALUES ($1)", {name});
}

std::int64_t things(Database& database) {
  return number_from(database, "SELECT count(*) FROM thing");
}

TEST(Database, GivesBackWhatItTook) {
  auto database = database_with_a_table();
  const std::string bytes("\0\xff\x01 bytes", 9);
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

  ASSERT_THAT(database->run("INSERT INTO thing (name, body, count, weight) VALUES ($1, $2, $3, $4)",
                            {"Żółw ’ü", Blob{bytes}, largest, 0.1}),
              IsOkAnd(1));

  const auto row = database->row("SELECT name, body, count, weight FROM thing WHERE id = $1",
                                 {database->last_id()});
  ASSERT_THAT(row, IsOk());
  ASSERT_TRUE(row->has_value());
  EXPECT_EQ((*row)->text(0), "Żółw ’ü");
  EXPECT_EQ((*row)->text(1), bytes);
  EXPECT_EQ((*row)->whole(2), largest);
  EXPECT_EQ((*row)->number(3), 0.1);
}

TEST(Database, TellsNullFromZeroAndFromNothing) {
  auto database = database_with_a_table();
  ASSERT_THAT(database->run("INSERT INTO thing (name, body, count) VALUES ($1, $2, $3)",
                            {"", Blob{""}, std::int64_t{0}}),
              IsOk());
  ASSERT_THAT(database->run("INSERT INTO thing (name, body, count) VALUES ($1, $2, $3)",
                            {"null", nullptr, nullptr}),
              IsOk());

  const auto rows = database->rows("SELECT name, body, count FROM thing ORDER BY id");
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 2u);
  EXPECT_FALSE((*rows)[0].is_null(0));
  EXPECT_FALSE((*rows)[0].is_null(1));
  EXPECT_EQ((*rows)[0].maybe_whole(2), 0);
  EXPECT_TRUE((*rows)[1].is_null(1));
  EXPECT_EQ((*rows)[1].maybe_whole(2), std::nullopt);
  EXPECT_EQ((*rows)[1].whole(2), 0);
}

TEST(Database, ReadsNumbersFromExpressions) {
  auto database = database_with_a_table();
  ASSERT_THAT(add(*database, "one"), IsOk());

  const auto row = database->row("SELECT count(*), max(count), 1.5, 9007199254740993 FROM thing");
  ASSERT_THAT(row, IsOk());
  EXPECT_EQ((*row)->whole(0), 1);
  EXPECT_EQ((*row)->maybe_whole(1), std::nullopt);
  EXPECT_EQ((*row)->number(2), 1.5);
  EXPECT_EQ((*row)->whole(3), 9007199254740993);
}

TEST(Database, FindsNoRowWhereThereIsNone) {
  auto database = database_with_a_table();
  EXPECT_THAT(database->row("SELECT id FROM thing WHERE name = $1", {"nobody"}),
              IsOkAnd(::testing::Eq(std::nullopt)));
}

TEST(Database, CountsTheRowsThatEachStatementChanged) {
  auto database = database_with_a_table();
  for (const char* name : {"a", "b", "c"}) EXPECT_THAT(add(*database, name), IsOkAnd(1));

  const std::string_view update = "UPDATE thing SET count = $1 WHERE id >= $2";
  EXPECT_THAT(database->run(update, {std::int64_t{7}, std::int64_t{1}}), IsOkAnd(3));
  EXPECT_THAT(database->run(update, {std::int64_t{7}, std::int64_t{3}}), IsOkAnd(1));
  EXPECT_THAT(database->run(update, {std::int64_t{7}, std::int64_t{9}}), IsOkAnd(0));
  EXPECT_THAT(database->run("DELETE FROM thing"), IsOkAnd(3));
}

TEST(Database, UsesAValueThatIsAskedForTwice) {
  auto database = database_with_a_table();
  ASSERT_THAT(database->run("INSERT INTO thing (name, body, count) VALUES ($1, $1, $2)",
                            {"twice", std::int64_t{2}}),
              IsOk());
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM thing WHERE name = CAST(body AS TEXT)"),
            1);
}

TEST(Database, RefusesASecondOneOfWhatIsUniqueWithoutRepeatingIt) {
  auto database = database_with_a_table();
  ASSERT_THAT(add(*database, "a secret name"), IsOk());

  const auto second = add(*database, "a secret name");
  ASSERT_THAT(second, IsError(Fault::conflict));
  EXPECT_THAT(second.error().message, Not(HasSubstr("secret")));
  EXPECT_THAT(second.error().message, Not(HasSubstr("thing")));
  EXPECT_THAT(add(*database, "another"), IsOkAnd(1)) << "the statement can be used again";
}

TEST(Database, RefusesTextWithAZeroByte) {
  auto database = database_with_a_table();
  EXPECT_THAT(add(*database, std::string_view("a\0b", 3)), IsError(Fault::invalid));
  EXPECT_EQ(things(*database), 0);
}

TEST(Database, ChecksReferences) {
  auto database = database_with_a_table();
  ASSERT_THAT(
      database->script("CREATE TABLE part (thing_id BIGINT NOT NULL REFERENCES thing (id))"),
      IsOk());
  EXPECT_THAT(database->run("INSERT INTO part (thing_id) VALUES (1)"), IsError(Fault::conflict));
}

TEST(Database, SaysThatAWrongStatementIsADefect) {
  auto database = database_with_a_table();
  const auto wrong = database->run("UPDATE nothing_like_this SET secret = 1");
  ASSERT_THAT(wrong, SaysWhy("a defect of the hub"));
  EXPECT_THAT(wrong.error().message, Not(HasSubstr("secret")));
}

TEST(Database, IsDurableAndReadableByItsOwnerOnly) {
  const TemporaryFolder folder;
  auto database = database_with_a_table(folder.file("hub.db"));

  EXPECT_EQ((*database->row("PRAGMA journal_mode"))->text(0), "wal");
  EXPECT_EQ(number_from(*database, "PRAGMA synchronous"), 2);
  EXPECT_EQ(number_from(*database, "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(number_from(*database, "PRAGMA busy_timeout"), 2000);
  ASSERT_THAT(add(*database, "x"), IsOk());
  for (const char* name : {"hub.db", "hub.db-wal"}) {
    struct stat status {};
    ASSERT_EQ(::stat(folder.file(name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
  }
}

TEST(Database, RefusesAFileThatIsNoDatabase) {
  const TemporaryFolder folder;
  const std::string file = folder.write("hub.db", std::string(5000, 'x'));
  EXPECT_THAT(Database::open(file, {}), SaysWhy("is no database of the hub"));
}

TEST(Database, RefusesAFolderThatIsNotThere) {
  const TemporaryFolder folder;
  EXPECT_THAT(Database::open(folder.file("nowhere/hub.db"), {}), SaysWhy("folder must exist"));
  EXPECT_THAT(Database::open(folder.path(), {}), IsError(Fault::unavailable));
  EXPECT_THAT(Database::open("", {}), IsError(Fault::invalid));
}

TEST(Database, SaysWhenAnotherProgramIsWriting) {
  const TemporaryFolder folder;
  auto one = database_with_a_table(folder.file("hub.db"));
  int told = 0;
  const Patience patience{0ms, 0ms, [&] { ++told; }};
  auto other = *Database::open(folder.file("hub.db"), {}, patience);
  ASSERT_THAT(one->begin(), IsOk());

  EXPECT_THAT(other->begin(), SaysWhy("another program has been writing"));
  EXPECT_THAT(add(*other, "a"), SaysWhy("another program has been writing"));
  EXPECT_FALSE(other->in_transaction());
  EXPECT_EQ(things(*other), 0) << "reading goes on";
  EXPECT_EQ(told, 0) << "nobody waited";

  one->roll_back();
  EXPECT_THAT(other->begin(), IsOk());
}

TEST(Database, LetsGoOfAnAnswerThatWasNotReadToItsEnd) {
  const TemporaryFolder folder;
  auto reader = database_with_a_table(folder.file("hub.db"));
  auto writer = *Database::open(folder.file("hub.db"), {});
  for (const char* name : {"a", "b", "c"}) ASSERT_THAT(add(*writer, name), IsOk());
  ASSERT_THAT(reader->row("SELECT id FROM thing ORDER BY id"), IsOk());

  ASSERT_THAT(add(*writer, "d"), IsOk());
  const auto checkpoint = writer->row("PRAGMA wal_checkpoint(TRUNCATE)");
  ASSERT_THAT(checkpoint, IsOk());
  EXPECT_EQ((*checkpoint)->whole(0), 0) << "no reader is in the way";
}

TEST(Transaction, KeepsAllOnceCommitted) {
  auto database = database_with_a_table();
  {
    auto transaction = Transaction::begin(*database);
    ASSERT_THAT(add(*database, "a"), IsOk());
    ASSERT_THAT(transaction->commit(), IsOk());
  }
  EXPECT_FALSE(database->in_transaction());
  EXPECT_EQ(things(*database), 1);
}

TEST(Transaction, UndoesAllWhenNotCommitted) {
  auto database = database_with_a_table();
  {
    auto transaction = Transaction::begin(*database);
    ASSERT_THAT(add(*database, "a"), IsOk());
    auto moved = *std::move(transaction);
    EXPECT_TRUE(database->in_transaction());
  }
  EXPECT_FALSE(database->in_transaction());
  EXPECT_EQ(things(*database), 0);
}

TEST(Transaction, InsideAnotherUndoesOnlyItself) {
  auto database = database_with_a_table();
  auto outer = *Transaction::begin(*database);
  ASSERT_THAT(add(*database, "outer"), IsOk());
  {
    auto middle = *Transaction::begin(*database);
    ASSERT_THAT(add(*database, "middle"), IsOk());
    {
      auto inner = *Transaction::begin(*database);
      ASSERT_THAT(add(*database, "inner"), IsOk());
    }
    ASSERT_THAT(middle.commit(), IsOk());
  }
  ASSERT_THAT(outer.commit(), IsOk());

  EXPECT_EQ(things(*database), 2);
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM thing WHERE name = 'inner'"), 0);
}

TEST(Transaction, GoesOnAfterAStatementThatWasRefused) {
  auto database = database_with_a_table();
  auto transaction = *Transaction::begin(*database);
  ASSERT_THAT(add(*database, "a"), IsOk());
  ASSERT_THAT(add(*database, "a"), IsError(Fault::conflict));
  ASSERT_THAT(add(*database, "b"), IsOk());
  ASSERT_THAT(transaction.commit(), IsOk());
  EXPECT_EQ(things(*database), 2);
}

TEST(Transaction, DoesNotBeginTwiceInOneSession) {
  auto database = database_with_a_table();
  ASSERT_THAT(database->begin(), IsOk());
  EXPECT_THAT(database->begin(), IsError(Fault::conflict));
  database->roll_back();
  database->roll_back();
  EXPECT_THAT(database->begin(), IsOk());
}

}  // namespace
}  // namespace trellis::store
