#include <cmath>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/app/match/match_commands.hpp"
#include "hub/app/match/match_model_show.hpp"
#include "hub/app/match/match_models.hpp"
#include "hub/matching/learning/replay.hpp"
#include "hub/matching/learning/training.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;
using formats::Json;
using matching::Model;

struct ModelOptions {
  std::string file;
  std::size_t limit = 20;
  bool has_detailed_exit_code = false;
};

Status add_decided(matching::Links& links, matching::ProposalState state, matching::Answer answer,
                   std::vector<matching::DecidedPair>& decided) {
  TRELLIS_LET(const auto found, read_proposals(links, state));
  for (const matching::Proposal& each : found) decided.push_back({each.a, each.b, answer});
  return done();
}

// What the model in use was trained on is among the subjects still, and must not count twice:
// learning starts from a model that was set by hand, with the thresholds in use.
Result<Model> model_to_learn_on(const Hub& hub) {
  auto in_use = read_checked_model(hub, hub.configuration().matching_model);
  if (!in_use.ok() || !in_use->training) return in_use;
  const std::string file = hub.installation().config + "/matching/default.json";
  auto by_hand = read_checked_model(hub, file);
  if (!by_hand.ok()) return by_hand;
  if (by_hand->training || by_hand->version != in_use->training->from)
    return Error{Fault::conflict,
                 "the model in use was trained on top of " + in_use->training->from +
                     ", which is not the one that came along: put it in use first (trellis match "
                     "model use FILE), or start anew from 'default'"};
  by_hand->thresholds = in_use->thresholds;
  return by_hand;
}

Result<Model> train_on(Hub& hub, const Model& before) {
  TRELLIS_LET(auto population, matching::read_population(hub.links()));
  std::vector<matching::TrainingSubject> subjects;
  for (matching::Member& member : population.members)
    subjects.push_back({member.subject.id, std::move(member.features)});
  std::vector<matching::DecidedPair> decided;
  TRELLIS_TRY(
      add_decided(hub.links(), matching::ProposalState::same, matching::Answer::same, decided));
  TRELLIS_TRY(add_decided(hub.links(), matching::ProposalState::different,
                          matching::Answer::different, decided));
  TRELLIS_LET(const auto lists, comparison::NameLists::read_files(hub.configuration().nicknames,
                                                                  hub.configuration().name_words));
  return matching::train(subjects, decided, before, lists);
}

Status train(CommandContext& context, const ModelOptions& options) {
  TRELLIS_LET(auto hub, context.open());
  TRELLIS_LET(const auto before, model_to_learn_on(*hub));
  TRELLIS_LET(const auto model, train_on(*hub, before));
  TRELLIS_TRY(write_bytes(options.file, matching::to_json(model).dump(2) + "\n"));
  if (context.is_structured()) {
    Json json = matching::to_json(model)["trained"];
    json.set("version", model.version);
    json.set("file", options.file);
    context.print(json);
  } else {
    context.print(learned_table(before, model));
  }
  const matching::Training& training = *model.training;
  context.say(fmt::format(
      "model {} learned from {} subjects, {:.0f} pairs of which look like one child, and {} "
      "decided pairs, on top of {}; expected false links in 10,000: {:.1f} from the automatic "
      "threshold on, {:.1f} from where a person is asked. See what would change: trellis match "
      "model diff {}",
      model.version, training.subjects, training.same_pairs,
      training.decided_same + training.decided_different, training.from,
      training.errors_at_automatic, training.errors_at_ask, options.file));
  return done();
}

Status show(CommandContext& context, const ModelOptions& options) {
  TRELLIS_LET(auto hub, context.open());
  const std::string& in_use = hub->configuration().matching_model;
  TRELLIS_LET(const auto model,
              read_checked_model(*hub, options.file.empty() ? in_use : options.file));
  TRELLIS_LET(const auto current, read_checked_model(*hub, in_use));
  TRELLIS_LET(auto links, survey_links(*hub, model));
  TRELLIS_LET(const auto answers, read_answers(hub->links(), model));
  const ShownModel shown{model, options.file.empty() || model.version == current.version, links,
                         answers};
  if (context.is_structured())
    context.print(as_json(shown));
  else
    print(context, shown);
  return done();
}

