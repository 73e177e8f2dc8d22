// Imports of several programs at once end as one after the other would, and so does one that is
// killed and run again.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>

#include "tests/journeys/town_hub.hpp"
#include "tests/support/shared.hpp"

namespace trellis::journeys {
namespace {

void wait_for_all(const std::vector<pid_t>& programs) {
  for (const pid_t program : programs) {
    int status = 0;
    waitpid(program, &status, 0);
    const int exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    EXPECT_TRUE(exit == 0 || exit == 4) << exit;  // 4: some records are held
  }
}

class SideBySide : public ::testing::Test {
 protected:
  Town town_{700};
  const std::vector<std::string> connections_ = town_.connections();
};

TEST_F(SideBySide, ImportsEndAsOneAfterTheOther) {
  const std::string alone = town_.hub("alone");
  for (const std::string& each : connections_) wait_for_all({town_.start(alone, {"import", each})});
  const std::string expected = town_.picture(alone);
  EXPECT_THAT(expected, ::testing::HasSubstr("alert "));

  for (const std::size_t at_once : {2, 4}) {
    const std::string hub = town_.hub("at-once-" + std::to_string(at_once));
    for (std::size_t first = 0; first < connections_.size(); first += at_once) {
      std::vector<pid_t> programs;
      for (std::size_t i = first; i < std::min(first + at_once, connections_.size()); ++i)
        programs.push_back(town_.start(hub, {"import", connections_[i]}));
      wait_for_all(programs);
    }
    EXPECT_EQ(town_.picture(hub), expected) << at_once << " at once";
  }
}

// Two first imports meet at whatever moment: five times, since it is a matter of moments.
TEST_F(SideBySide, TwoFirstImportsIntoAnEmptyHubEndAsOneAfterTheOther) {
  const std::string alone = town_.hub("alone");
  ASSERT_EQ(town_.run(alone, {"child", "sources"}).exit, 0);
  for (int i = 0; i < 2; ++i) wait_for_all({town_.start(alone, {"import", connections_.at(i)})});
  const std::string expected = town_.picture(alone);
  for (int time = 0; time < 5; ++time) {
    const std::string hub = town_.hub("made-" + std::to_string(time));
    ASSERT_EQ(town_.run(hub, {"child", "sources"}).exit,
              0);  // the first command makes the database
    wait_for_all({town_.start(hub, {"import", connections_.at(0)}),
                  town_.start(hub, {"import", connections_.at(1)})});
    EXPECT_EQ(town_.picture(hub), expected) << time;
  }
}

TEST_F(SideBySide, AllOfThemTwiceAtOnceAreOnce) {
  const std::string alone = town_.hub("alone"), hub = town_.hub("twice");
  wait_for_all({town_.start(alone, {"import", "--all"})});
  wait_for_all({town_.start(hub, {"import", "--all"}), town_.start(hub, {"import", "--all"})});
  EXPECT_EQ(town_.picture(hub), town_.picture(alone));
}

// How often: TRELLIS_KILLS, for whoever has the time.
TEST_F(SideBySide, AnImportOfAllThatIsKilledAgainAndAgainEndsAsIfNothingHadHappened) {
  const char* const wanted = std::getenv("TRELLIS_KILLS");
  const int kills = wanted == nullptr ? 20 : std::atoi(wanted);
  const std::string calm = town_.hub("calm");
  const auto began = std::chrono::steady_clock::now();
  wait_for_all({town_.start(calm, {"import", "--all"})});
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - began);
  const std::string expected = town_.picture(calm);

  std::mt19937 random(20);
  const int kills_in_a_hub = 10;
  std::string hub;
  for (int kill_number = 0; kill_number < kills; ++kill_number) {
    if (kill_number % kills_in_a_hub == 0) hub = town_.hub("killed-" + std::to_string(kill_number));
    const pid_t program = town_.start(hub, {"import", "--all"});
    usleep(static_cast<useconds_t>(random() % static_cast<std::uint64_t>(took.count())));
    kill(program, SIGKILL);
    waitpid(program, nullptr, 0);
    const bool is_last = kill_number + 1 == kills || (kill_number + 1) % kills_in_a_hub == 0;
    if (!is_last) continue;
    wait_for_all({town_.start(hub, {"import", "--all"})});
    EXPECT_EQ(town_.picture(hub), expected) << "after kill " << kill_number;
  }
}

TEST_F(SideBySide, PlacingAgainChangesNothingWhereNothingIsWrong) {
  const std::string hub = town_.hub("right");
  wait_for_all({town_.start(hub, {"import", "--all"})});
  const Ran again = town_.run(hub, {"--output", "json", "match", "place-again", "--dry-run"});
  EXPECT_EQ(again.exit, 0) << again.errors;
  const formats::Json changes = again.json();
  for (const char* none : {"said something else", "new links", "broken links"})
    EXPECT_EQ(changes.items()[0][none].string(), "0") << none;
}

// A hub that was filled with a model that links nobody is mended, and what a person said is kept.
TEST_F(SideBySide, PlacingAgainMendsAHubThatWasFilledBefore) {
  const std::string right = town_.hub("right"), hub = town_.hub("wrong");
  wait_for_all({town_.start(right, {"import", "--all"})});
  const std::string model =
      testing::read_file(std::string(TRELLIS_SOURCE_DIR) + "/config/matching/default.json");
  std::string deaf = model;
  const auto at = deaf.find("\"automatic\": 9,");
  ASSERT_NE(at, std::string::npos);
  deaf.replace(at, 15, "\"automatic\": 90,");
  town_.folder.write("wrong/matching-model.json", deaf);
  wait_for_all({town_.start(hub, {"import", "--all"})});
  town_.folder.write("wrong/matching-model.json", model);

  const auto children = [&](const std::string& of) {
    std::set<std::string> ids;
    const formats::Json sources = town_.run(of, {"--output", "json", "child", "sources"}).json();
    for (const formats::Json& each : sources.items()) ids.insert(each["child"].string());
    return ids.size();
  };
  EXPECT_GT(children(hub), children(right) + 100);
  const Ran dry = town_.run(hub, {"match", "place-again", "--dry-run"});
  EXPECT_EQ(dry.exit, 0) << dry.errors;
  EXPECT_GT(children(hub), children(right) + 100) << "a dry run changes nothing";

  const Ran again = town_.run(hub, {"match", "place-again", "--reason", "an older model"});
  EXPECT_EQ(again.exit, 0) << again.errors;
  EXPECT_NEAR(static_cast<double>(children(hub)), static_cast<double>(children(right)),
              0.01 * static_cast<double>(children(right)));
  EXPECT_EQ(town_.run(hub, {"audit", "verify"}).exit, 0);
  const Ran twice = town_.run(hub, {"match", "place-again"});
  EXPECT_THAT(twice.errors, ::testing::HasSubstr("0 subjects were moved"));
}

}  // namespace
}  // namespace trellis::journeys
