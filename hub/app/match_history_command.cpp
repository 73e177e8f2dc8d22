#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/command.hpp"
#include "hub/app/hub.hpp"
#include "hub/app/match_commands.hpp"
#include "hub/app/match_subjects.hpp"
#include "hub/matching/history.hpp"

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

// Who was one child with the subject then.
void print_standing(CommandContext& context, Hub& hub, SubjectId subject,
                    const std::map<SubjectId, ChildId>& standing) {
  Table table{{"subject", "child then"}, {}};
  const auto own = standing.find(subject);
  for (const auto& [each, child] : standing)
    if (own != standing.end() && child == own->second)
      table.rows.push_back({name_of(hub, each), to_string(child)});
  context.print(table);
  if (own == standing.end()) context.say("the subject was not known yet");
}

Status history(CommandContext& context, const HistoryOptions& options) {
  std::optional<Instant> at;
  if (!options.at.empty()) {
    const bool is_day = options.at.size() == 10;
    const auto instant = parse_instant(is_day ? options.at + "T00:00:00Z" : options.at);
    if (!instant.ok()) return instant.error();
    at = *instant;
  }
  auto hub = context.open();
  if (!hub.ok()) return hub.error();
  auto identity = (*hub)->identity();
  if (!identity.ok()) return identity.error();
  const auto subject = subject_of(**hub, **identity, options.subject);
  if (!subject.ok()) return subject.error();
  const auto events = (*identity)->history(*subject);
  if (!events.ok()) return events.error();
  TRELLIS_TRY(
      (*hub)->journal().append(steward_entry(context, **hub, audit::Action::consultation, *subject,
                                             "history of subject " + to_string(*subject))));
  if (at) {
    print_standing(context, **hub, *subject, matching::standing_at(*events, *at));
  } else if (context.is_structured()) {
    Json all = Json::array();
    for (const Event& event : *events) all.push(as_json(event));
    context.print(all);
  } else {
    print(context, *events);
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
