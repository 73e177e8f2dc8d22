#include <chrono>
#include <fstream>
#include <memory>
#include <sys/resource.h>
#include <unordered_map>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/command.hpp"
#include "hub/app/configuration.hpp"
#include "hub/base/text.hpp"
#include "hub/formats/csv_reader.hpp"
#include "hub/mapping/file_source.hpp"
#include "hub/matching/linkage/linker.hpp"
#include "hub/matching/linkage/truth.hpp"

namespace trellis::app {
namespace {

using namespace matching::linkage;
using formats::Json;

struct LinkOptions {
  std::string fields, out, pairs, truth;
  std::vector<std::string> inputs;
  bool is_guess = false, is_one_to_one = false;
};

// Says which rows cannot be used, and goes on.
class RefusedRows final : public formats::CutSink {
 public:
  explicit RefusedRows(const CommandContext& context) : context_(context) {}
  Status record(const formats::CutRecord&) override { return done(); }
  Status bad(const formats::BadPiece& piece) override {
    constexpr std::size_t most_said = 20;
    if (++count_ <= most_said) context_.say(to_string(piece.error));
    return done();
  }
  std::size_t count() const { return count_; }

 private:
  const CommandContext& context_;
  std::size_t count_ = 0;
};

// Where each record came from, and what else is told of it.
struct Rows {
  std::vector<std::uint32_t> file;
  std::vector<std::uint64_t> row;  // from 1
  std::vector<std::string> id;
  std::vector<std::uint32_t> person;  // by the truth column
};

// The cells of a CSV row, without the blanks around them.
class Cells {
 public:
  Status split(std::string_view row) {
    if (auto problem = formats::split_csv_row(row, ',', limits_, cells_))
      return Error{Fault::invalid, problem->sentence};
    values_.clear();
    kept_.clear();
    kept_.reserve(cells_.size());
    for (const formats::CsvCell& cell : cells_)
      values_.push_back(
          text::trim(cell.has_doubled_quotes ? kept_.emplace_back(cell.value()) : cell.raw));
    return done();
  }
  const std::vector<std::string_view>& values() const { return values_; }
  std::vector<std::string> names() const { return {values_.begin(), values_.end()}; }

 private:
  formats::Limits limits_;
  std::vector<formats::CsvCell> cells_;
  std::vector<std::string_view> values_;
  std::vector<std::string> kept_;
};

Result<std::size_t> column_of(const std::vector<std::string>& columns, const std::string& name) {
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (columns[c] == name) return c;
  return Error{Fault::invalid, "the table has no column \"" + name + "\"; its columns are " +
                                   text::join(columns, ", ")};
}

// Reads tables row by row, each with a header of its own.
class TableReader {
 public:
  TableReader(const CommandContext& context, const LinkOptions& options)
      : options_(options), refused_(context), progress_(context, "reading") {}

