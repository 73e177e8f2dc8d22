#include <memory>

#include <CLI/CLI.hpp>

#include "hub/alerts/rule_file.hpp"
#include "hub/app/commands/child_view.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/base/text.hpp"
#include "hub/sharing/agreement_file.hpp"

namespace trellis::app {
namespace {

using formats::Json;
using sharing::Agreement;

std::string state_of(const Agreement& agreement, Date today) {
  const std::string why = sharing::why_not_live(agreement, today);
  if (!why.empty()) return why;
  const std::vector<std::string> warnings = sharing::warnings(agreement, today);
  return warnings.empty() ? "live" : "live; " + text::join(warnings, "; ");
}

Json list_of(const std::vector<std::string>& words) {
  Json list = Json::array();
  for (const std::string& word : words) list.push(word);
  return list;
}

void list(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  Table table{{"agreement", "version", "state", "purpose", "until", "title"}, {}};
  for (const Agreement& agreement : (*hub)->policy().agreements())
    table.rows.push_back({agreement.id, agreement.version, state_of(agreement, (*hub)->today()),
                          agreement.purpose, agreement.end.text(), agreement.title});
  context.print(table);
}

std::string level_words(const Agreement::Clause& clause) {
  std::string words(model::to_string(clause.level));
  for (const Agreement::RoleLevel& own : clause.roles)
    words += ", " + own.role + ": " + std::string(model::to_string(own.level));
  return words;
}

std::string subject_words(const Agreement::Subjects& subjects) {
  std::vector<std::string> words;
  if (subjects.known_to_recipient) words.emplace_back("the recipient works with them");
  if (!subjects.open_to.empty()) words.push_back("open to " + text::join(subjects.open_to, " or "));
  if (subjects.age_from) words.push_back("at least " + std::to_string(*subjects.age_from));
  if (subjects.age_to) words.push_back("at most " + std::to_string(*subjects.age_to));
  return words.empty() ? "every child" : "children who are: " + text::join(words, "; ");
}

Json clauses_of(const Agreement& agreement) {
  Json clauses = Json::array();
  for (const Agreement::Clause& clause : agreement.clauses) {
    Json one = Json::object();
    one.set("clause", clause.id);
    one.set("kinds", list_of(clause.kinds));
    one.set("level", model::to_string(clause.level));
    Json roles = Json::object();
    for (const Agreement::RoleLevel& own : clause.roles)
      roles.set(own.role, model::to_string(own.level));
    if (!clause.roles.empty()) one.set("roles", std::move(roles));
    clauses.push(std::move(one));
  }
  return clauses;
}

Json as_json(const Agreement& agreement, Date today) {
  Json recipients = Json::array();
  for (const Agreement::Recipient& one : agreement.recipients) {
    Json recipient = Json::object();
    recipient.set("organisation", one.organisation);
    recipient.set("roles", list_of(one.roles));
    recipients.push(std::move(recipient));
  }
  Json json = Json::object();
  json.set("agreement", agreement.id);
  json.set("version", agreement.version);
  json.set("title", agreement.title);
  json.set("live", sharing::is_live(agreement, today));
  json.set("state", state_of(agreement, today));
  json.set("providers", list_of(agreement.providers));
  json.set("recipients", std::move(recipients));
  json.set("purpose", agreement.purpose);
  json.set("purpose_in_words", agreement.purpose_in_words);
  json.set("legal_basis", agreement.legal_basis);
  json.set("regime", model::to_string(agreement.regime));
  json.set("subjects", subject_words(agreement.subjects));
  json.set("share", clauses_of(agreement));
  json.set("start", agreement.start.text());
  json.set("review", agreement.review.text());
  json.set("end", agreement.end.text());
  return json;
}

void print_facts(CommandContext& context, const Agreement& agreement, Date today) {
  const std::string until = agreement.end.none() ? "open" : agreement.end.text();
  context.print_title(agreement.title + " (" + agreement.id + " " + agreement.version + ")");
  context.print("state        " + state_of(agreement, today));
  context.print("purpose      " + agreement.purpose + ": " + agreement.purpose_in_words);
  context.print("legal basis  " + agreement.legal_basis);
  context.print("regime       " + std::string(model::to_string(agreement.regime)));
  context.print("about        " + subject_words(agreement.subjects));
  context.print("from         " + text::join(agreement.providers, ", "));
  for (const Agreement::Recipient& one : agreement.recipients)
    context.print("to           " + one.organisation + ": " + text::join(one.roles, ", "));
  context.print("days         " + agreement.start.text() + " to " + until + ", review " +
                agreement.review.text() + "\n");
}

void show(CommandContext& context, const std::string& id) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  const Agreement* agreement = (*hub)->policy().agreement(id);
  if (agreement == nullptr)
    return context.fail({Fault::not_found, "there is no agreement \"" + id + "\"", {}});
  if (context.is_structured()) return context.print(as_json(*agreement, (*hub)->today()));
  if (context.output == Output::table) print_facts(context, *agreement, (*hub)->today());
  Table table{{"clause", "kinds", "level"}, {}};
  for (const Agreement::Clause& clause : agreement->clauses)
    table.rows.push_back({clause.id, text::join(clause.kinds, " "), level_words(clause)});
  context.print(table);
}

// The files are read without opening the hub, which refuses a configuration with findings.
std::vector<Agreement> read_all(const std::string& folder, std::vector<Error>& findings) {
  const Installation installed = installation();
  const auto configuration = load_configuration(folder, installed, findings);
  if (!configuration) return {};
  auto catalogue = read_catalogue(configuration->mappings_folder);
  if (!catalogue.ok()) {
    findings.push_back(catalogue.error());
    return {};
  }
  const std::string schemas = installed.config + "/schema";
  sharing::Parties parties{configuration->organisations, {}};
  parties.roles = sharing::load_roles(configuration->folder + "/roles", schemas,
                                      configuration->organisations, findings);
  alerts::load_rules(configuration->folder + "/rules", schemas, parties, **catalogue, findings);
  return sharing::load_agreements(configuration->folder + "/agreements", schemas, parties,
                                  **catalogue, findings);
}

void check(CommandContext& context) {
  std::vector<Error> findings;
  const std::vector<Agreement> agreements = read_all(context.hub_folder, findings);
  const Date today = Date::of(SystemClock().now());
  Table table{{"place", "finding"}, {}};
  for (const Error& finding : findings)
    table.rows.push_back({to_string(finding.place), finding.message});
  std::size_t live = 0;
  for (const Agreement& agreement : agreements) {
    live += sharing::is_live(agreement, today) ? 1 : 0;
    for (const std::string& warning : sharing::warnings(agreement, today))
      context.say("warning: agreement " + agreement.id + ": " + warning);
    const std::string why = sharing::why_not_live(agreement, today);
    if (!why.empty()) context.say("note: agreement " + agreement.id + " " + why);
  }
  if (!table.rows.empty() || context.is_structured()) context.print(table);
  context.say(std::to_string(agreements.size()) + " agreements, " + std::to_string(live) +
              " live today, " + std::to_string(findings.size()) + " findings");
  if (!findings.empty()) context.exit = Exit::findings;
}

struct ExplainOptions {
  std::string child;
  Looker looker;
};

// The explanation tells which kinds are held, so it is a consultation like any other.
Result<pipeline::Known> known_of(Hub& hub, const ExplainOptions& options,
                                 const std::string& actor) {
  TRELLIS_LET(auto id, ChildId::parse(options.child));
  TRELLIS_LET(auto child, hub.children().resolve(id));
  TRELLIS_LET(auto subjects, hub.children().subjects_of(child));

  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.actor = actor;
  entry.role = "operator";
  entry.purpose = "explain what " + options.looker.role + " of " + options.looker.organisation +
                  " may see for " + options.looker.purpose;
  entry.child = child;
  TRELLIS_TRY(hub.journal().append(entry));
  return pipeline::known_of(hub.records(), hub.protections(), subjects, hub.policy().catalogue(),
                            hub.today());
}

void explain(CommandContext& context, const ExplainOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  if (const Status asked = options.looker.check((*hub)->policy()); !asked.ok())
    return context.misuse(asked.error());
  const auto known = known_of(**hub, options, context.actor);
  if (!known.ok()) return context.fail(known.error());
  const Looker& looker = options.looker;
  const Date today = (*hub)->today();
  const sharing::Policy& policy = (*hub)->policy();
  const auto permissions =
      policy.permit({looker.role, looker.organisation, looker.purpose}, known->facts, today);
  Table table{{"provider", "kind", "field", "shown", "level", "agreement", "clause", "why"}, {}};
  for (const sharing::Explained& line :
       sharing::explain(permissions, policy.catalogue(), known->held)) {
    table.rows.push_back({line.provider, line.kind, line.field, line.shown ? "yes" : "no",
                          std::string(model::to_string(line.granted)), line.agreement, line.clause,
                          line.sentence});
  }
  context.print(table);
}

}  // namespace

