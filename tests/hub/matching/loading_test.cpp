#include "hub/matching/engine/loading.hpp"

#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <utility>

#include <gmock/gmock.h>

#include "tests/support/matching.hpp"
#include "tests/support/names.hpp"
#include "tests/support/result_matchers.hpp"
#include "tests/support/temporary.hpp"
#include "tests/support/village.hpp"

namespace trellis::matching {
namespace {

using testing::IsOk;
using testing::LinksFake;
using testing::Registry;
using testing::Village;

// Counts how many subjects were read one after the other, as without a snapshot; and lets
// something happen once, in the middle of reading.
class ReadLinks final : public LinksFake {
 public:
  explicit ReadLinks(const LinksFake& links) : LinksFake(links) {}
  Result<std::vector<Known>> after(SubjectId last, std::size_t limit) override {
    auto known = LinksFake::after(last, limit);
    read += known->size();
    happen();
    return known;
  }
  Result<std::vector<Change>> changes_after(ChangeId last, std::size_t limit) override {
    happen();
    return LinksFake::changes_after(last, limit);
  }
  std::size_t read = 0;
  std::function<void(LinksFake&)> meanwhile;

 private:
  void happen() {
    if (auto once = std::exchange(meanwhile, {})) once(*this);
  }
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
  OpenedEngine start(const LinksFake& links, std::int64_t few_changes = 0) {
    ReadLinks reading(links);
    reading.meanwhile = std::exchange(meanwhile_, {});
    OpenedEngine opened = testing::shipped_engine();
    EXPECT_THAT(load_engine(*opened.engine, reading, {folder_.file("matching"), few_changes}),
                IsOk());
    read_ = reading.read;
    kept_ = reading;
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
  std::function<void(LinksFake&)> meanwhile_;  // in the middle of the next start
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
  ASSERT_THAT(
      registry_.identity.decisions().never_link(SubjectId(50), SubjectId(51), {"steward", "seen"}),
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

TEST_F(Loading, DoesNotTakeAnotherSnapshotUnderTheNameOfItsOwn) {
  start(registry_.links);
  registry_.links = kept_;
  const LinksFake backed_up = kept_;
  const auto file = files()[0];
  for (int id = 1; id < 40; ++id) registry_.settle(id, {});
  start(registry_.links);
  std::filesystem::rename(files()[0], file);
  OpenedEngine opened = start(backed_up, 100'000);
  EXPECT_EQ(read_, village_.subjects.size());
  EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(backed_up));
}

// Two programs start at once, and the other is sooner done.
TEST_F(Loading, NoticesThatAnotherProgramForgotChangesWhileItReadThem) {
  start(registry_.links);
  registry_.links = kept_;
  for (int id = 1; id < 40; ++id) registry_.settle(id, {});
  meanwhile_ = [&](LinksFake& links) {
    OpenedEngine other = testing::shipped_engine();
    EXPECT_THAT(load_engine(*other.engine, links, {folder_.file("matching"), 0}), IsOk());
  };
  OpenedEngine opened = start(registry_.links, 0);
  EXPECT_EQ(read_, 0u);
  EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(kept_));
}

TEST_F(Loading, ReadsAgainWhoChangedWhileTheOthersWereRead) {
  const ChildId child = registry_.child(5);
  meanwhile_ = [&](LinksFake& links) {
    EXPECT_THAT(links.put(Known{{SubjectId(1), ConnectionId(1)}, child, pack({})}), IsOk());
  };
  start(registry_.links);
  OpenedEngine opened = start(kept_, 100'000);
  EXPECT_EQ(read_, 0u);
  EXPECT_EQ(answers(*opened.engine, village_), answers_without_snapshot(kept_));
}

TEST_F(Loading, LeavesTheSnapshotInForceWhereItsOwnComesTooLate) {
  meanwhile_ = [&](LinksFake& links) {
    EXPECT_THAT(links.replace_snapshot("", {"sooner", links.position()->change}), IsOk());
  };
  start(registry_.links);
  EXPECT_EQ(kept_.snapshot()->name, "sooner");
  EXPECT_THAT(files(), ::testing::IsEmpty());
}

// Many changes of few subjects: the store is not to keep them all.
TEST_F(Loading, LeavesASnapshotOnceManyChangesAreKept) {
  const auto changes = registry_.links.position()->change.number();
  start(registry_.links, changes);
  EXPECT_EQ(kept_.snapshot()->name, "");
  registry_.settle(1, {});
  start(registry_.links, changes);
  EXPECT_NE(kept_.snapshot()->name, "");
}

TEST_F(Loading, DoesNotTakeASnapshotOfAnotherModel) {
  start(registry_.links);
  const std::string folder = std::string(TRELLIS_SOURCE_DIR) + "/config/matching/";
  Model model = *read_model_file(folder + "default.json");
  model.prior -= 1;
  OpenedEngine other = make_default_engine(model, testing::shipped_names());
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

TEST_F(Loading, ReadsTheStoreOrTheSameWhereABitOfTheSnapshotIsDamaged) {
  start(registry_.links);
  const LinksFake links = kept_;
  const auto expected = answers_without_snapshot(links);
  const auto file = files()[0];
  const auto size = std::filesystem::file_size(file);
  std::size_t refused = 0;
  std::mt19937 random(1);
  for (int i = 0; i < 60; ++i) {
    const auto at = static_cast<std::streamoff>(random() % size);
    std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
    const auto flip = [&] {
      bytes.seekg(at);
      const char byte = static_cast<char>(bytes.get() ^ 1);
      bytes.seekp(at);
      bytes.put(byte).flush();
    };
    flip();
    OpenedEngine opened = start(links, 100'000);
    refused += read_ > 0 ? 1 : 0;
    EXPECT_EQ(answers(*opened.engine, village_), expected) << at;
    flip();
  }
  EXPECT_GT(refused, 0u);
}

TEST_F(Loading, TouchesNothingElseInItsFolder) {
  const std::string other = folder_.write("matching/model.json", "{}");
  const std::string unfinished = folder_.write("matching/0.snapshot", "");
  start(registry_.links);
  EXPECT_TRUE(std::filesystem::exists(other));
  EXPECT_FALSE(std::filesystem::exists(unfinished));
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