Json as_json(const std::vector<matching::Two>& pairs) {
  Json json = Json::array();
  for (const auto& [one, other] : pairs)
    json.push(Json::object({{"one", one.number()}, {"other", other.number()}}));
  return json;
}

struct NamedChange {
  const char* what;
  const std::vector<matching::Two>& pairs;
};

void print_changes(CommandContext& context, const std::vector<NamedChange>& all,
                   std::size_t limit) {
  Table table{{"change", "one", "other"}, {}};
  for (const auto& [what, pairs] : all)
    for (std::size_t i = 0; i < std::min(limit, pairs.size()); ++i)
      table.rows.push_back({what, to_string(pairs[i].first), to_string(pairs[i].second)});
  context.print(table);
  for (const auto& [what, pairs] : all)
    context.say(fmt::format(
        "{}: {}{}", what, pairs.size(),
        pairs.size() > limit ? fmt::format(", the first {} shown", limit) : std::string()));
}

Status diff(CommandContext& context, const ModelOptions& options) {
  TRELLIS_LET(auto hub, context.open());
  TRELLIS_LET(const auto current, read_checked_model(*hub, hub->configuration().matching_model));
  TRELLIS_LET(const auto other, read_checked_model(*hub, options.file));
  TRELLIS_LET(const auto lists, comparison::NameLists::read_files(hub->configuration().nicknames,
                                                                  hub->configuration().name_words));
  TRELLIS_LET(const auto population, matching::read_population(hub->links()));
  const auto placed = [&](const Model& model) {
    return matching::place_anew(population, matching::make_default_engine(model, lists));
  };
  const matching::PlacementChanges changes =
      matching::changes_between(placed(current), placed(other));
  if (options.has_detailed_exit_code && !changes.none()) context.exit = Exit::changes;
  if (context.is_structured()) {
    context.print(Json::object({{"from", current.version},
                                {"to", other.version},
                                {"subjects", static_cast<std::int64_t>(population.members.size())},
                                {"new_links", as_json(changes.new_links)},
                                {"broken_links", as_json(changes.broken_links)},
                                {"new_questions", as_json(changes.new_questions)},
                                {"gone_questions", as_json(changes.gone_questions)}}));
    return done();
  }
  context.say(fmt::format("{} subjects placed anew by {} and by {}", population.members.size(),
                          current.version, other.version));
  print_changes(context,
                {{"new link", changes.new_links},
                 {"link broken", changes.broken_links},
                 {"new question", changes.new_questions},
                 {"question gone", changes.gone_questions}},
                options.limit);
  return done();
}

// What stood in the file before, to be put back where the change does not last; none: no file.
struct Replaced {
  std::string file;
  std::optional<std::string> before;
};

Status put(const std::string& file, const std::optional<std::string>& bytes) {
  if (bytes) return write_bytes(file, *bytes);
  std::error_code failed;
  fs::remove(file, failed);
  if (failed)
    return Error{Fault::unavailable,
                 "the model in use cannot be removed: " + failed.message(),
                 {file, 0, 0, {}}};
  return done();
}

// With its audit entry as one unit: both last, or neither.
Status replace_model(CommandContext& context, Hub& hub, const Replaced& replaced,
                     const std::optional<std::string>& bytes, const std::string& from,
                     const Model& to) {
  audit::Entry entry;
  entry.at = hub.clock().now();
  entry.action = audit::Action::configuration;
  entry.actor = context.actor;
  entry.role = "data steward";
  entry.purpose = "matching model " + to.version;
  entry.details = Json::object({{"before", from}, {"after", to.version}}).dump();
  pipeline::Records& records = hub.records();
  TRELLIS_TRY(records.begin());
  Status attempt = hub.journal().append(entry);
  if (attempt.ok()) attempt = put(replaced.file, bytes);
  if (attempt.ok()) {
    attempt = records.commit();
    if (attempt.ok()) return done();
    if (const Status back = put(replaced.file, replaced.before); !back.ok()) attempt = back;
  }
  records.roll_back();
  return attempt;
}