void add_agreement_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group =
      app.add_subcommand("agreement", "Who may see what, for what purpose, until when");
  group->require_subcommand(1);

  CLI::App* lists = group->add_subcommand("list", "Every agreement and whether it is live today");
  lists->footer("Example: trellis agreement list");
  lists->callback([&context] { list(context); });

  auto id = std::make_shared<std::string>();
  CLI::App* shows = group->add_subcommand("show", "One agreement with its clauses");
  shows->add_option("agreement", *id, "Its id")->required();
  shows->footer("Example: trellis agreement show education-to-youth-justice");
  shows->callback([&context, id] { show(context, *id); });

  CLI::App* checks = group->add_subcommand(
      "check", "Check the agreements, roles and alert rules of the hub's folder");
  checks->footer("Exit code 3 where there is a finding.\n\nExample: trellis agreement check");
  checks->callback([&context] { check(context); });

  auto options = std::make_shared<ExplainOptions>();
  CLI::App* explains = group->add_subcommand(
      "explain", "For each field held about a child: shown or not, and by which clause or why");
  explains->add_option("--child", options->child, "The child's id")->required();
  explains->add_option("--as", options->looker.role, "The role that asks")->required();
  explains->add_option("--organisation", options->looker.organisation, "... of this organisation")
      ->required();
  explains->add_option("--purpose", options->looker.purpose, "... for this purpose")->required();
  explains->footer(
      "Example: trellis agreement explain --child 42 --as youth_justice_worker"
      " --organisation fourvale-yjs --purpose youth_justice");
  explains->callback([&context, options] { explain(context, *options); });
}

}  // namespace trellis::app
