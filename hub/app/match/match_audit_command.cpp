#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/app/match/match_child_count.hpp"
#include "hub/app/match/match_commands.hpp"
#include "hub/app/match/match_models.hpp"

namespace trellis::app {
namespace {

using formats::Json;
using Groups = std::unordered_map<SubjectId, std::string>;

// Fewer could be told by who they are.
constexpr std::size_t smallest_group = 10;
constexpr const char* not_recorded = "not recorded";

// The questions that a subject is in.
struct Asked {
  bool is_asked = false;                    // open or decided
  bool is_shown = false;                    // open, from the threshold `show` on
  std::size_t answered = 0, different = 0;  // of those that speak for the model
};

// How matching went for one subject.
struct Outcome {
  SubjectId subject;
  bool is_linked = false;
  bool is_told = false;  // by a person or a source that says who it is one with
  Asked asked;
  std::optional<double> bits;
};

// By what subjects are compared; `of` holds those it is known of.
struct Dimension {
  std::string name;
  Groups of;
  std::string otherwise = not_recorded;
};

struct GroupRow {
  std::string by, group;
  std::size_t subjects = 0, linked = 0, automatic = 0, asked = 0, shown = 0, judged = 0;
  std::size_t answered = 0, different = 0;
  double errors = 0;  // the sum over those judged, of 10,000 each
};

struct MatchAudit {
  std::string model;
  std::vector<GroupRow> rows;
  std::vector<std::string> left_out;  // sentences
  std::size_t suppressed = 0;
  CountedChildren children;
};

using AskedBySubject = std::unordered_map<SubjectId, Asked>;

Result<AskedBySubject> asked_by_subject(Hub& hub, const LinkSurvey& survey,
                                        const matching::Model& model, const Answers& answers) {
  using matching::ProposalState;
  AskedBySubject asked;
  for (const matching::Proposal& each : survey.open_questions) {
    const bool is_shown = each.bits >= model.thresholds.show && !is_ruled_out(each);
    for (const SubjectId subject : {each.a, each.b}) {
      asked[subject].is_asked = true;
      if (is_shown) asked[subject].is_shown = true;
    }
  }
  for (const auto state : {ProposalState::same, ProposalState::different}) {
    TRELLIS_LET(const auto decided, read_proposals(hub.links(), state));
    for (const matching::Proposal& each : decided)
      for (const SubjectId subject : {each.a, each.b}) {
        asked[subject].is_asked = true;
        if (!answers.was_asked(each)) continue;
        ++asked[subject].answered;
        if (state == ProposalState::different) ++asked[subject].different;
      }
  }
  return asked;
}

std::vector<Outcome> outcomes_of(const LinkSurvey& survey, const AskedBySubject& asked) {
  std::unordered_set<SubjectId> told_links;
  for (const matching::StandingLock& lock : survey.population.locks)
    if (lock.kind == matching::Lock::must_link) told_links.insert({lock.a, lock.b});
  std::unordered_map<SubjectId, double> bits;
  for (const matching::Fit& fit : survey.fits) bits[fit.subject] = fit.bits;
  std::unordered_map<ChildId, std::size_t> sizes;
  for (const matching::Member& member : survey.population.members) ++sizes[member.child];
  std::vector<Outcome> outcomes;
  for (const matching::Member& member : survey.population.members) {
    const SubjectId subject = member.subject.id;
    Outcome& outcome = outcomes.emplace_back();
    outcome.subject = subject;
    outcome.is_linked = sizes.at(member.child) > 1;
    outcome.is_told = told_links.count(subject) != 0;
    if (const auto questions = asked.find(subject); questions != asked.end())
      outcome.asked = questions->second;
    if (const auto fit = bits.find(subject); fit != bits.end()) outcome.bits = fit->second;
  }
  return outcomes;
}

Dimension by_sex(const LinkSurvey& survey) {
  Dimension sex{"sex", {}};
  for (const matching::Member& member : survey.population.members)
    if (!member.features.sex.empty()) sex.of[member.subject.id] = member.features.sex;
  return sex;
}

Result<Dimension> by_connection(Hub& hub, const LinkSurvey& survey) {
  Dimension connection{"connection", {}};
  std::unordered_map<ConnectionId, std::string> names;
  for (const matching::Member& member : survey.population.members) {
    std::string& name = names[member.subject.connection];
    if (name.empty()) {
      TRELLIS_LET(const auto known, hub.records().subject(member.subject.id));
      if (known) name = known->connection;
    }
    connection.of[member.subject.id] = name;
  }
  return connection;
}

// One field of a kind, as the subjects' own sources say it today.
Result<Dimension> by_field(Hub& hub, const std::string& name, const std::string& kind,
                           const std::string& field, const model::CodeList* labels) {
  Dimension dimension{name, {}};
  TRELLIS_LET(auto subjects, hub.records().subjects_with(kind));
  pipeline::Selection selection;
  for (const auto& organisation : hub.configuration().organisations)
    selection.allowed.insert({organisation.id, kind});
  constexpr std::size_t page = 1000;
  for (std::size_t from = 0; from < subjects.size(); from += page) {
    const auto first = subjects.begin() + static_cast<std::ptrdiff_t>(from);
    const auto count = std::min(page, subjects.size() - from);
    selection.subjects.assign(first, first + static_cast<std::ptrdiff_t>(count));
    TRELLIS_LET(const auto observations, hub.records().observations(selection));
    for (const pipeline::StoredObservation& each : observations) {
      if (each.superseded_at || each.not_reported_since) continue;
      const std::string code(each.observation.text(field));
      if (code.empty()) continue;
      const auto* entry = labels == nullptr ? nullptr : labels->find(code);
      const std::string group = entry == nullptr ? code : entry->label;
      const auto [told, is_new] = dimension.of.try_emplace(each.subject, group);
      if (!is_new && told->second != group) told->second = "more than one";
    }
  }
  return dimension;
}

Result<Dimension> by_care(Hub& hub) {
  Dimension care{"looked after", {}, "no record of it"};
  for (const char* kind :
       {"social_care.looked_after", "social_care.looked_after_episode", "education.looked_after"}) {
    TRELLIS_LET(const auto subjects, hub.records().subjects_with(kind));
    for (const SubjectId subject : subjects) care.of[subject] = "now or before";
  }
  return care;
}

void add_groups(const Dimension& dimension, const std::vector<Outcome>& outcomes,
                MatchAudit& audit) {
  if (dimension.of.empty())
    return audit.left_out.push_back("no source says " + dimension.name + ": left out");
  std::map<std::string, GroupRow> rows;
  for (const Outcome& outcome : outcomes) {
    const auto group = dimension.of.find(outcome.subject);
    GroupRow& row = rows[group == dimension.of.end() ? dimension.otherwise : group->second];
    ++row.subjects;
    if (outcome.is_linked) ++row.linked;
    if (outcome.is_linked && !outcome.is_told) ++row.automatic;
    if (outcome.asked.is_asked) ++row.asked;
    if (outcome.asked.is_shown) ++row.shown;
    row.answered += outcome.asked.answered;
    row.different += outcome.asked.different;
    if (!outcome.bits) continue;
    ++row.judged;
    row.errors += errors_in_10000(*outcome.bits);
  }
  for (auto& [group, row] : rows) {
    if (row.subjects < smallest_group) {
      ++audit.suppressed;
      continue;
    }
    row.by = dimension.name;
    row.group = group;
    audit.rows.push_back(row);
  }
}

Status note(CommandContext& context, Hub& hub) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = audit::Action::consultation;
  entry.actor = context.actor;
  entry.role = "data steward";
  entry.purpose = "match audit by sex, ethnicity, looked after and connection";
  return hub.journal().append(entry);
}

Result<MatchAudit> audit_of(Hub& hub) {
  TRELLIS_LET(const auto model, read_checked_model(hub, hub.configuration().matching_model));
  TRELLIS_LET(const auto survey, survey_links(hub, model));
  TRELLIS_LET(const auto answers, read_answers(hub.links(), model));
  TRELLIS_LET(const auto asked, asked_by_subject(hub, survey, model, answers));
  const std::vector<Outcome> outcomes = outcomes_of(survey, asked);
  TRELLIS_LET(const auto ethnicity, by_field(hub, "ethnicity", "person.ethnicity", "ethnicity",
                                             hub.catalogue()->codes("dfe_ethnicity_main")));
  TRELLIS_LET(const auto care, by_care(hub));
  TRELLIS_LET(const auto connection, by_connection(hub, survey));
  MatchAudit audit{model.version, {}, {}, 0, count_children(survey, model, answers)};
  add_groups(by_sex(survey), outcomes, audit);
  add_groups(ethnicity, outcomes, audit);
  add_groups(care, outcomes, audit);
  add_groups(connection, outcomes, audit);
  return audit;
}

// Fewer answers would be told by who gave them, and say little.
bool has_answers(const GroupRow& row) { return row.answered >= smallest_group; }

double share(std::size_t some, std::size_t all) {
  return all == 0 ? 0 : static_cast<double>(some) / static_cast<double>(all);
}

Json as_json(const MatchAudit& audit) {
  Json groups = Json::array();
  for (const GroupRow& row : audit.rows) {
    Json group = Json::object({{"by", row.by},
                               {"group", row.group},
                               {"subjects", static_cast<std::int64_t>(row.subjects)},
                               {"linked_share", share(row.linked, row.subjects)},
                               {"automatic_share", share(row.automatic, row.subjects)},
                               {"asked_share", share(row.asked, row.subjects)},
                               {"shown_share", share(row.shown, row.subjects)}});
    if (row.judged > 0) {
      const double errors = row.errors / static_cast<double>(row.judged);
      group.set("mean_probability", 1 - errors / 10'000);
      group.set("expected_errors_in_10000", errors);
    }
    if (has_answers(row)) {
      group.set("answers", static_cast<std::int64_t>(row.answered));
      group.set("found_different_in_10000", 10'000 * share(row.different, row.answered));
    }
    groups.push(std::move(group));
  }
  Json left_out = Json::array();
  for (const std::string& each : audit.left_out) left_out.push(each);
  return Json::object({{"model", audit.model},
                       {"children", as_json(audit.children)},
                       {"groups", std::move(groups)},
                       {"suppressed_groups", static_cast<std::int64_t>(audit.suppressed)},
                       {"left_out", std::move(left_out)}});
}

void print(CommandContext& context, const MatchAudit& audit) {
  Table table{{"by", "group", "subjects", "linked", "automatic", "asked", "shown",
               "mean probability", "errors in 10,000", "answers", "found different"},
              {}};
  const auto percent = [](std::size_t some, std::size_t all) {
    return fmt::format("{:.1f} %", 100 * share(some, all));
  };
  for (const GroupRow& row : audit.rows) {
    const double errors = row.judged == 0 ? 0 : row.errors / static_cast<double>(row.judged);
    table.rows.push_back({row.by, row.group, std::to_string(row.subjects),
                          percent(row.linked, row.subjects), percent(row.automatic, row.subjects),
                          percent(row.asked, row.subjects), percent(row.shown, row.subjects),
                          row.judged == 0 ? "-" : fmt::format("{:.4f}", 1 - errors / 10'000),
                          row.judged == 0 ? "-" : fmt::format("{:.2f}", errors),
                          has_answers(row) ? std::to_string(row.answered) : "-",
                          has_answers(row) ? percent(row.different, row.answered) : "-"});
  }
  context.print(table);
  if (context.output == Output::table) context.print("\n" + words_of(audit.children));
}

void audit(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  if (const Status noted = note(context, **hub); !noted.ok()) return context.fail(noted.error());
  const auto audit = audit_of(**hub);
  if (!audit.ok()) return context.fail(audit.error());
  if (context.is_structured())
    context.print(as_json(*audit));
  else
    print(context, *audit);
  for (const std::string& each : audit->left_out) context.say(each);
  if (audit->suppressed > 0)
    context.say(fmt::format("groups of fewer than {} subjects, not shown: {}", smallest_group,
                            audit->suppressed));
  context.say("links judged by model " + audit->model +
              "; a group is what the subject's own source says");
}

}  // namespace

void add_match_audit_command(CLI::App& match, CommandContext& context) {
  CLI::App* audits = match.add_subcommand(
      "audit", "Whether matching serves all alike: links and questions by group");
  audits->footer(
      "Groups of fewer than 10 subjects are not shown. Below them: how many children there are by "
      "the links, and how many are expected when open questions from the model's threshold "
      "'statistics' on count by their probability. Example: trellis match audit");
  audits->callback([&context] { audit(context); });
}

}  // namespace trellis::app
