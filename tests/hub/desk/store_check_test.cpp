#include "hub/desk/store_check.hpp"

#include <map>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/pipeline/seal.hpp"
#include "tests/support/journal_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::desk {
namespace {

using namespace trellis::testing;
using ::testing::SizeIs;

class VersionsFake final : public VersionStore {
 public:
  Result<VersionId> last() override {
    const VersionId end = versions.empty() ? VersionId() : versions.rbegin()->first;
    if (arriving) versions.insert(*std::exchange(arriving, std::nullopt));
    return end;
  }
  Result<std::vector<VersionId>> after(VersionId last, std::size_t) override {
    std::vector<VersionId> ids;
    for (const auto& [id, version] : versions)
      if (id > last) ids.push_back(id);
    return ids;
  }
  Result<std::optional<StoredVersion>> version(VersionId id, SubjectId) override {
    const auto found = versions.find(id);
    if (found == versions.end()) return std::optional<StoredVersion>();
    return std::optional(found->second);
  }
  Status mark_damaged(VersionId id, std::string_view, Instant now) override {
    versions[id].found_damaged_at = now;
    return done();
  }
  Result<std::vector<std::string>> damaged_dictionaries() override { return dictionaries; }

  std::map<VersionId, StoredVersion> versions;
  std::optional<std::pair<const VersionId, StoredVersion>> arriving;  // while the check runs
  std::vector<std::string> dictionaries;
};

class StoredRecords : public ::testing::Test {
 protected:
  StoredRecords() {
    for (const std::int64_t number : {1, 2, 3}) store(number);
  }

  StoredVersion& at(std::int64_t number) { return versions_.versions[VersionId(number)]; }

  void store(std::int64_t number) {
    StoredVersion version;
    version.id = VersionId(number);
    version.record = RecordId(number);
    version.connection = "rows";
    version.key = version.subject_key = "k" + std::to_string(number);
    version.mapping = "rows";
    version.mapping_version = "1";
    version.bytes = "the bytes of " + version.key;
    version.digest = sha256(*version.bytes);
    version.kinds = "person.name\n";
    version.observations = "{\"of\":\"" + version.key + "\"}\n";
    version.recorded_at = clock_.now();
    versions_.versions[version.id] = version;
    note(version);
  }
  void note(const StoredVersion& version) {
    audit::Entry entry;
    entry.at = clock_.now();
    entry.record = version.record;
    entry.details = pipeline::to_details(
        {version.id, pipeline::seal_of(
                         {version.connection, version.key, version.subject_key, version.media_type,
                          version.mapping, version.mapping_version, version.digest,
                          pipeline::content_digest(version.kinds, *version.observations)})});
    ASSERT_THAT(journal_.append(entry), IsOk());
  }
  StoreReport check() {
    StoreCheck check(versions_, journal_, clock_);
    auto report = check.run();
    EXPECT_THAT(report, IsOk());
    return report.ok() ? *report : StoreReport{};
  }

  VersionsFake versions_;
  JournalFake journal_;
  SystemClock clock_;
};

TEST_F(StoredRecords, AreRightWhileNobodyTouchesThem) {
  const StoreReport report = check();
  EXPECT_TRUE(report.is_right());
  EXPECT_EQ(report.versions, 3u);
  EXPECT_EQ(report.without_seal, 0u);
}

TEST_F(StoredRecords, AreFoundWhateverOfThemIsChanged) {
  const auto finds = [&](auto change) {
    const auto kept = versions_.versions;
    change(at(2));
    const StoreReport report = check();
    versions_.versions = kept;
    return report.damaged == 1 && report.findings.front().version == VersionId(2) &&
           report.findings.front().key == kept.at(VersionId(2)).key;
  };
  EXPECT_TRUE(finds([](auto& version) { version.bytes.reset(); }));
  EXPECT_TRUE(finds([](auto& version) { version.bytes = "other"; }));
  EXPECT_TRUE(finds([](auto& version) { version.observations.reset(); }));
  EXPECT_TRUE(finds([](auto& version) { version.observations = "{}\n"; }));
  EXPECT_TRUE(finds([](auto& version) { version.kinds = "person.sex\n"; }));
  EXPECT_TRUE(finds([](auto& version) { version.subject_key = "k1"; }));
  EXPECT_TRUE(finds([](auto& version) { version.mapping_version = "2"; }));
  EXPECT_TRUE(finds([](auto& version) { version.is_current = false; }));
  EXPECT_TRUE(finds([](auto& version) { version.recorded_at += std::chrono::hours(2); }));
  EXPECT_TRUE(finds([](auto& version) {
    version.bytes = "forged";
    version.digest = sha256("forged");
  }));
}

TEST_F(StoredRecords, AreReplacedOnceTheyCameAgain) {
  at(1).observations = "{}\n";
  EXPECT_EQ(check().damaged, 1u);
  EXPECT_EQ(check().damaged, 1u);
  at(1).is_current = false;
  at(1).next_recorded_at = *at(1).found_damaged_at + std::chrono::seconds(1);
  const StoreReport report = check();
  EXPECT_EQ(report.damaged, 0u);
  ASSERT_THAT(report.findings, SizeIs(1));
  EXPECT_TRUE(report.findings.front().is_replaced);
}

TEST_F(StoredRecords, AreMissedUntilTheSameComesAgain) {
  const StoredVersion gone = at(3);
  versions_.versions.erase(gone.id);
  EXPECT_EQ(check().damaged, 1u);

  StoredVersion again = gone;
  again.id = VersionId(4);
  again.recorded_at = clock_.now();
  versions_.versions[again.id] = again;
  note(again);
  EXPECT_EQ(check().damaged, 0u);
}

// A number of a row that went may be given to the next one.
TEST_F(StoredRecords, AreMissedThoughTheirNumberWasGivenAgain) {
  versions_.versions.erase(VersionId(3));
  StoredVersion other = at(2);
  other.id = VersionId(3);
  other.record = RecordId(9);
  other.key = other.subject_key = "k9";
  other.recorded_at = clock_.now();
  versions_.versions[other.id] = other;
  note(other);
  EXPECT_EQ(check().damaged, 1u);
}

TEST_F(StoredRecords, AreToldFromWhatTheJournalDoesNotKnow) {
  StoredVersion added = at(2);
  added.id = VersionId(7);
  versions_.versions[added.id] = added;
  const StoreReport report = check();
  ASSERT_THAT(report.findings, SizeIs(1));
  EXPECT_EQ(report.findings.front().version, VersionId(7));
}

TEST_F(StoredRecords, MayBecomeMoreWhileTheyAreChecked) {
  StoredVersion added = at(2);
  added.id = VersionId(7);
  versions_.arriving.emplace(added.id, added);
  EXPECT_TRUE(check().is_right());
}

TEST_F(StoredRecords, OfAnOlderProgramAreCheckedAsFarAsTheyCanBe) {
  StoredVersion old = at(1);
  journal_ = JournalFake();
  versions_.versions.clear();
  old.id = VersionId(1);
  versions_.versions[old.id] = old;
  EXPECT_TRUE(check().is_right());
  EXPECT_EQ(check().without_seal, 1u);
  at(1).bytes = "other";
  EXPECT_EQ(check().damaged, 1u);
}

TEST_F(StoredRecords, NeedTheirDictionaries) {
  versions_.dictionaries = {"rows"};
  EXPECT_FALSE(check().is_right());
}

}  // namespace
}  // namespace trellis::desk
