#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "hub/app/hub.hpp"
#include "hub/connections/runner.hpp"
#include "hub/pipeline/importer.hpp"

namespace trellis::app {

// The adapters folders of a hub: ours, then the vendors'.
std::vector<connections::AdaptersFolder> adapters_folders(const Installation& installation,
                                                          const std::string& vendor_adapters);

// A mapping's settings with single keys replaced by a connection's.
formats::Json merged_settings(const formats::Json& mapping, const formats::Json& connection);

// The adapter that a connection reads with, ready to run: in this process where both its manifest
// and the connection call it trusted, else in a child process.
Result<std::unique_ptr<connections::AdapterRunner>> runner_for(Hub& hub,
                                                               const Connection& connection,
                                                               const mapping::Mapping& mapping);

// The adapter that builds what a connection's output carries; the connection must have one.
Result<std::unique_ptr<connections::AdapterRunner>> writer_for(Hub& hub,
                                                               const Connection& connection);

// The connection that has this id in the store; the id itself where it is not configured any more.
Result<std::string> connection_name(Hub& hub, ConnectionId id);

// What stands in a connection's input folder: its loose files as one set, each zip, each folder.
Result<std::vector<std::string>> inputs_of(const Connection& connection);

// What an import of this hub works with.
Result<pipeline::Workbench> workbench(Hub& hub);

using Watcher = std::function<void(std::uint64_t received)>;

// Reads one input of a connection into the store. The report tells what is on disk even where the
// import stopped early; then its failure says why.
Result<pipeline::ImportReport> import_input(Hub& hub, const Connection& connection,
                                            const std::string& path, const std::string& actor,
                                            const Watcher& watch);

}  // namespace trellis::app