Status use(CommandContext& context, const ModelOptions& options) {
  auto hub = context.open();
  if (!hub.ok()) return hub.error();
  const Configuration& configuration = (*hub)->configuration();
  if (configuration.names_matching_model)
    return Error{Fault::conflict,
                 "hub.json names a matching model of its own: take matching.model out of it first",
                 {configuration.folder + "/hub.json", 0, 0, {}}};
  const bool is_default = options.file == "default";
  const std::string from =
      is_default ? (*hub)->installation().config + "/matching/default.json" : options.file;
  const auto model = read_checked_model(**hub, from);
  if (!model.ok()) return model.error();
  TRELLIS_LET(const auto current, read_checked_model(**hub, configuration.matching_model));
  Replaced replaced{configuration.folder + "/" + std::string(own_matching_model), {}};
  replaced.before = bytes_of(replaced.file);
  const auto bytes = is_default ? std::optional<std::string>() : bytes_of(from);
  const bool is_so_already = bytes == replaced.before;
  if (!is_so_already)
    TRELLIS_TRY(replace_model(context, **hub, replaced, bytes, current.version, *model));
  if (context.is_structured())
    context.print(Json::object(
        {{"before", current.version}, {"after", model->version}, {"changed", !is_so_already}}));
  if (is_so_already)
    context.say("model " + model->version + " is in use already: nothing changed");
  else
    context.say("model " + model->version + " is in use, in place of " + current.version +
                ". Links stand as they are: it places subjects as they come or change." +
                (is_default ? "" : " To go back: trellis match model use default"));
  return done();
}

using Command = Status (*)(CommandContext&, const ModelOptions&);

CLI::App* add(CLI::App& group, CommandContext& context,
              const std::shared_ptr<ModelOptions>& options, const char* name, const char* what,
              Command command) {
  CLI::App* added = group.add_subcommand(name, what);
  added->callback([&context, options, command] {
    if (const Status status = command(context, *options); !status.ok())
      context.fail(status.error());
  });
  return added;
}

}  // namespace

void add_match_model_commands(CLI::App& match, CommandContext& context) {
  auto options = std::make_shared<ModelOptions>();
  CLI::App* trains = add(match, context, options, "train",
                         "Learn a matching model from the subjects of this hub", train);
  trains->add_option("--out", options->file, "Where the model goes")->required();
  trains->footer("Changes nothing in the hub. Example: trellis match train --out model.json");

  CLI::App* group = match.add_subcommand("model", "The weights that decide who is one child");
  group->require_subcommand(1);
  group->footer("Example: trellis match model show");
  CLI::App* shows = add(*group, context, options, "show",
                        "What each finding speaks, and how often links would be wrong", show);
  shows->add_option("file", options->file, "A model; without it, the one in use");
  shows->footer(
      "Each threshold with the false links in 10,000 that the model's own odds expect, and those "
      "that people's answers tell where enough were given. Example: trellis match model show");

  CLI::App* compares =
      add(*group, context, options, "diff", "What another model would link, part and ask", diff);
  compares->add_option("file", options->file, "The other model")->required();
  compares->add_option("--limit", options->limit, "How many of each change at most")
      ->check(CLI::Range(1, 100'000));
  compares->add_flag("--detailed-exitcode", options->has_detailed_exit_code,
                     "Exit code 2 where anything would change");
  compares->footer("Changes nothing in the hub. Example: trellis match model diff model.json");

  CLI::App* uses =
      add(*group, context, options, "use", "Place subjects by another model from now on", use);
  uses->add_option("file", options->file, "The model, or 'default' for the one that came along")
      ->required();
  uses->footer("Example: trellis match model use model.json");
}

}  // namespace trellis::app
