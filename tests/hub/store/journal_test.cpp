#include "hub/store/journal.hpp"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/audit/listing.hpp"
#include "tests/support/journal_entries.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/store.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::store {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::int64_t> sequences(audit::Journal& journal, const audit::EntryFilter& filter,
                                    const audit::EntryPage& page = {}) {
  auto list = journal.list(filter, page);
  if (!list) throw std::runtime_error(to_string(list.error()));
  std::vector<std::int64_t> sequences;
  for (const auto& written : *list) sequences.push_back(written.sequence);
  return sequences;
}

std::vector<audit::Checkpoint> list_of(const std::optional<audit::Checkpoint>& checkpoint) {
  if (!checkpoint) return {};
  return {*checkpoint};
}

// A journal of ten entries in a file, and a second session for whoever tampers with it.
class TamperedJournal : public ::testing::Test {
 protected:
  TamperedJournal() {
    for (std::int64_t number = 1; number <= 10; ++number)
      EXPECT_THAT(journal_.append(an_entry(number, number % 3)), IsOk());
    EXPECT_THAT(
        villain_->script(
            "DROP TRIGGER audit_entry_is_not_changed; DROP TRIGGER audit_entry_is_not_removed; "
            "DROP TRIGGER audit_head_moves_on; DROP TRIGGER audit_head_is_not_removed"),
        IsOk());
  }

  void tamper(const std::string& sql) { ASSERT_THAT(villain_->script(sql), IsOk()); }

  // Takes what an entry says, and its place in the chain, from another journal.
  void forge(std::int64_t sequence, const audit::Entry& entry, const Digest& previous) {
    const Digest hash = audit::hash_of(sequence, previous, entry);
    const auto blob = [](const Digest& digest) {
      return Blob{{reinterpret_cast<const char*>(digest.data()), digest.size()}};
    };
    ASSERT_THAT(villain_->run("DELETE FROM audit_entry WHERE sequence = $1", {sequence}), IsOk());
    ASSERT_THAT(
        villain_->run(
            "INSERT INTO audit_entry (sequence, at, action, actor, role, organisation, purpose, "
            "child_id, subject_id, record_id, agreement, details, previous_hash, hash) VALUES "
            "($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, '', '', $9, $10)",
            {sequence, entry.at.time_since_epoch().count(), audit::to_string(entry.action),
             entry.actor, entry.role, entry.organisation, entry.purpose, entry.child.number(),
             blob(previous), blob(hash)}),
        IsOk());
    forged_ = hash;
  }

  audit::Finding first_bad(const std::optional<audit::Checkpoint>& against = std::nullopt) {
    const auto verification = journal_.verify(list_of(against));
    if (!verification) throw std::runtime_error(to_string(verification.error()));
    return verification->first_bad.value_or(audit::Finding{0, "nothing is wrong"});
  }

  TemporaryFolder folder_;
  std::unique_ptr<Database> database_ = a_database(folder_.file("hub.db"));
  std::unique_ptr<Database> villain_ = a_database(folder_.file("hub.db"));
  std::unique_ptr<audit::Journal> made_ = make_journal(*database_);
  audit::Journal& journal_ = *made_;
  Digest forged_{};
};

TEST_F(TamperedJournal, IsWholeWhileNobodyTouchesIt) {
  const auto verification = journal_.verify(list_of(journal_.checkpoint().value()));
  ASSERT_THAT(verification, IsOk());
  EXPECT_EQ(verification->first_bad, std::nullopt) << verification->first_bad->what;
  EXPECT_EQ(verification->entries, 10);
}

