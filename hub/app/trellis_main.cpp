#include <cerrno>
#include <csignal>
#include <exception>
#include <map>
#include <span>
#include <system_error>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "hub/app/commands/sending.hpp"
#include "hub/app/frame/command.hpp"
#include "hub/app/frame/mistyped.hpp"
#include "hub/base/memory.hpp"
#include "hub/base/visible.hpp"

namespace {

using trellis::app::CommandContext;
using trellis::app::Exit;
using trellis::app::Output;

void add_options(CLI::App& app, CommandContext& context) {
  static const std::map<std::string, Output> outputs = {{"table", Output::table},
                                                        {"json", Output::json},
                                                        {"ndjson", Output::ndjson},
                                                        {"csv", Output::csv}};
  app.add_option("--hub", context.hub_folder,
                 "The hub's folder: hub.json, connections, agreements, rules (or TRELLIS_HUB)");
  app.add_option("--output,-o", context.output, "table, json, ndjson or csv")
      ->transform(CLI::CheckedTransformer(outputs, CLI::ignore_case))
      ->option_text("table|json|ndjson|csv");
  app.add_option("--actor", context.actor, "Who is asking, for the audit (or TRELLIS_ACTOR)");
  app.add_flag("--quiet,-q", context.quiet, "Say nothing but data and errors");
  app.add_flag("--no-colour,--no-color", context.no_colour, "Plain text (or NO_COLOR)");
  app.set_version_flag("--version", "trellis " TRELLIS_VERSION);
}

int misused(const std::string& sentence) {
  fmt::print(stderr, "trellis: {}\n", trellis::text::visible(sentence));
  return static_cast<int>(Exit::usage);
}

int run(int count, char** words) {
  CommandContext context;
  CLI::App app{"Trellis: an integration hub for children's services.", "trellis"};
  app.footer(
      "Exit codes: 0 done, 1 failed, 2 changes found, 3 findings, 4 partly done, 64 wrong usage,\n"
      "69 unreachable, 70 our bug, 75 try later, 77 not permitted.\n\n"
      "Example: trellis import eastmere-schools autumn.zip");
  app.require_subcommand(1);
  app.fallthrough();
  add_options(app, context);
  trellis::app::add_init_command(app, context);
  trellis::app::add_import_commands(app, context);
  trellis::app::add_child_commands(app, context);
  trellis::app::add_match_commands(app, context);
  trellis::app::add_link_commands(app, context);
  trellis::app::add_mapping_commands(app, context);
  trellis::app::add_plugin_commands(app, context);
  trellis::app::add_connection_commands(app, context);
  trellis::app::add_agreement_commands(app, context);
  trellis::app::add_alert_commands(app, context);
  trellis::app::add_queue_commands(app, context);
  trellis::app::add_audit_commands(app, context);
  trellis::app::add_store_command(app, context);
  const std::span<const char* const> arguments(words + 1, words + count);
  if (const auto wrong = trellis::app::empty_argument(arguments)) return misused(*wrong);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0)
      if (const auto wrong = trellis::app::unknown_word(app, arguments)) return misused(*wrong);
    const int code = app.exit(error);
    return code == 0 ? 0 : static_cast<int>(Exit::usage);
  }
  trellis::app::tell_what_waits(context);
  context.finish();
  return static_cast<int>(context.exit);
}

}  // namespace

int main(int count, char** words) {
  std::signal(SIGPIPE, SIG_IGN);
  trellis::end_where_memory_runs_out();
  try {
    return run(count, words);
  } catch (const std::system_error& error) {
    if (error.code().value() == EPIPE) return 0;  // who read us has seen enough
    if (error.code().value() == EAGAIN || error.code().value() == ENOMEM)
      trellis::out_of_memory();  // for a thread
    fmt::print(stderr, "trellis: the output cannot be written: {}\n", error.code().message());
    return static_cast<int>(Exit::failed);
  } catch (const std::exception& error) {
    fmt::print(stderr, "trellis: a fault of the program itself ({}); please report it\n",
               typeid(error).name());
    return static_cast<int>(Exit::bug);
  }
}
