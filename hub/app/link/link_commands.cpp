#include <chrono>
#include <memory>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/frame/command.hpp"
#include "hub/app/frame/configuration.hpp"
#include "hub/app/link/table_reader.hpp"
#include "hub/linkage/report/link_report.hpp"
#include "hub/linkage/run/link_labels.hpp"
#include "hub/linkage/run/link_outputs.hpp"
#include "hub/linkage/run/link_truth.hpp"
#include "hub/linkage/run/link_wishes.hpp"

namespace trellis::app {
namespace {

using namespace linkage;
using formats::Json;

double peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

Status write_files(LinkOutputs& outputs, std::size_t questions, const LinkRun& run) {
  const LinkRows& rows = run.tables.rows;
  TRELLIS_TRY(write_clusters(*outputs.clusters, rows, run.linked));
  if (outputs.pairs) TRELLIS_TRY(write_pairs(*outputs.pairs, rows, run.linker, run.linked));
  if (outputs.questions)
    TRELLIS_TRY(write_questions(*outputs.questions, questions, rows, run.linker, run.linked));
  if (!outputs.report) return done();
  outputs.report->stream() << link_report(run);
  return outputs.report->finish();
}

Json json_of(const LinkRun& run, const LinkWishes& wishes) {
  Json json =
      Json::object({{"records", static_cast<std::int64_t>(run.tables.records.count)},
                    {"refused", static_cast<std::int64_t>(run.tables.refused)},
                    {"clusters", static_cast<std::int64_t>(count_clusters(run.linked.clusters))},
                    {"compared_pairs", static_cast<std::int64_t>(run.linked.compared)},
                    {"seconds_reading", run.seconds.reading},
                    {"seconds_linking", run.seconds.linking},
                    {"seconds", run.seconds.all},
                    {"peak_mebibytes", peak_mebibytes()},
                    {"equal_rows", static_cast<std::int64_t>(run.linker.equal_rows().repeated())},
                    {"blocks_given_up", static_cast<std::int64_t>(run.recall.given_up)},
                    {"key_recall", run.recall.json()}});
  if (!run.systems.systems.empty()) json.set("systems", run.systems.json());
  if (run.truth) json.set("truth", run.truth->json());
  if (!wishes.is_empty()) json.set("explanations", explanations_json(run, wishes));
  return json;
}

void print(CommandContext& context, const LinkRun& run, const LinkWishes& wishes) {
  if (!wishes.is_empty()) context.print(explanations_text(run, wishes));
  if (run.truth) {
    context.print(run.truth->accuracy());
    context.print(fmt::format("{:.2f} % of the persons were found exactly\n",
                              100 * run.truth->score.exact_clusters));
    context.print(run.truth->errors_by_class());
    context.print("");
    context.print(run.truth->calibration());
  }
  if (!run.systems.systems.empty()) context.print(run.systems.table());
  context.say(fmt::format(
      "{} records are {} people; {} pairs compared; {:.1f} s reading, {:.1f} s "
      "linking, {:.1f} s in all; {:.0f} MiB at most",
      run.tables.records.count, count_clusters(run.linked.clusters), run.linked.compared,
      run.seconds.reading, run.seconds.linking, run.seconds.all, peak_mebibytes()));
  if (const std::size_t repeated = run.linker.equal_rows().repeated(); repeated > 0)
    context.say(
        fmt::format("{} rows are equal to one before them and were counted with it", repeated));
  context.say(run.recall.words());
}

void tell(CommandContext& context, const LinkRun& run, const LinkWishes& wishes) {
  for (const std::string& warning : run.recall.warnings()) context.say(warning);
  if (run.tables.refused > 0) context.exit = Exit::partly;
  if (context.is_structured())
    context.print(json_of(run, wishes));
  else
    print(context, run, wishes);
}

Status guess(CommandContext& context, const LinkOptions& options) {
  TableReader reader(context);
  TRELLIS_LET(const auto fields, link_fields(reader, options));
  context.print(fields.to_json().dump(2));
  return done();
}

Status link(CommandContext& context, const LinkOptions& options) {
  const Stopwatch watch;
  if (options.is_guess) return guess(context, options);
  if (options.out.empty())
    return Error{Fault::invalid, "say where the clusters go: --out clusters.csv"};
  TRELLIS_LET(auto outputs, LinkOutputs::open(options));
  TableReader reader(context);
  TRELLIS_LET(const auto fields, link_fields(reader, options));
  if (options.fields.empty())
    context.say("no --fields: the columns' names say what they are; --guess-fields shows it");
  const std::string known_names = installation().config + "/matching/";
  TRELLIS_LET(const auto lists, comparison::NameLists::read_files(known_names + "nicknames.csv",
                                                                  known_names + "name-words.csv"));
  TRELLIS_LET(auto tables, read_link_tables(reader, options, fields, lists.words));
  TRELLIS_LET(const auto wishes, LinkWishes::find(options.explain, tables.rows));
  const double reading = watch.seconds();
  LinkSettings settings;
  if (options.is_one_to_one) settings.lists = tables.rows.file;
  if (!options.labels.empty()) {
    TRELLIS_LET(auto labels, read_labels(reader, options.labels, tables.rows));
    settings.labels = std::move(labels);
  }
  Linker linker(tables.records, lists, settings);
  const Linked linked = linker.run();
  LinkRun run{fields, tables, linker, linked, settings.clusters.join_at};
  run.recall = LinkRecall::of(linker, linked);
  run.systems = LinkSystems::of(tables.rows, linked.clusters);
  run.seconds.reading = reading;
  run.seconds.linking = watch.seconds() - reading;
  run.chosen = wishes.pairs;
  if (!options.truth.empty()) run.truth = LinkTruth::of(linker, linked, tables.rows.person);
  TRELLIS_TRY(write_files(outputs, options.count_of_questions, run));
  run.seconds.all = watch.seconds();
  tell(context, run, wishes);
  return done();
}

}  // namespace

void add_link_commands(CLI::App& app, CommandContext& context) {
  auto options = std::make_shared<LinkOptions>();
  auto* command = app.add_subcommand(
      "link", "Link the records of any CSV files, or find those that stand twice");
  command->add_option("inputs", options->inputs, "CSV files with a header")->required();
  command->add_option(
      "--fields", options->fields,
      "What the columns are (schema: link-fields.schema.json); without it, guessed");
  command->add_option("--out", options->out,
                      "Where the clusters go: file,row,record_id,cluster_id");
  command->add_option("--pairs", options->pairs,
                      "Where the scored pairs go, with probability, class and levels");
  command->add_option("--truth", options->truth,
                      "A column that says who each record is: prints how right the links are");
  command->add_option("--report", options->report,
                      "A folder: index.html tells what was found, with charts and waterfalls");
  command
      ->add_option("--explain", options->explain,
                   "ROW,ROW says why two rows are one person or not; ROW, what holds its cluster. "
                   "A row is a line of --out, from 1, or FILE:ROW")
      ->allow_extra_args(false);
  command->add_option("--labels", options->labels,
                      "Decided pairs to learn from: record_id_a,record_id_b,same (yes or no)");
  command->add_option("--questions", options->questions,
                      "Where the pairs go that are most worth deciding: fill in `same`, and give "
                      "the file to --labels");
  command
      ->add_option("--count-of-questions", options->count_of_questions,
                   "How many questions at most")
      ->capture_default_str()
      ->check(CLI::Range(1, 100'000));
  command->add_flag("--guess-fields", options->is_guess, "Propose FIELDS.json and do nothing else");
  command->add_flag("--one-to-one", options->is_one_to_one,
                    "No file has anyone twice: link between files only");
  command->footer("Example: trellis link --fields fields.json --out clusters.csv pupils.csv");
  command->callback([&context, options] {
    if (const Status linked = link(context, *options); !linked.ok()) context.fail(linked.error());
  });
}

}  // namespace trellis::app