TEST_F(TamperedJournal, ShowsAChangeOfEveryColumn) {
  for (const char* change :
       {"at = at + 1", "action = 'erasure'", "action = 'peek'", "actor = 'kim'", "role = ''",
        "organisation = 'x'", "purpose = 'x'", "child_id = 99", "subject_id = 1", "record_id = 1",
        "agreement = 'x'", "details = '{}'", "previous_hash = hash", "hash = previous_hash",
        "hash = ''"}) {
    tamper("CREATE TABLE kept AS SELECT * FROM audit_entry");
    tamper(std::string("UPDATE audit_entry SET ") + change + " WHERE sequence = 6");
    EXPECT_EQ(first_bad().sequence, 6) << change;
    tamper("DELETE FROM audit_entry; INSERT INTO audit_entry SELECT * FROM kept; DROP TABLE kept");
  }
  EXPECT_EQ(first_bad().sequence, 0);
}

TEST_F(TamperedJournal, ShowsARemovedEntry) {
  tamper("DELETE FROM audit_entry WHERE sequence = 4");
  EXPECT_EQ(first_bad().sequence, 4);
  EXPECT_THAT(first_bad().what, HasSubstr("entry 4 was removed"));
}

TEST_F(TamperedJournal, ShowsARemovedEntryWhereTheOthersMovedUp) {
  tamper("DELETE FROM audit_entry WHERE sequence = 4");
  tamper("UPDATE audit_entry SET sequence = -sequence WHERE sequence > 4");
  tamper("UPDATE audit_entry SET sequence = -sequence - 1 WHERE sequence < 0");
  EXPECT_EQ(first_bad().sequence, 4);
}

TEST_F(TamperedJournal, ShowsARemovedStart) {
  tamper("DELETE FROM audit_entry WHERE sequence <= 2");
  EXPECT_EQ(first_bad().sequence, 1);
}

TEST_F(TamperedJournal, ShowsARemovedTail) {
  tamper("DELETE FROM audit_entry WHERE sequence > 7");
  EXPECT_EQ(first_bad().sequence, 8);
  EXPECT_THAT(first_bad().what, HasSubstr("entry 8 and all up to entry 10 were removed"));
}

TEST_F(TamperedJournal, ShowsThatEverythingWasRemoved) {
  tamper("DELETE FROM audit_entry");
  EXPECT_EQ(first_bad().sequence, 1);
  tamper("UPDATE audit_head SET sequence = 0");
  EXPECT_THAT(first_bad().what, HasSubstr("the journal is empty"));
}

TEST_F(TamperedJournal, ShowsTwoEntriesThatChangedPlaces) {
  tamper("UPDATE audit_entry SET sequence = -5 WHERE sequence = 5");
  tamper("UPDATE audit_entry SET sequence = 5 WHERE sequence = 6");
  tamper("UPDATE audit_entry SET sequence = 6 WHERE sequence = -5");
  EXPECT_EQ(first_bad().sequence, 5);
}

TEST_F(TamperedJournal, ShowsAnEntryThatWasAddedAtTheEnd) {
  forge(11, an_entry(11), journal_.checkpoint()->hash);
  EXPECT_EQ(first_bad().sequence, 11);
  EXPECT_THAT(first_bad().what, HasSubstr("added outside the hub"));
}

TEST_F(TamperedJournal, ShowsAReplacedEntryWhoseOwnHashIsRight) {
  const auto before = journal_.list({}, {7, 1});
  forge(7, an_entry(7, 99), before->front().hash);
  EXPECT_EQ(first_bad().sequence, 8);
  EXPECT_THAT(first_bad().what, HasSubstr("does not follow"));
}

TEST_F(TamperedJournal, ShowsAReplacedLastEntryByTheHead) {
  forge(10, an_entry(10, 99), journal_.list({}, {10, 1})->front().hash);
  EXPECT_EQ(first_bad().sequence, 10);
}

// Whoever can write the file can also write a new head: only a checkpoint kept elsewhere shows
// that.
TEST_F(TamperedJournal, ShowsARemovedTailWithItsHeadOnlyAgainstACheckpoint) {
  const audit::Checkpoint checkpoint = *journal_.checkpoint();
  tamper(
      "DELETE FROM audit_entry WHERE sequence > 7; "
      "UPDATE audit_head SET sequence = 7, hash = (SELECT hash FROM audit_entry WHERE sequence = "
      "7)");
  EXPECT_EQ(first_bad().sequence, 0);
  EXPECT_EQ(first_bad(checkpoint).sequence, 8);
  EXPECT_THAT(first_bad(checkpoint).what, HasSubstr("the checkpoint knows them"));
}

