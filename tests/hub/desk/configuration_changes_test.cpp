#include "hub/desk/configuration_changes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/journal_fake.hpp"
#include "tests/support/records_fake.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::desk {
namespace {

using namespace trellis::testing;
using ::testing::ElementsAre;

class FilesFake final : public KnownFiles {
 public:
  Result<ConfigurationFiles> all() override { return files; }
  Status put(const std::string& name, const std::string& digest) override {
    files[name] = digest;
    return done();
  }
  Status remove(const std::string& name) override {
    files.erase(name);
    return done();
  }
  ConfigurationFiles files;
};

class ConfigurationOfAHub : public ::testing::Test {
 protected:
  std::vector<std::string> purposes() const {
    std::vector<std::string> all;
    for (const audit::Written& each : journal_.written()) all.push_back(each.entry.purpose);
    return all;
  }

  FilesFake known_;
  JournalFake journal_;
  RecordsFake records_;
  SystemClock clock_;
  ConfigurationChanges changes_{{known_, journal_, records_, clock_}};
};

TEST_F(ConfigurationOfAHub, IsJournalledWhereAFileIsNewChangedOrGone) {
  known_.files = {{"agreements/a.json", "1"}, {"roles/b.json", "2"}, {"rules/c.json", "3"}};
  const ConfigurationFiles now = {
      {"agreements/a.json", "9"}, {"roles/b.json", "2"}, {"rules/d.json", "4"}};
  EXPECT_THAT(changes_.note(now, "kim"), IsOkAnd(std::size_t{3}));
  EXPECT_THAT(purposes(), ElementsAre("agreements/a.json was changed", "rules/d.json was added",
                                      "rules/c.json was removed"));
  const audit::Entry& entry = journal_.written().front().entry;
  EXPECT_EQ(entry.actor, "kim");
  EXPECT_EQ(entry.action, audit::Action::configuration);
  EXPECT_EQ(entry.details, R"({"file":"agreements/a.json","change":"changed","digest":"9"})");
  EXPECT_EQ(known_.files, now);
  EXPECT_EQ(records_.committed, 1);
}

TEST_F(ConfigurationOfAHub, IsJournalledOnce) {
  const ConfigurationFiles now = {{"hub.json", "1"}};
  ASSERT_THAT(changes_.note(now, "kim"), IsOkAnd(std::size_t{1}));
  EXPECT_THAT(changes_.note(now, "lee"), IsOkAnd(std::size_t{0}));
  EXPECT_EQ(journal_.written().size(), 1u);
  EXPECT_EQ(records_.committed, 1);
}

}  // namespace
}  // namespace trellis::desk
