#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"

namespace trellis::connections {

// What adapter.json says about an adapter, and where its library is.
struct Manifest {
  std::string id;
  std::string title;
  std::string version;
  unsigned abi_major = 0;
  unsigned abi_minor = 0;
  std::string sha256;  // of the library, in hexadecimal
  std::vector<std::string> formats;
  formats::Json settings_schema;
  std::string status;            // stable, beta, alpha or retired
  std::optional<Place> posture;  // where adapter.json still says one: it does nothing
  bool reads = false;
  bool polls = false;
  bool writes = false;
  bool delivers = false;
  formats::Json example;  // {"settings": ..., "files": [...]}; null where there is none
  std::string folder;     // absolute
  std::string library;    // absolute

  // All that is wrong, each with its place in the settings' own file. Secrets are references there.
  std::vector<Error> check_settings(const formats::Json& settings) const;
};

struct Found {
  std::vector<Manifest> plugins;  // by id; only those whose manifest and hash are right
  std::vector<Error> findings;
};

// Reads FOLDER/NAME/adapter.json of every NAME without loading anything. Of two with one id the
// first folder's stands, and the other is a finding. A folder that does not exist is a finding.
Found list_plugins(const std::vector<std::string>& folders);
Result<Manifest> find_plugin(const std::vector<std::string>& folders, std::string_view id);

// One adapter.json; its library's hash is checked too.
Result<Manifest> read_manifest(const std::string& file);

}  // namespace trellis::connections