TEST_F(TamperedJournal, ShowsARewrittenEndOnlyAgainstACheckpoint) {
  const audit::Checkpoint checkpoint = *journal_.checkpoint();
  forge(10, an_entry(10, 99), journal_.list({}, {10, 1})->front().hash);
  ASSERT_THAT(villain_->run("UPDATE audit_head SET hash = $1",
                            {Blob{{reinterpret_cast<const char*>(forged_.data()), 32}}}),
              IsOk());
  EXPECT_EQ(first_bad().sequence, 0);
  EXPECT_EQ(first_bad(checkpoint).sequence, 10);
}

TEST_F(TamperedJournal, AgreesWithACheckpointThatItHasOutgrown) {
  const audit::Checkpoint checkpoint = *journal_.checkpoint();
  ASSERT_THAT(journal_.append(an_entry(11)), IsOk());
  EXPECT_EQ(first_bad(checkpoint).sequence, 0);
}

TEST_F(TamperedJournal, IsProvenUpToTheLastCheckpointBeforeWhatWasChanged) {
  std::vector<audit::Checkpoint> checkpoints;
  for (const std::int64_t sequence : {9, 3, 6})
    checkpoints.push_back({sequence, journal_.hash_at(sequence)->value()});
  EXPECT_EQ(journal_.verify(checkpoints)->proven->sequence, 9);
  EXPECT_EQ(journal_.verify({})->proven, std::nullopt);

  tamper("UPDATE audit_entry SET actor = 'kim' WHERE sequence = 5");
  const auto verification = journal_.verify(checkpoints);
  EXPECT_EQ(verification->proven->sequence, 3);
  EXPECT_EQ(verification->first_bad->sequence, 5);
}

TEST_F(TamperedJournal, HasAHashForEachEntryAndNoOther) {
  EXPECT_EQ(*journal_.hash_at(10), journal_.checkpoint()->hash);
  EXPECT_EQ(*journal_.hash_at(11), std::nullopt);
  EXPECT_EQ(*journal_.hash_at(0), std::nullopt);
}

TEST_F(TamperedJournal, SaysThatItsHeadIsGone) {
  tamper("DELETE FROM audit_head");
  EXPECT_THAT(journal_.verify({}), SaysWhy("has lost its end"));
  EXPECT_THAT(journal_.append(an_entry(11)), IsError(Fault::invalid));
}

TEST(Journal, RefusesChangesThroughTheDatabase) {
  auto database = a_database();
  const auto made = make_journal(*database);
  audit::Journal& journal = *made;
  ASSERT_THAT(journal.append(an_entry(1)), IsOk());
  for (const char* sql : {"UPDATE audit_entry SET actor = 'kim'", "DELETE FROM audit_entry",
                          "DELETE FROM audit_head", "UPDATE audit_head SET sequence = 0",
                          "INSERT INTO audit_head (only, sequence, hash) VALUES (2, 5, '')"})
    EXPECT_THAT(database->run(sql), IsError(Fault::conflict)) << sql;
  EXPECT_EQ(journal.verify({})->first_bad, std::nullopt);
}

TEST(Journal, IsWholeWhenItIsEmpty) {
  auto database = a_database();
  const auto made = make_journal(*database);
  audit::Journal& journal = *made;
  EXPECT_THAT(journal.checkpoint(), IsOkAnd(audit::Checkpoint{}));
  EXPECT_EQ(journal.verify(list_of(audit::Checkpoint{}))->first_bad, std::nullopt);
}

