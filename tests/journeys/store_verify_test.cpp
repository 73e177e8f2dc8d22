#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/store/database.hpp"
#include "tests/journeys/hub_folder.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::journeys {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::Not;

// Three people of one connection, and somebody who may write the database.
class AStore : public ::testing::Test {
 protected:
  AStore() {
    hub.write("people.csv",
              "id,given,family,born\n1,Ada,Fern,2012-03-04\n2,Bo,Moss,2013-05-06\n"
              "3,Cy,Reed,2014-07-08\n");
    EXPECT_EQ(imported()["stored"].string(), "3");
  }
  formats::Json imported() const { return hub.import_row("rows", hub.folder.file("people.csv")); }

  void tamper(const std::string& sql) const {
    auto database = store::Database::open(hub.path() + "/data/trellis.db");
    ASSERT_THAT(database, IsOk());
    ASSERT_THAT((*database)->script(sql), IsOk());
  }
  Ran verify() const { return hub.run({"--output", "csv", "store", "verify"}); }

  HubFolder hub;
};

TEST_F(AStore, IsAsItWasStored) {
  const Ran verified = verify();
  EXPECT_EQ(verified.exit, 0) << verified.out << verified.errors;
  EXPECT_THAT(verified.errors, HasSubstr("3 versions of records are as they were stored"));
}

// What a record is filed under, all that it says, and how it is packed.
TEST(AStoreThatWasTamperedWith, ShowsWhateverIsForgedOrDamagedAndIsMendedByImportingAgain) {
  const auto from_the_other = [](const std::string& column) {
    return column + " = (SELECT " + column + " FROM record_version WHERE id = 2)";
  };
  const std::vector<std::string> forgeries = {
      "UPDATE record_version SET " + from_the_other("observations") + " WHERE id = 1",
      "UPDATE record_version SET " + from_the_other("raw") + " WHERE id = 1",
      "UPDATE record_version SET " + from_the_other("raw") + ", " + from_the_other("digest") +
          ", " + from_the_other("observations") + ", " + from_the_other("kinds") + ", " +
          from_the_other("content_digest") + " WHERE id = 1",
      "UPDATE record_version SET observations = x'28b52ffd00' WHERE id = 1",
      "UPDATE record_version SET raw = '' WHERE id = 1",
      "UPDATE record_version SET digest = x'00' WHERE id = 1",
      "UPDATE record_version SET kinds = replace(kinds, 'person.name', 'person.sex') WHERE id = 1",
      "UPDATE record_version SET content_digest = NULL, " + from_the_other("observations") +
          " WHERE id = 1",
      "UPDATE record_version SET mapping_version = '0.0.1' WHERE id = 1",
      "UPDATE record SET subject_id = 2 WHERE id = 1",
      "UPDATE record_version SET recorded_at = 5 WHERE id = 1",
  };
  for (const std::string& forgery : forgeries) {
    HubFolder own;
    own.write("people.csv", "id,given,family,born\n1,Ada,Fern,2012-03-04\n2,Bo,Moss,2013-05-06\n");
    own.import_row("rows", own.folder.file("people.csv"));
    {
      auto database = store::Database::open(own.path() + "/data/trellis.db");
      ASSERT_THAT(database, IsOk());
      ASSERT_THAT((*database)->script(forgery), IsOk()) << forgery;
    }
    const Ran verified = own.run({"--output", "csv", "store", "verify"});
    EXPECT_EQ(verified.exit, 3) << forgery << verified.out << verified.errors;
    EXPECT_THAT(verified.out, HasSubstr("rows,1,1,1,")) << forgery;
    EXPECT_THAT(verified.out, Not(HasSubstr("Ada"))) << forgery;

    const formats::Json row = own.import_row("rows", own.folder.file("people.csv"));
    EXPECT_EQ(row["stored"].string(), "1") << forgery;
    EXPECT_EQ(row["unchanged"].string(), "1") << forgery;
    const Ran again = own.run({"--output", "csv", "store", "verify"});
    EXPECT_EQ(again.exit, 0) << forgery << again.out << again.errors;
    EXPECT_THAT(again.out, AnyOf(HasSubstr("replaced by a later import"), Not(HasSubstr("rows,"))))
        << forgery;
  }
}

TEST_F(AStore, NeverShowsAForgedObservationAsTheSourcesOwn) {
  tamper(
      "UPDATE record_version SET observations = (SELECT observations FROM record_version WHERE id "
      "= 2) WHERE id = 1");
  const Ran shown = hub.run({"child", "show", "1"});
  EXPECT_EQ(shown.exit, 1);
  EXPECT_THAT(shown.out, Not(HasSubstr("Bo")));
  EXPECT_THAT(shown.errors, HasSubstr("a stored record is damaged"));
  EXPECT_EQ(hub.run({"child", "show", "2"}).exit, 0);
}

TEST_F(AStore, MissesWhatIsGoneUntilItCameAgain) {
  tamper("DELETE FROM record_version WHERE id = 3");
  const Ran verified = verify();
  EXPECT_EQ(verified.exit, 3);
  EXPECT_THAT(verified.out, HasSubstr("gone from the store"));
  EXPECT_EQ(imported()["stored"].string(), "1");
  EXPECT_EQ(verify().exit, 0);
}

TEST_F(AStore, TellsWhatWasAddedOutsideTheHub) {
  tamper(
      "INSERT INTO record_version (record_id, import_id, digest, media_type, mapping, "
      "mapping_version, recorded_at, superseded_at, kinds, observations, raw, content_digest) "
      "SELECT 1, import_id, digest, media_type, mapping, mapping_version, recorded_at, "
      "recorded_at, kinds, observations, raw, content_digest FROM record_version WHERE id = 2");
  const Ran verified = verify();
  EXPECT_EQ(verified.exit, 3);
  EXPECT_THAT(verified.out, HasSubstr("it was added outside the hub"));
}

TEST_F(AStore, DoesNotTrustAJournalThatWasRewritten) {
  tamper(
      "DROP TRIGGER audit_entry_is_not_changed; UPDATE audit_entry SET details = "
      "replace(details, '\"seal\":\"', '\"seal\":\"x') WHERE sequence = (SELECT max(sequence) FROM "
      "audit_entry WHERE details LIKE '%seal%')");
  const Ran verified = verify();
  EXPECT_EQ(verified.exit, 3);
  EXPECT_THAT(verified.errors, HasSubstr("the journal, which this rests on"));
}

}  // namespace
}  // namespace trellis::journeys
