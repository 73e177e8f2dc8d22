#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hub/app/commands/import_sink.hpp"
#include "hub/app/commands/inputs.hpp"
#include "hub/app/frame/hub.hpp"
#include "hub/connections/runner.hpp"
#include "hub/pipeline/importer.hpp"

namespace trellis::app {

// The adapters folders of a hub: ours, then the vendors'.
std::vector<std::string> adapters_folders(const Installation& installation,
                                          const std::string& vendor_adapters);

// A mapping's settings with single keys replaced by a connection's.
formats::Json merged_settings(const formats::Json& mapping, const formats::Json& connection);

// The adapter that a connection reads with, ready to run in a child process. `cursor`: where its
// source goes on.
Result<std::unique_ptr<connections::AdapterRunner>> runner_for(Hub& hub,
                                                               const Connection& connection,
                                                               const mapping::Mapping& mapping,
                                                               std::string cursor = {});

// The adapter that builds what a connection's output carries; the connection must have one.
Result<std::unique_ptr<connections::AdapterRunner>> writer_for(Hub& hub,
                                                               const Connection& connection);

// All that is wrong with a connection's mapping, adapters and settings.
std::vector<Error> findings_of(Hub& hub, const Connection& connection);

// An import that failed before its first record stands among the imports like any other.
Status note_failed(Hub& hub, const Connection& connection, const std::string& input,
                   const Error& error);

// The connection that has this id in the store; the id itself where it is not configured any more.
Result<std::string> connection_name(Hub& hub, ConnectionId id);

// Does an input of this connection hold all that its source has?
Result<Extent> extent_of(Hub& hub, const Connection& connection);

// What an import of this hub works with.
Result<pipeline::Workbench> workbench(Hub& hub);

// Reads one input of a connection into the store. The report tells what is on disk even where the
// import stopped early; then its failure says why.
Result<pipeline::ImportReport> import_input(Hub& hub, const Connection& connection,
                                            const Input& input, const std::string& actor,
                                            const Watcher& watch);

enum class Cursor { kept, none };  // whether the source goes on where it stopped

// The same with what is at hand already.
Result<pipeline::ImportReport> import_payload(Hub& hub, const Connection& connection,
                                              const transport::Payload& payload,
                                              const pipeline::InputAge& age,
                                              const std::string& actor, const Watcher& watch,
                                              Cursor cursor);

}  // namespace trellis::app