TEST(Journal, ForgetsWhatWasRolledBack) {
  auto database = a_database();
  const auto made = make_journal(*database);
  audit::Journal& journal = *made;
  {
    auto transaction = *Transaction::begin(*database);
    ASSERT_THAT(journal.append(an_entry(1)), IsOk());
  }
  ASSERT_THAT(journal.append(an_entry(2)), IsOk());

  const auto verification = journal.verify({});
  EXPECT_EQ(verification->first_bad, std::nullopt);
  EXPECT_EQ(verification->entries, 1);
}

TEST(Journal, StaysOneChainWhenTwoSessionsWrite) {
  const TemporaryFolder folder;
  auto first = a_database(folder.file("hub.db"));
  auto second = a_database(folder.file("hub.db"));
  const auto made_one = make_journal(*first);
  const auto made_other = make_journal(*second);
  audit::Journal& one = *made_one;
  audit::Journal& other = *made_other;
  for (std::int64_t number = 0; number < 10; ++number)
    ASSERT_THAT((number % 2 == 0 ? one : other).append(an_entry(number)), IsOk());
  const auto verification = one.verify({});
  EXPECT_EQ(verification->first_bad, std::nullopt);
  EXPECT_EQ(verification->entries, 10);
}

TEST(Journal, FollowsAnotherSessionAfterItsOwnEntryWasRolledBack) {
  const TemporaryFolder folder;
  auto first = a_database(folder.file("hub.db"));
  auto second = a_database(folder.file("hub.db"));
  const auto made_one = make_journal(*first);
  const auto made_other = make_journal(*second);
  audit::Journal& one = *made_one;
  audit::Journal& other = *made_other;
  {
    auto transaction = *Transaction::begin(*first);
    ASSERT_THAT(one.append(an_entry(1)), IsOk());
  }
  ASSERT_THAT(other.append(an_entry(2)), IsOk());  // as far as the first one, with another hash
  ASSERT_THAT(one.append(std::vector{an_entry(3), an_entry(4)}), IsOk());

  const auto verification = one.verify({});
  EXPECT_EQ(verification->first_bad, std::nullopt);
  EXPECT_EQ(verification->entries, 3);
}

TEST(Journal, RefusesToGoOnFromADamagedEnd) {
  auto database = a_database();
  const auto made = make_journal(*database);
  audit::Journal& journal = *made;
  ASSERT_THAT(journal.append(an_entry(1)), IsOk());
  ASSERT_THAT(
      database->script("DROP TRIGGER audit_head_moves_on; UPDATE audit_head SET hash = 'x'"),
      IsOk());
  EXPECT_THAT(journal.append(an_entry(2)), SaysWhy("verify the journal"));
  EXPECT_EQ(number_from(*database, "SELECT count(*) FROM audit_entry"), 1);
}

TEST(Journal, GivesBackWhatItTook) {
  auto database = a_database();
  const auto made = make_journal(*database);
  audit::Journal& journal = *made;
  audit::Entry entry = an_entry(5, 7);
  entry.action = audit::Action::disclosure;
  entry.subject = SubjectId(8);
  entry.record = RecordId(9);
  entry.agreement = "missing-children v2";
  entry.details = R"({"kinds":["education.suspension"]})";
  ASSERT_THAT(journal.append(entry), IsOk());

  const auto written = journal.list({}, {})->front();
  EXPECT_EQ(written.entry.at, entry.at);
  EXPECT_EQ(written.entry.action, entry.action);
  EXPECT_EQ(written.entry.actor, "sam");
  EXPECT_EQ(written.entry.child, ChildId(7));
  EXPECT_EQ(written.entry.subject, SubjectId(8));
  EXPECT_EQ(written.entry.record, RecordId(9));
  EXPECT_EQ(written.entry.agreement, entry.agreement);
  EXPECT_EQ(written.entry.details, entry.details);
  EXPECT_EQ(written.hash, audit::hash_of(1, Digest{}, entry));
}

