#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/app/match/match_commands.hpp"
#include "hub/app/match/match_subjects.hpp"
#include "hub/matching/identity/history.hpp"

namespace trellis::app {
namespace {

using formats::Json;
using matching::Event;

struct HistoryOptions {
  std::string subject, at;
};

std::string text_of(ChildId child) { return child.none() ? std::string("-") : to_string(child); }

std::string moves_of(const Event& event) {
  std::string words;
  for (const matching::Move& move : event.moves)
    words += (words.empty() ? std::string() : "; ") + to_string(move.subject) + ": " +
             text_of(move.from) + " to " + text_of(move.to);
  return words;
}

std::string happening_of(const Event& event) {
  std::string words(to_string(event.what));
  for (const matching::LockChange& lock : event.locks)
    words += !lock.after                                ? ", lock taken away"
             : *lock.after == matching::Lock::must_link ? ", must be one"
                                                        : ", never one";
  return event.undoes.none() ? words : words + ", undoes " + to_string(event.undoes);
}

Json as_json(const Event& event) {
  Json moves = Json::array(), locks = Json::array();
  for (const matching::Move& move : event.moves)
    moves.push(Json::object({{"subject", move.subject.number()},
                             {"from", move.from.number()},
                             {"to", move.to.number()}}));
  for (const matching::LockChange& lock : event.locks) {
    const char* const now = !lock.after                                ? "none"
                            : *lock.after == matching::Lock::must_link ? "must-link"
                                                                       : "never-link";
    locks.push(Json::object({{"one", lock.a.number()}, {"other", lock.b.number()}, {"lock", now}}));
  }
  Json json = Json::object({{"event", event.id.number()},
                            {"at", to_string(event.at)},
                            {"what", to_string(event.what)},
                            {"subject", event.subject.number()},
                            {"other", event.other.number()},
                            {"child", event.child.number()},
                            {"actor", event.actor},
                            {"reason", event.reason},
                            {"model", event.model},
                            {"undoes", event.undoes.number()},
                            {"moves", std::move(moves)},
                            {"locks", std::move(locks)}});
  if (const auto comparison = matching::read_comparison(event.evidence); comparison.ok())
    json.set("comparison", app::as_json(*comparison));
  return json;
}

void print(CommandContext& context, const std::vector<Event>& events) {
  Table table{{"event", "at", "what", "subject", "with", "moves", "by", "model", "bits", "reason"},
              {}};
  for (const Event& event : events) {
    const auto comparison = matching::read_comparison(event.evidence);
    const std::string bits =
        comparison.ok() ? fmt::format("{:+.1f}", comparison->bits) : std::string();
    table.rows.push_back({to_string(event.id), to_string(event.at).substr(0, 19),
                          happening_of(event), to_string(event.subject),
                          event.other.none() ? std::string() : to_string(event.other),
                          moves_of(event), event.actor, event.model, bits, event.reason});
  }
  context.print(table);
}

std::set<SubjectId> named_in(const std::vector<Event>& events) {
  std::set<SubjectId> named;
  for (const Event& event : events) {
    named.insert({event.subject, event.other});
    for (const matching::Move& move : event.moves) named.insert(move.subject);
  }
  named.erase(SubjectId{});
  return named;
}

using Standing = std::map<SubjectId, ChildId>;

// Those of one child with the subject; nobody where it does not stand.
Standing together_with(SubjectId subject, Standing standing) {
  const auto own = standing.find(subject);
  if (own == standing.end()) return {};
  const ChildId child = own->second;
  std::erase_if(standing, [child](const auto& each) { return each.second != child; });
  return standing;
}

void print(CommandContext& context, Hub& hub, const Standing& together) {
  Table table{{"subject", "child then"}, {}};
  for (const auto& [each, child] : together)
    table.rows.push_back({name_of(hub, each), to_string(child)});
  context.print(table);
}

Status history(CommandContext& context, const HistoryOptions& options) {
  std::optional<Instant> at;
  if (!options.at.empty()) {
    const bool is_day = options.at.size() == 10;
    TRELLIS_LET(const auto instant, parse_instant(is_day ? options.at + "T00:00:00Z" : options.at));
    at = instant;
  }
  TRELLIS_LET(auto hub, context.open());
  const auto subject = subject_of(*hub, options.subject);
  if (!subject.ok()) return subject.error();
  TRELLIS_LET(const auto events, hub->children().history(*subject));
  const std::string purpose = "history of subject " + to_string(*subject);
  if (at) {
    const auto together = together_with(*subject, matching::standing_at(events, *at));
    std::set<SubjectId> named = {*subject};
    for (const auto& [each, child] : together) named.insert(each);
    TRELLIS_TRY(note_consultation(context, *hub, named, purpose));
    print(context, *hub, together);
    if (together.empty()) context.say("the subject was not known yet");
    return done();
  }
  TRELLIS_TRY(note_consultation(context, *hub, named_in(events), purpose));
  if (context.is_structured()) {
    Json all = Json::array();
    for (const Event& event : events) all.push(as_json(event));
    context.print(all);
  } else {
    print(context, events);
  }
  return done();
}

}  // namespace

void add_match_history_command(CLI::App& match, CommandContext& context) {
  auto options = std::make_shared<HistoryOptions>();
  CLI::App* tells = match.add_subcommand(
      "history", "What made a subject's child what it is: links, partings, locks, who and why");
  tells->add_option("subject", options->subject, how_to_name_a_subject)->required();
  tells->add_option(
      "--at", options->at,
      "Only who was one child with it then: 2026-03-01T12:00:00Z, or a day's beginning");
  tells->footer(
      "Example: trellis match history 12\n"
      "         trellis match history eastmere-schools:EMR01/0042 --at 2026-03-01");
  tells->callback([&context, options] {
    if (const Status status = history(context, *options); !status.ok())
      context.fail(status.error());
  });
}

}  // namespace trellis::app