  // Calls `start(columns)` for each file and `take(cells)` for each row.
  template <typename Start, typename Take>
  Status read(Start&& start, Take&& take) {
    for (std::uint32_t f = 0; f < options_.inputs.size(); ++f) {
      auto sources = mapping::open_files(options_.inputs[f]);
      if (!sources.ok()) return sources.error();
      for (const auto& source : *sources) {
        const formats::CsvSettings settings;
        formats::CsvReader reader(*source, settings, limits_, refused_);
        auto goes_on = reader.open();
        if (!goes_on.ok()) return goes_on.error();
        if (!*goes_on) continue;
        TRELLIS_TRY(cells_.split(reader.header()));
        TRELLIS_TRY(start(f, cells_.names()));
        const std::size_t refused_before = refused_.count();
        for (std::uint64_t row = 1;; ++row) {
          goes_on = reader.next();
          if (!goes_on.ok()) return goes_on.error();
          if (!*goes_on) break;
          TRELLIS_TRY(cells_.split(reader.row()));
          const std::uint64_t number = row + refused_.count() - refused_before;
          if (!take(number, cells_.values())) return done();
          if (++count_ % 10'000 == 0) progress_.at(count_);
        }
      }
    }
    return done();
  }
  std::size_t refused() const { return refused_.count(); }

 private:
  const LinkOptions& options_;
  formats::Limits limits_;
  RefusedRows refused_;
  Progress progress_;
  Cells cells_;
  std::uint64_t count_ = 0;
};

Result<Fields> guessed(const CommandContext& context, const LinkOptions& options) {
  constexpr std::size_t enough = 1000;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  TableReader reader(context, options);
  const Status read = reader.read(
      [&](std::uint32_t, std::vector<std::string> names) {
        if (columns.empty()) columns = std::move(names);
        return done();
      },
      [&](std::uint64_t, const std::vector<std::string_view>& cells) {
        rows.emplace_back(cells.begin(), cells.end());
        return rows.size() < enough;
      });
  if (!read.ok()) return read.error();
  return guess_fields(columns, rows);
}

Result<Fields> fields_for(const CommandContext& context, const LinkOptions& options) {
  if (options.fields.empty()) return guessed(context, options);
  auto json = Json::read_file(options.fields);
  if (!json.ok()) return json.error();
  return Fields::read(*json);
}

struct Read {
  Records records;
  Rows rows;
  std::size_t refused = 0;
};

Result<Read> read_tables(const CommandContext& context, const LinkOptions& options,
                         const Fields& fields) {
  Encoder encoder(fields);
  std::size_t id = 0, truth = 0;
  std::uint32_t file = 0;
  Read read;
  std::unordered_map<std::string, std::uint32_t> persons;
  TableReader reader(context, options);
  const auto start = [&](std::uint32_t f, const std::vector<std::string>& columns) -> Status {
    file = f;
    TRELLIS_TRY(encoder.start_table(columns));
    if (!fields.record_id.empty()) {
      const auto found = column_of(columns, fields.record_id);
      if (!found.ok()) return found.error();
      id = *found;
    }
    if (options.truth.empty()) return done();
    const auto found = column_of(columns, options.truth);
    if (!found.ok()) return found.error();
    truth = *found;
    return done();
  };
  const auto take = [&](std::uint64_t row, const std::vector<std::string_view>& cells) {
    encoder.add(cells);
    read.rows.file.push_back(file);
    read.rows.row.push_back(row);
    read.rows.id.emplace_back(fields.record_id.empty() ? std::to_string(row)
                                                       : std::string(cells[id]));
    if (!options.truth.empty()) {
      const auto number = static_cast<std::uint32_t>(persons.size());
      read.rows.person.push_back(persons.emplace(std::string(cells[truth]), number).first->second);
    }
    return true;
  };
  TRELLIS_TRY(reader.read(start, take));
  if (read.rows.row.empty())
    return Error{Fault::invalid, "there is nothing to link: the files hold no rows"};
  auto records = encoder.take();
  if (!records.ok()) return records.error();
  read.records = std::move(*records);
  read.refused = reader.refused();
  return read;
}

// A file that is written whole or not at all.
class OutputFile {
 public:
  explicit OutputFile(std::string path) : path_(std::move(path)), file_(path_ + ".part") {}
  std::ofstream& stream() { return file_; }
  Status finish() {
    file_.close();
    if (!file_ || std::rename((path_ + ".part").c_str(), path_.c_str()) != 0)
      return Error{Fault::unavailable, "the file cannot be written: check its folder and the disk",
                   Place{path_, 0, 0, {}}};
    return done();
  }