TEST(Journal, ListsTheNewestFirstByChildActionAndTime) {
  auto database = a_database();
  const auto made = make_journal(*database);
  audit::Journal& journal = *made;
  for (std::int64_t number = 1; number <= 9; ++number) {
    audit::Entry entry = an_entry(number, number % 3);
    if (number >= 7) entry.action = audit::Action::disclosure;
    ASSERT_THAT(journal.append(entry), IsOk());
  }

  EXPECT_THAT(sequences(journal, {}, {0, 3}), ElementsAre(9, 8, 7));
  EXPECT_THAT(sequences(journal, {}, {7, 2}), ElementsAre(6, 5));
  EXPECT_THAT(sequences(journal, {{ChildId(1)}, {}, {}, {}}), ElementsAre(7, 4, 1));
  EXPECT_THAT(sequences(journal, {{ChildId(1), ChildId(2)}, {}, {}, {}}, {8, 3}),
              ElementsAre(7, 5, 4));
  EXPECT_THAT(sequences(journal, {{ChildId(1)}, audit::Action::disclosure, {}, {}}),
              ElementsAre(7));
  EXPECT_THAT(sequences(journal, {{}, {}, second(3), second(5)}), ElementsAre(4, 3));
}

// Two programs may ask their clocks in one order and write in the other.
TEST(Journal, NeverGoesBackInTime) {
  const TemporaryFolder folder;
  auto mine = a_database(folder.file("hub.db"));
  auto theirs = a_database(folder.file("hub.db"));
  const auto journal = make_journal(*mine);
  ASSERT_THAT(make_journal(*theirs)->append(an_entry(500)), IsOk());

  const std::array late{an_entry(20), an_entry(700), an_entry(30)};
  ASSERT_THAT(journal->append(late), IsOk());
  ASSERT_THAT(journal->append(an_entry(40)), IsOk());

  const auto list = journal->list({}, {});
  ASSERT_THAT(list, IsOk());
  std::vector<Instant> times;
  for (const audit::Written& written : *list) times.push_back(written.entry.at);
  EXPECT_THAT(times, ElementsAre(second(700), second(700), second(700), second(500), second(500)));
  EXPECT_EQ(journal->verify({})->first_bad, std::nullopt);
}

TEST(Journal, FindsAChildInTheListsThatNamedIt) {
  auto database = a_database();
  const auto journal = make_journal(*database);
  const auto lists = [&](std::string details) {
    audit::Entry entry = an_entry(1);
    entry.details = std::move(details);
    ASSERT_THAT(journal->append(entry), IsOk());
  };
  lists(audit::details_of_list({ChildId(2), ChildId(12), ChildId(30)}));
  lists(audit::details_of_list({ChildId(1), ChildId(2)}));
  lists(audit::details_of_list_of_all());
  lists("{\"held\":[2]}");
  ASSERT_THAT(journal->append(an_entry(1, 2)), IsOk());

  EXPECT_THAT(sequences(*journal, {{ChildId(2)}, {}, {}, {}}), ElementsAre(5, 3, 2, 1));
  EXPECT_THAT(sequences(*journal, {{ChildId(1)}, {}, {}, {}}), ElementsAre(3, 2));
  EXPECT_THAT(sequences(*journal, {{ChildId(3)}, {}, {}, {}}), ElementsAre(3));
  EXPECT_THAT(sequences(*journal, {{ChildId(12), ChildId(30)}, {}, {}, {}}), ElementsAre(3, 1));
}

TEST(Journal, FindsAChildsEntriesThroughAnIndex) {
  auto database = a_database();
  const auto plan = database->rows(
      "EXPLAIN QUERY PLAN SELECT sequence FROM audit_entry WHERE child_id = $1 "
      "AND sequence < $2 ORDER BY sequence DESC LIMIT 10",
      {std::int64_t{1}, std::int64_t{5}});
  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->front().text(3), HasSubstr("audit_by_child"));
}

}  // namespace
}  // namespace trellis::store
