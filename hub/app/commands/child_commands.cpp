#include <algorithm>
#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/commands/child_view.hpp"
#include "hub/app/commands/protection_commands.hpp"
#include "hub/app/commands/shown_children.hpp"
#include "hub/app/match/possible_children.hpp"
#include "hub/base/text.hpp"
#include "hub/desk/search.hpp"
#include "hub/matching/identity/ports.hpp"

namespace trellis::app {
namespace {

struct ChildOptions {
  std::string child;
  std::vector<std::string> words;
  std::size_t limit = 50;
  Looker looker;
};

void add_looker(CLI::App* command, Looker& looker) {
  command->add_option("--as", looker.role, "See what this role may see");
  command->add_option("--organisation", looker.organisation, "... in this organisation");
  command->add_option("--purpose", looker.purpose, "... for this purpose");
}

// Who has no identity to show is not to be found.
class LookersSight final : public desk::Sight {
 public:
  LookersSight(Hub& hub, const Looker& looker) : hub_(hub), looker_(looker) {}
  Result<pipeline::View> view(ChildId child) override {
    auto view = view_of(hub_, child, looker_);
    const bool is_nobody = view.ok() && !looker_.is_operator() && desk::shown_name(*view).empty();
    return is_nobody ? pipeline::View{} : std::move(view);
  }