 private:
  std::string path_;
  std::ofstream file_;
};

Status write_clusters(const LinkOptions& options, const Rows& rows, const Linked& linked) {
  OutputFile out(options.out);
  std::string text = "file,row,record_id,cluster_id\n";
  std::vector<std::string> files;
  for (const std::string& input : options.inputs) files.push_back(formats::csv_cell(input));
  for (std::size_t i = 0; i < rows.row.size(); ++i) {
    text.append(files[rows.file[i]]).append(",").append(std::to_string(rows.row[i])).append(",");
    text.append(formats::csv_cell(rows.id[i])).append(",");
    text.append(std::to_string(linked.clusters[i] + 1)).append("\n");
    if (text.size() < (std::size_t{1} << 20)) continue;
    out.stream() << text;
    text.clear();
  }
  out.stream() << text;
  return out.finish();
}

std::string levels_of(const Comparer& comparer, Pattern pattern) {
  std::string levels;
  for (std::size_t f = 0; f < comparer.features().size(); ++f) {
    const unsigned level = level_in(pattern, f);
    if (level == 0) continue;
    if (!levels.empty()) levels += "; ";
    levels.append(comparer.features()[f].name).append(": ").append(comparer.level_name(f, level));
  }
  return levels;
}

Status write_pairs(const LinkOptions& options, const Rows& rows, const Linker& linker,
                   const Linked& linked) {
  OutputFile out(options.pairs);
  out.stream() << "file_a,row_a,record_id_a,file_b,row_b,record_id_b,probability,bits,class,"
                  "same_cluster,key,levels\n";
  for (const Edge& edge : linked.edges) {
    if (probability(edge.bits) < 0.01) continue;
    const auto name = [&](std::uint32_t r) {
      return formats::csv_cell(options.inputs[rows.file[r]]) + "," + std::to_string(rows.row[r]) +
             "," + formats::csv_cell(rows.id[r]);
    };
    const Pattern pattern = linker.comparer().compare(edge.a, edge.b);
    out.stream() << name(edge.a) << ',' << name(edge.b) << ','
                 << fmt::format("{:.6f},{:.2f},", probability(edge.bits), edge.bits)
                 << to_string(linker.judge(edge.a, edge.b).likeliest) << ','
                 << (linked.clusters[edge.a] == linked.clusters[edge.b] ? "yes" : "no") << ','
                 << formats::csv_cell(linker.candidates().key_of(edge.a, edge.b)) << ','
                 << formats::csv_cell(levels_of(linker.comparer(), pattern)) << '\n';
  }
  return out.finish();
}

Json json_of(const Accuracy& accuracy) {
  return Json::object({{"precision", accuracy.precision()},
                       {"recall", accuracy.recall()},
                       {"f1", accuracy.f1()},
                       {"found", accuracy.found},
                       {"right", accuracy.right},
                       {"all", accuracy.all}});
}

Json json_of(const Score& score) {
  Json calibration = Json::array();
  for (const Calibration& tenth : score.calibration)
    calibration.push(Json::object(
        {{"pairs", tenth.pairs}, {"expected", tenth.expected}, {"right", tenth.right}}));
  return Json::object({{"pairs", json_of(score.pairs)},
                       {"automatic", json_of(score.automatic)},
                       {"clusters", json_of(score.clusters)},
                       {"b_cubed_precision", score.b_cubed_precision},
                       {"b_cubed_recall", score.b_cubed_recall},
                       {"exact_clusters", score.exact_clusters},
                       {"calibration", std::move(calibration)}});
}

void print(CommandContext& context, const Score& score) {
  const auto row = [](const std::string& what, double precision, double recall) {
    const double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    return std::vector<std::string>{what, fmt::format("{:.5f}", precision),
                                    fmt::format("{:.5f}", recall), fmt::format("{:.5f}", f1)};
  };
  Table table{{"against the truth", "precision", "recall", "F1"}, {}};
  table.rows.push_back(row("pairs (p >= 0.5)", score.pairs.precision(), score.pairs.recall()));
  table.rows.push_back(
      row("automatic (p >= 0.992)", score.automatic.precision(), score.automatic.recall()));
  table.rows.push_back(
      row("pairs in clusters", score.clusters.precision(), score.clusters.recall()));
  table.rows.push_back(row("B-cubed", score.b_cubed_precision, score.b_cubed_recall));
  context.print(table);
  context.print(
      fmt::format("{:.2f} % of the persons were found exactly", 100 * score.exact_clusters));
}

double peak_mebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void link(CommandContext& context, const LinkOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  const auto seconds = [&began] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  const auto fields = fields_for(context, options);
  if (!fields.ok()) return context.fail(fields.error());
  if (options.is_guess) return context.print(fields->to_json().dump(2));
  if (options.out.empty())
    return context.fail({Fault::invalid, "say where the clusters go: --out clusters.csv"});
  if (options.fields.empty())
    context.say("no --fields: the columns' names say what they are; --guess-fields shows it");
  auto read = read_tables(context, options, *fields);
  if (!read.ok()) return context.fail(read.error());
  const double reading = seconds();
  const auto nicknames =
      matching::Nicknames::read_file(installation().config + "/matching/nicknames.csv");
  if (!nicknames.ok()) return context.fail(nicknames.error());
  LinkSettings settings;
  if (options.is_one_to_one) settings.lists = read->rows.file;
  Linker linker(read->records, *nicknames, settings);
  const Linked linked = linker.run();
  const double linking = seconds() - reading;
  if (auto written = write_clusters(options, read->rows, linked); !written.ok())
    return context.fail(written.error());
  if (!options.pairs.empty())
    if (auto written = write_pairs(options, read->rows, linker, linked); !written.ok())
      return context.fail(written.error());
  Json json =
      Json::object({{"records", static_cast<std::int64_t>(read->records.count)},
                    {"refused", static_cast<std::int64_t>(read->refused)},
                    {"clusters", static_cast<std::int64_t>(count_clusters(linked.clusters))},
                    {"compared_pairs", static_cast<std::int64_t>(linked.compared)},
                    {"seconds_reading", reading},
                    {"seconds_linking", linking},
                    {"seconds", seconds()},
                    {"peak_mebibytes", peak_mebibytes()}});
  std::size_t given_up = 0;
  for (const Candidates::Key& key : linker.candidates().keys()) given_up += key.left;
  json.set("blocks_given_up", static_cast<std::int64_t>(given_up));
  if (given_up > 0)
    context.say(fmt::format("{} blocks of records were too large to compare", given_up));
  if (read->refused > 0) context.exit = Exit::partly;
  std::optional<Score> accuracy;
  if (!options.truth.empty()) accuracy = score(linked.clusters, linked.edges, read->rows.person);
  if (accuracy) json.set("truth", json_of(*accuracy));
  if (context.is_structured()) return context.print(json);
  if (accuracy) print(context, *accuracy);
  context.say(
      fmt::format("{} records are {} people; {} pairs compared; {:.1f} s reading, {:.1f} s "
                  "linking, {:.1f} s in all; {:.0f} MiB at most",
                  read->records.count, count_clusters(linked.clusters), linked.compared, reading,
                  linking, seconds(), peak_mebibytes()));
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
  command->add_flag("--guess-fields", options->is_guess, "Propose FIELDS.json and do nothing else");
  command->add_flag("--one-to-one", options->is_one_to_one,
                    "No file has anyone twice: link between files only");
  command->footer("Example: trellis link --fields fields.json --out clusters.csv pupils.csv");
  command->callback([&context, options] { link(context, *options); });
}

}  // namespace trellis::app
