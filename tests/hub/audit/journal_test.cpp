#include "hub/audit/journal.hpp"

#include <functional>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/journal_entries.hpp"
#include "tests/support/result_matchers.hpp"

namespace trellis::audit {
namespace {

using namespace trellis::testing;

TEST(AuditEntry, HasTheHashOfItsDocumentedBytes) {
  Entry entry = an_entry(1, 7);
  entry.agreement = "a-1";
  entry.details = R"({"rows":2})";
  const std::string bytes =
      "trellis-audit-1\n" + std::string(32, '\0') +
      "1:17:100000012:consultation3:sam12:practitioner9:northwick8:caseload1:71:01:03:a-1"
      "10:{\"rows\":2}";
  EXPECT_EQ(hex(hash_of(1, Digest{}, entry)), hex(sha256(bytes)));
}

TEST(AuditEntry, HashesDifferWhereAnyPartDiffers) {
  const std::vector<std::function<void(Entry&)>> changes{
      [](Entry& entry) { entry.at += std::chrono::microseconds(1); },
      [](Entry& entry) { entry.action = Action::erasure; },
      [](Entry& entry) { entry.actor = "kim"; },
      [](Entry& entry) { entry.role = "steward"; },
      [](Entry& entry) { entry.organisation = "easton"; },
      [](Entry& entry) { entry.purpose = "other"; },
      [](Entry& entry) { entry.child = ChildId(8); },
      [](Entry& entry) { entry.subject = SubjectId(1); },
      [](Entry& entry) { entry.record = RecordId(1); },
      [](Entry& entry) { entry.agreement = "a"; },
      [](Entry& entry) { entry.details = "{}"; },
      [](Entry& entry) { std::swap(entry.actor, entry.role); },
      [](Entry& entry) { entry.actor = "sampract", entry.role = "itioner"; }};
  std::set<std::string> hashes{hex(hash_of(1, Digest{}, an_entry(1, 7))),
                               hex(hash_of(2, Digest{}, an_entry(1, 7))),
                               hex(hash_of(1, Digest{1}, an_entry(1, 7)))};
  for (const auto& change : changes) {
    Entry entry = an_entry(1, 7);
    change(entry);
    hashes.insert(hex(hash_of(1, Digest{}, entry)));
  }
  EXPECT_EQ(hashes.size(), changes.size() + 3);
}

TEST(AuditAction, IsReadAsItIsWritten) {
  for (const Action action :
       {Action::collection, Action::alteration, Action::consultation, Action::disclosure,
        Action::combination, Action::erasure, Action::decision, Action::configuration})
    EXPECT_THAT(parse_action(to_string(action)), IsOkAnd(action));
  EXPECT_THAT(parse_action("peek"), SaysWhy("collection, alteration, consultation"));
}

TEST(Checkpoint, IsReadAsItIsWritten) {
  const Checkpoint checkpoint{42, sha256("x")};
  EXPECT_THAT(parse_checkpoint(to_text(checkpoint)), IsOkAnd(checkpoint));
  EXPECT_THAT(parse_checkpoint(to_text(checkpoint) + "\r\n"), IsOkAnd(checkpoint));
}

TEST(Checkpoint, RefusesWhatIsNone) {
  const std::string hash(64, 'a');
  const std::string title = "trellis-audit-checkpoint 1 ";
  ASSERT_THAT(parse_checkpoint(title + "1 " + hash), IsOk());
  for (const std::string& text :
       {std::string(), std::string("hello"), "trellis-audit-checkpoint 2 1 " + hash, title,
        title + "1", title + "x " + hash, title + "-1 " + hash, title + "1 " + hash.substr(1),
        title + "1 " + hash + "a", title + "1 g" + hash.substr(1), title + "1  " + hash.substr(1),
        title + "99999999999999999999 " + hash})
    EXPECT_THAT(parse_checkpoint(text), IsError(Fault::invalid)) << text;
}

}  // namespace
}  // namespace trellis::audit