 private:
  Hub& hub_;
  const Looker& looker_;
};

Result<desk::Found> find(CommandContext& context, Hub& hub, const ChildOptions& options) {
  TRELLIS_LET(const auto words, desk::read_search(options.words, hub.today().year()));
  LookersSight sight(hub, options.looker);
  auto found = desk::Search(hub.links(), sight).find(words, options.limit);
  if (!found.ok()) return found;
  std::vector<audit::Entry> entries;
  for (const desk::FoundChild& each : found->children)
    entries.push_back(consultation(hub, each.child, each.view, options.looker, context.actor));
  TRELLIS_TRY(hub.journal().append(entries));
  return found;
}

void search(CommandContext& context, const ChildOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  if (const Status known = options.looker.check((*hub)->policy()); !known.ok())
    return context.misuse(known.error());
  const auto found = find(context, **hub, options);
  if (!found.ok()) return context.fail(found.error());
  Table table{{"child", "name", "born", "sources"}, {}};
  for (const desk::FoundChild& each : found->children)
    table.rows.push_back({to_string(each.child), desk::shown_name(each.view),
                          desk::shown_birth(each.view), text::join(each.view.organisations, ", ")});
  context.print(table);
  if (found->is_cut)
    context.say(fmt::format("only the first {} are shown: add a word, or raise --limit",
                            found->children.size()));
}

std::string details_of(const pipeline::Line& line, const model::Catalogue& catalogue) {
  std::string details;
  for (const auto& [label, value] : shown(line.from.observation, catalogue))
    details += (details.empty() ? "" : "; ") + label + ": " + value;
  if (line.from.not_reported_since)
    details += (details.empty() ? "" : "; ") + std::string("no longer reported");
  return details;
}

std::string dates_of(const pipeline::Line& line) {
  if (line.level < model::Level::summary) return "";
  const model::Observation& seen = line.from.observation;
  if (seen.valid_from.none() && seen.valid_to.none())
    return "heard " + pipeline::day_of(line.from).text();
  if (seen.valid_to.none() || seen.valid_to == seen.valid_from) return seen.valid_from.text();
  return seen.valid_from.text() + " to " + seen.valid_to.text();
}

void print_lines(CommandContext& context, Hub& hub, const Look& look) {
  Table table{{"date", "what", "details", "source", "assertion", "basis"}, {}};
  for (const pipeline::Line& line : look.view.lines)
    table.rows.push_back({dates_of(line), label_of(line.from.observation.kind, *hub.catalogue()),
                          details_of(line, *hub.catalogue()), line.from.connection,
                          std::string(model::to_string(line.from.observation.assertion)),
                          line.basis});
  context.print(table);
}

// An open question is never certain: what would round to 0 or 100 % does not.
std::string chance_in_words(double chance) {
  return fmt::format("{:.1f} %", std::clamp(std::floor(1000 * chance) / 10, 0.1, 99.9));
}

void print_possible(CommandContext& context, const std::vector<PossibleChild>& possible) {
  if (possible.empty() || context.output != Output::table) return;
  Table table{{"child", "chance", "question", "reasons"}, {}};
  for (const PossibleChild& each : possible)
    table.rows.push_back({to_string(each.child), chance_in_words(each.chance),
                          to_string(each.match), text::join(each.reasons, "; ")});
  context.print("\nPossibly the same child as (nobody has decided it):");
  context.print(table);
}

formats::Json as_json(const std::vector<PossibleChild>& possible) {
  formats::Json all = formats::Json::array();
  for (const PossibleChild& each : possible) {
    formats::Json reasons = formats::Json::array();
    for (const std::string& reason : each.reasons) reasons.push(reason);
    all.push(formats::Json::object({{"child", to_string(each.child)},
                                    {"chance", each.chance},
                                    {"chance_by", each.is_by_answers ? "answers" : "model"},
                                    {"question", each.match.number()},
                                    {"reasons", std::move(reasons)}}));
  }
  return all;
}

formats::Json as_json(Hub& hub, const Look& look) {
  formats::Json lines = formats::Json::array();
  for (const pipeline::Line& line : look.view.lines) lines.push(to_json(line, *hub.catalogue()));
  formats::Json organisations = formats::Json::array();
  for (const std::string& each : look.view.organisations) organisations.push(each);
  formats::Json json = formats::Json::object();
  json.set("child", to_string(look.child));
  json.set("organisations", std::move(organisations));
  json.set("lines", std::move(lines));
  return json;
}

enum class What { everything, events };

void show(CommandContext& context, const ChildOptions& options, What what) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  if (const Status known = options.looker.check((*hub)->policy()); !known.ok())
    return context.misuse(known.error());
  auto look = look_at(**hub, options.child, options.looker, context.actor);
  if (!look.ok()) return context.fail(look.error());
  const bool is_whole = what == What::everything;
  const auto possible = is_whole ? possible_children(**hub, *look, options.looker, context.actor)
                                 : Result<std::vector<PossibleChild>>(std::vector<PossibleChild>());
  if (!possible.ok()) return context.fail(possible.error());
  if (!is_whole)
    std::erase_if(look->view.lines, [](const pipeline::Line& line) {
      return line.from.observation.kind.starts_with("person.");
    });
  if (context.is_structured()) {
    formats::Json json = as_json(**hub, *look);
    if (is_whole) json.set("possibly_same_as", as_json(*possible));
    return context.print(json);
  }
  if (context.output == Output::table) {
    const std::string name = desk::shown_name(look->view);
    const std::string born = desk::shown_birth(look->view);
    context.print_title(fmt::format("child {}{}{}", to_string(look->child),
                                    name.empty() ? "" : "  " + name,
                                    born.empty() ? "" : "  born " + born));
  }
  print_lines(context, **hub, *look);
  print_possible(context, *possible);
}

// Which child each source's person is: for reports and for measuring the matching.
void sources(CommandContext& context) {
  auto hub = context.open();
  if (!hub.ok()) return context.fail(hub.error());
  Table table{{"connection", "source key", "child"}, {}};
  SubjectId last;
  while (true) {
    auto known = (*hub)->links().after(last, 10'000);
    if (!known.ok()) return context.fail(known.error());
    if (known->empty()) break;
    last = known->back().subject.id;
    for (const matching::Known& each : *known) {
      auto subject = (*hub)->records().subject(each.subject.id);
      auto child = (*hub)->children().resolve(each.child);
      if (!subject.ok()) return context.fail(subject.error());
      if (!child.ok()) return context.fail(child.error());
      if (*subject)
        table.rows.push_back({(*subject)->connection, (*subject)->source_key, to_string(*child)});
    }
  }
  if (const Status noted = note_all_shown(context, **hub, "child sources"); !noted.ok())
    return context.fail(noted.error());
  context.print(table);
}

}  // namespace

void add_child_commands(CLI::App& app, CommandContext& context) {
  CLI::App* group = app.add_subcommand("child", "Children across all sources");
  group->require_subcommand(1);

  auto searching = std::make_shared<ChildOptions>();
  CLI::App* finds =
      group->add_subcommand("search", "Find children by name, birth date, postcode or identifier");
  finds->add_option("words", searching->words, "All must fit")->required();
  finds->add_option("--limit", searching->limit, "How many children at most")
      ->check(CLI::Range(1, 100'000));
  add_looker(finds, searching->looker);
  finds->footer(
      "A word without a digit is the beginning of a name; one with a digit is a birth date, month "
      "or year, a\npostcode or its first half, or an identifier. With --as, only what could be "
      "shown is searched.\n\n"
      "Example: trellis child search okafor 2011-04-09");
  finds->callback([&context, searching] { search(context, *searching); });

  CLI::App* all =
      group->add_subcommand("sources", "Every source's persons and which child each one is");
  all->footer("Example: trellis child sources --output csv > links.csv");
  all->callback([&context] { sources(context); });

  const auto add = [&](const char* name, const char* title, What what, const char* example) {
    auto options = std::make_shared<ChildOptions>();
    CLI::App* command = group->add_subcommand(name, title);
    command->add_option("child", options->child, "The child's id")->required();
    add_looker(command, options->looker);
    command->add_option("--as-of", options->looker.as_of,
                        "What the hub knew on that day or at that instant");
    command->footer(example);
    command->callback([&context, options, what] { show(context, *options, what); });
  };
  add("show", "Everything held about a child, each line with source, date and basis",
      What::everything,
      "With --as, --organisation and --purpose exactly what the agreements allow. Open questions "
      "from the matching model's threshold 'show' on are named as possibly the same child, with "
      "the "
      "chance that they are; not with --as-of.\n\n"
      "Example: trellis child show 42 --as school_lead --organisation eastmere-education --purpose "
      "safeguarding");
  add("timeline", "What happened to a child, in order of time, across the services", What::events,
      "Example: trellis child timeline 42");
  add_protection_commands(*group, context);
}

}  // namespace trellis::app
