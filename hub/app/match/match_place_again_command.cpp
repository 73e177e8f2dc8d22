#include <atomic>
#include <csignal>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/commands/alert_review.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/app/match/match_commands.hpp"
#include "hub/desk/placing_again.hpp"

namespace trellis::app {
namespace {

using desk::PlacingAgain;

struct PlaceAgainOptions {
  std::string reason = "placed again";
  bool is_dry_run = false;
};

std::atomic<bool> is_stopped{false};
static_assert(std::atomic<bool>::is_always_lock_free);

// Ctrl-C ends the work between two units of it.
PlacingAgain::Watch until_stopped(CommandContext& context, const std::string& what) {
  std::signal(SIGINT, [](int) { is_stopped = true; });
  auto progress = std::make_shared<Progress>(context, what);
  return [progress](std::size_t done) {
    progress->at(done);
    return !is_stopped;
  };
}

void print(const CommandContext& context, const PlacingAgain::Plan& plan) {
  const auto count = [](std::size_t number) { return std::to_string(number); };
  const matching::PlacementChanges& changes = plan.changes;
  context.print(
      Table{{"subjects", "said something else", "new links", "broken links", "new questions",
             "gone questions"},
            {{count(plan.subjects), count(plan.renewed.size()), count(changes.new_links.size()),
              count(changes.broken_links.size()), count(changes.new_questions.size()),
              count(changes.gone_questions.size())}}});
}

Status place(CommandContext& context, Hub& hub, const PlaceAgainOptions& options) {
  TRELLIS_LET(const auto turn, hub.turn());
  TRELLIS_TRY(turn->wait());
  TRELLIS_LET(const auto identity, hub.identity());
  TRELLIS_LET(const auto alerts, hub.alert_desk());
  TRELLIS_LET(const auto empty, hub.empty_engine());
  ReviewByDesk review(*alerts);
  PlacingAgain placing({hub.records(), hub.protections(), hub.links(), *identity, hub.journal(),
                        review, hub.clock()});
  TRELLIS_LET(const auto plan, placing.plan(empty, until_stopped(context, "reading")));
  print(context, plan);
  if (options.is_dry_run) {
    context.say("nothing was changed: this was a dry run");
    return done();
  }
  TRELLIS_LET(const auto outcome, placing.carry_out(plan, {context.actor, options.reason, {}},
                                                    until_stopped(context, "placing")));
  context.say(fmt::format("{} subjects were moved, {} questions are new, {} are gone",
                          outcome.moved, outcome.asked, outcome.gone));
  if (outcome.left > 0)
    context.say(
        fmt::format("{} groups were left as they are: somebody changed them meanwhile, or "
                    "a lock keeps them",
                    outcome.left));
  if (outcome.is_interrupted)
    return Error{Fault::cancelled, "stopped: what was done is kept; run it again for the rest"};
  return done();
}

}  // namespace

void add_match_place_again_command(CLI::App& match, CommandContext& context) {
  auto options = std::make_shared<PlaceAgainOptions>();
  CLI::App* command = match.add_subcommand(
      "place-again", "Place every subject anew, as if the hub had just been filled");
  command->add_option("--reason", options->reason, "Why; it stands in the journal");
  command->add_flag("--dry-run", options->is_dry_run, "Only tell what would change");
  command->footer(
      "For a hub that was filled by an older version, with another model, or by imports that ran\n"
      "at the same time. Links that nobody has decided are made and broken anew; what a person\n"
      "or a source said is kept. Each change can be undone: trellis match history. Ctrl-C stops\n"
      "it; run it again to go on. Imports wait until it is done.\n\n"
      "Example: trellis match place-again --dry-run");
  command->callback([&context, options] {
    auto hub = context.open();
    if (!hub.ok()) return context.fail(hub.error());
    if (const Status placed = place(context, **hub, *options); !placed.ok())
      context.fail(placed.error());
  });
}

}  // namespace trellis::app
