#include "hub/matching/loading.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

#include "tests/support/matching.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"
#include "tests/support/village.hpp"

namespace trellis::matching {
namespace {

using testing::IsOk;
using testing::LinksFake;
using testing::Registry;
using testing::Village;

// Counts how many subjects were read one after the other, as without a snapshot.
class CountingLinks final : public LinksFake {
 public:
  explicit CountingLinks(const LinksFake& links) : LinksFake(links) {}
  Result<std::vector<Known>> after(SubjectId last, std::size_t limit) override {
    auto known = LinksFake::after(last, limit);
    read += known->size();
    return known;
  }
  std::size_t read = 0;
};

// What an engine answers to the whole village.
std::vector<std::string> answers(Engine& engine, const Village& village) {
  std::vector<std::string> answers;
  for (const TrainingSubject& each : village.subjects) {
    for (const SubjectId asked : {each.id, SubjectId(100'000)}) {
      const Placement placement = engine.place(asked, each.features);
      std::string answer =
          std::string(to_string(placement.decision)) + ' ' + to_string(placement.child);
      for (const Rival& rival : placement.rivals)
        answer += ' ' + to_string(rival.child) + ':' + std::to_string(rival.comparison.bits);
      answers.push_back(std::move(answer));
    }
  }
  return answers;
}

class Loading : public ::testing::Test {
 protected:
  Loading() {
    for (const TrainingSubject& each : village_.subjects)
      registry_.settle(static_cast<int>(each.id.number()), each.features);
  }

  // The engine of a hub that starts now; how many subjects it had to read is in `read_`.
  OpenedEngine start(const LinksFake& links, std::size_t few_changes = 0) {
    CountingLinks counting(links);
    OpenedEngine opened = testing::shipped_engine();
    EXPECT_THAT(load_engine(*opened.engine, counting, {folder_.file("matching"), few_changes}),
                IsOk());
    read_ = counting.read;
    kept_ = counting;
    return opened;
  }
  std::vector<std::string> answers_without_snapshot(LinksFake links) {
    OpenedEngine opened = testing::shipped_engine();
    EXPECT_THAT(load_engine(*opened.engine, links, {}), IsOk());
    return answers(*opened.engine, village_);
  }
  std::vector<std::filesystem::path> files() const {
    std::vector<std::filesystem::path> files;
    for (const auto& each : std::filesystem::directory_iterator(folder_.file("matching")))
      files.push_back(each.path());
    return files;
  }

  testing::TemporaryFolder folder_;
  Village village_{7, 60};
  Registry registry_;
  LinksFake kept_;  // what the store says after a start
  std::size_t read_ = 0;
};

}  // namespace

TEST_F(Loading, FromASnapshotKnowsWhatTheStoreSays) {
  start(registry_.links);
  EXPECT_EQ(read_, village_.subjects.size());
  ASSERT_EQ(files().size(), 1u);
  OpenedEngine opened = start(kept_, 1000);
  EXPECT_EQ(read_, 0u);
  EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(kept_));
}

TEST_F(Loading, AddsWhatHasChangedSinceTheSnapshot) {
  start(registry_.links);
  registry_.links = kept_;
  for (int id = 1; id < 40; ++id) {
    Features features = village_.subjects[static_cast<std::size_t>(id)].features;
    if (id % 3 == 0) features = {};
    if (id % 3 == 1) features.births = {*Date::parse("2011-11-11")};
    registry_.settle(id, features);
  }
  const Village newcomers(8, 20);
  for (const TrainingSubject& each : newcomers.subjects)
    registry_.settle(static_cast<int>(each.id.number()) + 1000, each.features);
  ASSERT_THAT(registry_.identity.never_link(SubjectId(50), SubjectId(51), {"steward", "seen"}),
              IsOk());
  registry_.links.lose(SubjectId(60));
  OpenedEngine opened = start(registry_.links, 100'000);
  EXPECT_EQ(read_, 0u);
  EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(registry_.links));
}

TEST_F(Loading, LeavesANewSnapshotOnceMuchHasChanged) {
  start(registry_.links);
  const auto first = files();
  registry_.links = kept_;
  registry_.settle(1, {});
  start(registry_.links, 1);
  EXPECT_EQ(files(), first);
  for (int id = 1; id < 40; ++id) registry_.settle(id, {});
  start(registry_.links, 1);
  EXPECT_EQ(read_, 0u);
  EXPECT_EQ(files().size(), 1u);
  EXPECT_NE(files(), first);
  OpenedEngine opened = start(kept_, 1);
  EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(kept_));
}

// A back-up that was put back names an older snapshot, or none.
TEST_F(Loading, DoesNotTrustASnapshotThatTheStoreDoesNotName) {
  const LinksFake put_aside = registry_.links;
  start(registry_.links);
  const LinksFake backed_up = kept_;
  registry_.links = kept_;
  for (const TrainingSubject& each : village_.subjects)
    registry_.settle(static_cast<int>(each.id.number()), {});
  start(registry_.links);
  for (const LinksFake& old : {put_aside, backed_up}) {
    OpenedEngine opened = start(old, 100'000);
    EXPECT_EQ(read_, village_.subjects.size());
    EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(old));
  }
}

TEST_F(Loading, DoesNotTakeASnapshotOfAnotherModel) {
  start(registry_.links);
  const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";
  Model model = *read_model_file(folder + "default.json");
  model.prior -= 1;
  OpenedEngine other = make_default_engine(model, *Nicknames::read_file(folder + "nicknames.csv"));
  const std::string name = kept_.snapshot()->name;
  EXPECT_FALSE(other.engine->restore(files()[0], name));
  EXPECT_EQ(other.engine->subjects(), 0u);
  EXPECT_FALSE(testing::shipped_engine().engine->restore(files()[0], "another name"));
  EXPECT_TRUE(testing::shipped_engine().engine->restore(files()[0], name));
}

TEST_F(Loading, ReadsTheStoreWhereTheSnapshotIsDamaged) {
  start(registry_.links);
  const LinksFake links = kept_;
  const std::filesystem::path file = files()[0];
  const auto whole = std::filesystem::file_size(file);
  const std::filesystem::path copy = folder_.file("copy");
  std::filesystem::copy_file(file, copy);
  const auto expected = answers_without_snapshot(links);
  for (std::uintmax_t size = 0; size < whole; size += whole / 23) {
    std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
    std::filesystem::resize_file(file, size);
    OpenedEngine opened = start(links, 100'000);
    EXPECT_EQ(read_, village_.subjects.size()) << size;
    EXPECT_EQ(answers(*opened.engine, village_), expected) << size;
  }
  std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
  std::ofstream(file, std::ios::app) << 'x';
  start(links, 100'000);
  EXPECT_EQ(read_, village_.subjects.size());
}

TEST_F(Loading, KeepsSnapshotsFromOtherUsers) {
  start(registry_.links);
  namespace fs = std::filesystem;
  EXPECT_EQ(fs::status(files()[0]).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(folder_.file("matching")).permissions(), fs::perms::owner_all);
}

TEST_F(Loading, GoesOnWhereNoSnapshotCanBeLeft) {
  folder_.write("matching", "not a folder");
  OpenedEngine opened = start(registry_.links);
  EXPECT_EQ(kept_.snapshot()->name, "");
  EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(registry_.links));
}

}  // namespace trellis::matching
