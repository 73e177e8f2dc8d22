#include "hub/pipeline/seen_records.hpp"

#include <gtest/gtest.h>

namespace trellis::pipeline {
namespace {

Incoming incoming(const std::string& key, std::vector<std::string> tables = {}) {
  Incoming record;
  record.key = key;
  record.tables = std::move(tables);
  return record;
}
Records::Reported reported(int id, const std::string& key) {
  Records::Reported record;
  record.id = RecordId(id);
  record.key = key;
  return record;
}

TEST(SeenRecords, SpeakOfTheScopesOfTheirKeysOnly) {
  SeenRecords seen;
  seen.count(incoming("north/1"));
  EXPECT_TRUE(seen.speak_of(reported(7, "north/2")));
  EXPECT_FALSE(seen.speak_of(reported(8, "south/1")));
  EXPECT_FALSE(seen.speak_of(reported(9, "1")));
  seen.speak_of_the_whole();
  EXPECT_TRUE(seen.speak_of(reported(9, "1")));
}

TEST(SeenRecords, DoNotSpeakOfOneThatTheyAdded) {
  SeenRecords seen;
  seen.count(incoming("north/1"));
  seen.add(RecordId(7));
  EXPECT_FALSE(seen.speak_of(reported(7, "north/1")));
}

TEST(SeenRecords, TellWhichOfThemWaitForAPerson) {
  SeenRecords seen;
  const std::vector<RecordId> suspended = {RecordId(3)};
  seen.wait_for(suspended);
  EXPECT_TRUE(seen.see(RecordId(3)));
  EXPECT_FALSE(seen.see(RecordId(4)));
  EXPECT_TRUE(seen.records().has(RecordId(4)));
}

TEST(SeenRecords, CountRowsByScopeAndTable) {
  SeenRecords seen, other;
  seen.count(incoming("north/1", {"siblings", "siblings"}));
  seen.count(incoming("2", {"siblings"}));
  EXPECT_EQ(seen.rows(), (TableRows{{"north/siblings", 2}, {"siblings", 1}}));
  other.count(incoming("3"));
  EXPECT_NE(seen.scopes_digest(), other.scopes_digest());
  other.count(incoming("north/3"));
  EXPECT_EQ(seen.scopes_digest(), other.scopes_digest());
}

}  // namespace
}  // namespace trellis::pipeline
