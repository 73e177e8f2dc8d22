#pragma once

#include <string>
#include <vector>

#include "hub/formats/json.hpp"
#include "hub/matching/identity/identity.hpp"

namespace CLI {
class App;
}

namespace trellis::app {

struct CommandContext;
class Hub;

// "strong for", "some against" and the like: what a number of bits says to people.
std::string words_of(double bits);

// "equal, as one in 180": what was found, and how rare that is.
std::string finding_of(const matching::Evidence& evidence);
// A row for each piece of evidence, and what decided beside it.
void print_evidence(const CommandContext& context, const matching::Comparison& comparison);

// A row for each thing that stands against one child; nothing where nothing does.
void print_conflicts(const CommandContext& context, Hub& hub,
                     const std::vector<matching::Conflict>& conflicts);

formats::Json as_json(const std::vector<matching::Conflict>& conflicts);
formats::Json as_json(const matching::Comparison& comparison);
formats::Json as_json(const matching::Proposal& proposal);

// Subcommands of `trellis match`.
void add_match_explain_command(CLI::App& match, CommandContext& context);
void add_match_history_command(CLI::App& match, CommandContext& context);
void add_match_model_commands(CLI::App& match, CommandContext& context);
void add_match_place_again_command(CLI::App& match, CommandContext& context);
void add_match_audit_command(CLI::App& match, CommandContext& context);

}  // namespace trellis::app
