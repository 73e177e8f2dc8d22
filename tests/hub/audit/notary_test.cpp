#include "hub/audit/notary.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/journal_entries.hpp"
#include "tests/support/journal_fake.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::audit {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PlaceFake final : public CheckpointPlace {
 public:
  Result<std::optional<SignedCheckpoint>> last(const PublicKey& key) override {
    std::optional<SignedCheckpoint> found;
    for (const SignedCheckpoint& each : kept)
      if (each.key == key) found = each;
    return found;
  }
  Status add(const SignedCheckpoint& checkpoint) override {
    if (is_full) return Error{Fault::unavailable, "the disk is full"};
    kept.push_back(checkpoint);
    return done();
  }
  Result<Kept> all(const PublicKey&) override { return Kept{kept, 0, {}}; }
  std::string name() const override { return "a safe place"; }

  std::vector<SignedCheckpoint> kept;
  bool is_full = false;
};

class OneMoment final : public Clock {
 public:
  Instant now() const override { return Instant(std::chrono::seconds(50)); }
};

SigningKey read_again(const SigningKey& key, const TemporaryFolder& folder) {
  const std::string file = folder.file(key.public_key().hex());
  static_cast<void>(key.write(file).ok());
  return *SigningKey::read(file);
}

// A hub with a notary and a journal of `entries` entries after the first.
class AHub {
 public:
  explicit AHub(PlaceFake& place, SigningKey key = SigningKey::make())
      : notary(std::move(key), "Fern", journal, place, clock) {}
  void write(int entries) {
    for (int i = 0; i < entries; ++i) EXPECT_THAT(journal.append(an_entry(i)), IsOk());
  }

  JournalFake journal;
  OneMoment clock;
  Notary notary;
};

TEST(Notary, StartsAJournalAndKeepsUpWithIt) {
  PlaceFake place;
  AHub hub(place);
  ASSERT_THAT(hub.notary.start(an_entry(1)), IsOk());
  EXPECT_THAT(hub.notary.check(), IsOk());
  hub.write(5);
  ASSERT_THAT(hub.notary.keep_up(6), IsOk());
  EXPECT_EQ(place.kept.size(), 1u);
  ASSERT_THAT(hub.notary.keep_up(5), IsOk());
  ASSERT_EQ(place.kept.size(), 2u);
  EXPECT_EQ(place.kept[1].end.sequence, 6);
  EXPECT_EQ(place.kept[1].hub, "Fern");
  EXPECT_TRUE(is_genuine(place.kept[1]));
  ASSERT_THAT(hub.notary.keep_up(1), IsOk());
  EXPECT_EQ(place.kept.size(), 2u);
}

TEST(Notary, AlarmsWhereNothingWasEverSigned) {
  PlaceFake place;
  AHub hub(place);
  hub.write(5);
  EXPECT_THAT(hub.notary.check(), SaysWhy("ALARM: no checkpoint"));
}

TEST(Notary, AlarmsWhereTheJournalIsOlderThanItWas) {
  const TemporaryFolder folder;
  PlaceFake place;
  const SigningKey key = SigningKey::make();
  AHub hub(place, read_again(key, folder));
  ASSERT_THAT(hub.notary.start(an_entry(1)), IsOk());
  hub.write(9);
  ASSERT_THAT(hub.notary.keep_up(1), IsOk());

  AHub older(place, *SigningKey::read(folder.file(key.public_key().hex())));
  ASSERT_THAT(older.journal.append(an_entry(1)), IsOk());
  older.write(3);
  EXPECT_THAT(older.notary.check(), SaysWhy("ends at entry 4"));

  older.write(20);  // whoever put it there went on with it
  EXPECT_THAT(older.notary.check(), SaysWhy("does not agree"));
}

TEST(Notary, AlarmsWhereTheSignatureIsNotTheHubs) {
  PlaceFake place;
  AHub hub(place);
  ASSERT_THAT(hub.notary.start(an_entry(1)), IsOk());
  place.kept[0].end.sequence = 0;
  EXPECT_THAT(hub.notary.check(), SaysWhy("not signed by the hub's key"));
  EXPECT_THAT(hub.notary.prove()->findings,
              ElementsAre(HasSubstr("not signed"), HasSubstr("no checkpoint")));
}

TEST(Notary, SaysUpToWhereTheJournalIsProven) {
  PlaceFake place;
  AHub hub(place);
  ASSERT_THAT(hub.notary.start(an_entry(1)), IsOk());
  hub.write(5);
  ASSERT_THAT(hub.notary.keep_up(1), IsOk());
  hub.write(3);
  const auto proof = hub.notary.prove();
  ASSERT_THAT(proof, IsOk());
  EXPECT_THAT(proof->findings, IsEmpty());
  EXPECT_EQ(proof->checkpoints, 2u);
  EXPECT_EQ(proof->journal.entries, 9);
  ASSERT_TRUE(proof->last);
  EXPECT_EQ(proof->last->end.sequence, 6);
  EXPECT_FALSE(proof->taken_over);
}

TEST(Notary, TakesOverWhatAPersonPutBack) {
  const TemporaryFolder folder;
  PlaceFake place;
  const SigningKey key = SigningKey::make();
  AHub hub(place, read_again(key, folder));
  ASSERT_THAT(hub.notary.start(an_entry(1)), IsOk());
  hub.write(9);
  ASSERT_THAT(hub.notary.keep_up(1), IsOk());

  AHub backup(place, *SigningKey::read(folder.file(key.public_key().hex())));
  backup.write(4);
  ASSERT_THAT(backup.notary.start(an_entry(60)), IsOk());
  EXPECT_THAT(backup.notary.check(), IsOk());
  const auto proof = backup.notary.prove();
  ASSERT_THAT(proof, IsOk());
  EXPECT_EQ(proof->earlier, 2u);
  EXPECT_EQ(proof->checkpoints, 1u);
  ASSERT_TRUE(proof->taken_over);
  EXPECT_EQ(proof->taken_over->end.sequence, 5);
  EXPECT_EQ(proof->journal.first_bad, std::nullopt);
}

TEST(Notary, SaysThatACheckpointCouldNotBeKept) {
  PlaceFake place;
  AHub hub(place);
  ASSERT_THAT(hub.notary.start(an_entry(1)), IsOk());
  hub.write(2);
  place.is_full = true;
  EXPECT_THAT(hub.notary.keep_up(1), IsError(Fault::unavailable));
  place.is_full = false;
  ASSERT_THAT(hub.notary.keep_up(1), IsOk());
  EXPECT_EQ(place.kept.back().end.sequence, 3);
}

}  // namespace
}  // namespace trellis::audit
