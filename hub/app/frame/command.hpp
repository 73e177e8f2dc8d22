#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/base/table.hpp"
#include "hub/formats/json.hpp"

namespace CLI {
class App;
}

// App: the programs. Each *_commands file adds one family of subcommands:
//   void add_match_commands(CLI::App& app, CommandContext& context);
// A subcommand's callback does its work and stores `context.exit`. Data goes to stdout, words to
// stderr.
namespace trellis::app {

class Hub;
enum class Gate;

// Exit codes, the same for every command.
enum class Exit : int {
  done = 0,
  failed = 1,
  changes = 2,
  findings = 3,
  partly = 4,
  usage = 64,
  unreachable = 69,
  bug = 70,
  later = 75,
  forbidden = 77
};

enum class Output { table, json, ndjson, csv };

struct CommandContext {
  CommandContext();
  ~CommandContext();

  std::string hub_folder;  // --hub, else TRELLIS_HUB, else the working directory
  Output output = Output::table;
  bool quiet = false;
  bool no_colour = false;
  std::string actor;  // --actor, else TRELLIS_ACTOR, else the login name: who the audit names
  Exit exit = Exit::done;

  // Opens the hub folder once; the second call returns the same one.
  Result<Hub*> open();
  Hub* opened() const { return hub_.get(); }  // null where no command opened one
  Result<Hub*> open(Gate gate);
  void finish();  // at the end of a command; says what could not be signed

  bool is_structured() const { return output == Output::json || output == Output::ndjson; }
  void print(const Table& table) const;  // in the chosen output
  void print(const formats::Json& value)
      const;  // json: indented; ndjson: one line each of an array's items
  // For --output table: text with its line ends, and one more. What a terminal would obey is shown.
  void print(const std::string& text) const;
  void print(const char* text) const { print(std::string(text)); }
  void print(std::string_view text) const { print(std::string(text)); }
  void print_title(std::string_view text) const;  // one line; bold on a terminal that wants colours
  void say(std::string_view words) const;         // to stderr, unless quiet
  void fail(const Error& error);                  // says it, sets the exit code by the fault
  void misuse(const Error& error);                // says it; the command line was wrong

 private:
  std::unique_ptr<Hub> hub_;
};

// One line on stderr that moves: on a terminal it rewrites itself, otherwise a line each 10
// seconds.
class Progress {
 public:
  Progress(const CommandContext& context, std::string what);
  ~Progress();
  void at(std::uint64_t count, std::uint64_t bytes_read = 0, std::uint64_t bytes_total = 0);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

void add_import_commands(CLI::App& app, CommandContext& context);
void add_child_commands(CLI::App& app, CommandContext& context);
void add_match_commands(CLI::App& app, CommandContext& context);
void add_link_commands(CLI::App& app, CommandContext& context);
void add_mapping_commands(CLI::App& app, CommandContext& context);
void add_plugin_commands(CLI::App& app, CommandContext& context);
void add_agreement_commands(CLI::App& app, CommandContext& context);
void add_alert_commands(CLI::App& app, CommandContext& context);
void add_audit_commands(CLI::App& app, CommandContext& context);
void add_audit_verify_command(CLI::App& audit, CommandContext& context);
void add_store_command(CLI::App& app, CommandContext& context);
void add_init_command(CLI::App& app, CommandContext& context);
void add_queue_commands(CLI::App& app, CommandContext& context);
void add_connection_commands(CLI::App& app, CommandContext& context);

}  // namespace trellis::app
