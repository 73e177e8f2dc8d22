#include "tests/hub/pipeline/world.hpp"
#include "tests/support/result_matchers.hpp"

// Messages are events: none takes another's place.
namespace trellis::pipeline {
namespace {

using ::testing::SizeIs;
using trellis::testing::IsOk;

class Messages : public ::testing::Test {
 protected:
  void SetUp() override {
    world.folder.write(
        "hospital/mapping.json",
        R"({ "mapping": "hospital", "version": "1.0.0", "title": "A test", "adapter": "hl7v2",
      "settings": { "format": "hl7v2" }, "subject": "PID/PID.3/PID.3.1", "observations": [
        { "kind": "person.name", "fields": { "family": "PID/PID.5/PID.5.1", "given": "PID/PID.5/PID.5.2" } } ] })");
    std::vector<Error> findings;
    auto loaded = mapping::Mapping::load(world.folder.file("hospital"), world.catalogue, findings);
    ASSERT_THAT(loaded, IsOk());
    mapping = std::make_unique<mapping::Mapping>(std::move(*loaded));
  }

  static std::string admission(const std::string& subject, const std::string& family,
                               const std::string& time = "20260301") {
    return "MSH|^~\\&|PAS|RX1|||" + time + "||ADT^A01|7|P|2.4\rPID|1||" + subject + "||" + family +
           "^Ada\r";
  }

  Balance import(const std::string& message) {
    auto importer = world.start("hospital", *mapping);
    EXPECT_THAT(importer->record("PAS/RX1/7", formats::hl7v2_type, message, {}), IsOk());
    auto report = importer->finish(done());
    EXPECT_THAT(report, IsOk());
    world.clock.advance(std::chrono::hours(1));
    return report.ok() ? report->balance : Balance();
  }

  World world;
  std::unique_ptr<mapping::Mapping> mapping;
};

TEST_F(Messages, WithAControlIdThatWasUsedBeforeReplaceNobody) {
  import(admission("41", "Mercer"));
  EXPECT_EQ(import(admission("42", "Sayed")).stored, 1u);
  EXPECT_EQ(import(admission("41", "Mercer", "20260302")).stored, 1u);

  EXPECT_THAT(world.current("hospital", "41", "person.name"), SizeIs(2));
  EXPECT_THAT(world.current("hospital", "42", "person.name"), SizeIs(1));
  EXPECT_EQ(world.rows_in("record"), 3);
}

TEST_F(Messages, ThatComeAgainAreUnchanged) {
  import(admission("41", "Mercer"));
  import(admission("42", "Sayed"));

  EXPECT_EQ(import(admission("41", "Mercer")).unchanged, 1u);
  EXPECT_EQ(import(admission("42", "Sayed")).unchanged, 1u);
  EXPECT_EQ(world.rows_in("record_version"), 2);
}

// As a hub of an earlier version stored it.
TEST_F(Messages, UnderAnEarlierKeyAreKnownByWhatTheySay) {
  import(admission("41", "Mercer"));
  ASSERT_THAT(world.database->run("UPDATE record SET source_key = 'PAS/RX1/7'", {}), IsOk());

  EXPECT_EQ(import(admission("41", "Mercer")).unchanged, 1u);
  EXPECT_EQ(import(admission("42", "Sayed")).stored, 1u);
  EXPECT_EQ(import(admission("42", "Sayed")).unchanged, 1u);
  EXPECT_EQ(world.rows_in("record"), 2);
  EXPECT_THAT(world.current("hospital", "41", "person.name"), SizeIs(1));
}

}  // namespace
}  // namespace trellis::pipeline
