#include "hub/app/commands/mapping_sample_commands.hpp"

#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "hub/app/commands/mapping_surroundings.hpp"
#include "hub/app/frame/adapter_check.hpp"
#include "hub/mapping/file_source.hpp"
#include "hub/mapping/proposal.hpp"
#include "hub/mapping/sample_settings.hpp"
#include "hub/mapping/tree_text.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::app {
namespace {

namespace fs = std::filesystem;

// Prints the tree of each record as it is cut.
class TreePrinter final : public formats::CutSink {
 public:
  TreePrinter(CommandContext& context, std::size_t most) : context_(context), most_(most) {}

  Status record(const formats::CutRecord& record) override {
    if (records_ == most_) return Error{Fault::cancelled, "enough records were shown"};
    ++records_;
    auto tree = formats::Tree::parse(record.media_type, record.bytes, record.origins);
    if (!tree.ok()) return tell(tree.error());
    tree->drop_blanks();
    context_.print(mapping::tree_text(*tree));
    return done();
  }
  Status bad(const formats::BadPiece& piece) override { return tell(piece.error); }

 private:
  Status tell(const Error& error) {
    context_.say(to_string(error));
    context_.exit = Exit::findings;
    return done();
  }

  CommandContext& context_;
  std::size_t most_;
  std::size_t records_ = 0;
};

// Of the mapping or connection that is named; else what the file looks like.
Result<formats::Json> settings_for(const CommandContext& context, const MappingOptions& options) {
  if (options.mapping.empty() && options.connection.empty())
    return mapping::guess_settings(options.path);
  TRELLIS_LET(const auto around, mapping_surroundings(context, options));
  TRELLIS_LET(const auto catalogue, read_catalogue(around.mappings));
  TRELLIS_LET(const auto name, mapping_name(around, options));
  std::vector<Error> findings;
  const auto loaded = load_mapping(around.mappings, name, {}, catalogue, findings);
  if (!loaded.ok()) return findings.empty() ? loaded.error() : all_of(findings);
  return use_of(*loaded, around.connection(options.connection)).settings;
}

void show_tree(CommandContext& context, const MappingOptions& options) {
  const auto settings = settings_for(context, options);
  if (!settings.ok()) return context.fail(settings.error());
  auto sources = mapping::open_files(options.path);
  if (!sources.ok()) return context.fail(sources.error());
  TreePrinter printer(context, options.most_records);
  const Status cut = formats::cut(mapping::borrowed(*sources), *settings, {}, printer);
  if (!cut.ok() && cut.error().fault != Fault::cancelled) context.fail(cut.error());
}

bool is_name(const std::string& name) {
  return !name.empty() && name.front() != '-' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

// Beside the hub's own mappings where it has some, else in the folder that was named.
void propose(CommandContext& context, const MappingOptions& options) {
  const auto around = mapping_surroundings(context, options);
  if (!around.ok()) return context.fail(around.error());
  const std::string& name = options.mapping;
  if (!is_name(name))
    return context.fail({Fault::invalid, "a mapping's name has small letters, digits and hyphens"});
  const std::string& own = around->mappings.own();
  if (own.empty() && options.folder.empty())
    return context.fail({Fault::invalid,
                         "say where it belongs: name a folder as \"own-mappings\" in hub.json, or "
                         "give --mappings FOLDER"});
  const auto catalogue =
      read_catalogue(options.folder.empty() ? around->mappings : around->installation.mappings);
  if (!catalogue.ok()) return context.fail(catalogue.error());
  const fs::path folder = fs::path(options.folder.empty() ? own : options.folder) / name;
  const fs::path file = folder / "mapping.json";
  std::error_code fault;
  if (fs::exists(file, fault))
    return context.fail(
        {Fault::conflict, "there is a mapping of this name already", {file.string(), 0, 0, {}}});
  const auto text = mapping::propose(name, options.path, **catalogue);
  if (!text.ok()) return context.fail(text.error());
  fs::create_directories(folder, fault);
  const Status written = transport::write_file(folder.string(), "mapping.json", *text);
  if (!written.ok()) return context.fail(written.error());
  context.say(file.string() + " was written; look at each guess, then: trellis mapping try " +
              options.path + " --mapping " + name);
}

}  // namespace

void add_mapping_sample_commands(CLI::App& mapping, CommandContext& context) {
  auto tree_options = std::make_shared<MappingOptions>();
  tree_options->most_records = 1;
  CLI::App* tree = mapping.add_subcommand("tree", "The tree of a file, as paths see it");
  tree->footer(
      "Example: trellis mapping tree census.xml --mapping cin-census --records 2\n"
      "Each line stands behind its line and column. It shows what the file says of people.\n"
      "Without --mapping or --connection, where records begin is guessed.");
  tree->add_option("path", tree_options->path, "A file, or a folder of tables")->required();
  tree->add_option("--mapping", tree_options->mapping, "Cut as this mapping says");
  tree->add_option("--connection", tree_options->connection, "Cut as this connection says");
  tree->add_option("--records", tree_options->most_records, "Show so many records; 1 unless said");
  tree->add_option("--mappings", tree_options->folder,
                   "The folder of mappings, instead of the hub's");
  tree->callback([&context, tree_options] { show_tree(context, *tree_options); });

  auto new_options = std::make_shared<MappingOptions>();
  CLI::App* proposing = mapping.add_subcommand("new", "Propose a mapping for a sample");
  proposing->footer(
      "Example: trellis mapping new tenancies --from tenancies.csv\n"
      "Names are matched with the model, dates and keys are guessed; a comment marks\n"
      "each guess. No value of the sample is written into the mapping.");
  proposing->add_option("name", new_options->mapping, "The mapping's name")->required();
  proposing->add_option("--from", new_options->path, "A file of the source")->required();
  proposing->add_option("--mappings", new_options->folder, "The folder it goes to");
  proposing->callback([&context, new_options] { propose(context, *new_options); });
}

}  // namespace trellis::app
