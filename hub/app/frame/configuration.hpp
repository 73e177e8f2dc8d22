#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/formats/json.hpp"
#include "hub/mapping/mapping_folders.hpp"
#include "hub/sharing/agreement.hpp"

namespace trellis::app {

// connections/NAME.json: an adapter with one organisation's settings.
struct Connection {
  struct Output {
    std::string folder;  // absolute
    std::string adapter;
    formats::Json settings;
  };

  std::string name;
  std::string title;
  std::string organisation;
  std::string mapping;
  std::string adapter;                  // empty: the mapping's
  formats::Json settings;               // single keys instead of the mapping's settings
  std::optional<Place> trusted;         // where its file still says so: it does nothing
  std::optional<bool> is_full_extract;  // instead of the mapping's
  std::optional<double> may_vanish;     // likewise
  std::string input_folder;             // absolute; empty: nothing is picked up
  std::optional<Output> output;         // none: nothing goes out
  formats::Json file;                   // as it was read: where findings stand
};

// A file that cannot be used, and all that is wrong with it. What it says is off; all else goes on.
struct SwitchedOff {
  std::string what;  // connection, agreement, role or rule
  std::string name;  // the file's, without .json
  std::vector<Error> findings;
};

// What is off because of these findings: one for each file that they stand in.
std::vector<SwitchedOff> switched_off(const std::string& what, const std::vector<Error>& findings);

// Beside hub.json: the matching model that was put in use, where hub.json names none.
inline constexpr std::string_view own_matching_model = "matching-model.json";

// How the journal is signed.
struct JournalSigning {
  std::string key;          // file
  std::string checkpoints;  // folder
  bool to_syslog = false;   // as well
};

// A hub folder's own files.
struct Configuration {
  std::string folder;  // absolute, as all below
  std::string name;
  std::string data_folder;
  std::string vendor_adapters;              // empty: none
  mapping::MappingFolders mappings_folder;  // with the hub's own
  std::string matching_model;               // file
  bool names_matching_model = false;        // hub.json does: then `match model use` leaves it alone
  std::string nicknames, name_words;        // files
  std::optional<JournalSigning> journal_signing;  // none: a rewrite could not be told
  std::vector<sharing::Organisation> organisations;
  std::vector<Connection> connections;    // those whose file is right
  std::vector<SwitchedOff> switched_off;  // the others

  std::string database() const { return data_folder + "/trellis.db"; }
  Result<const Connection*> connection(std::string_view name) const;
  const sharing::Organisation* organisation(std::string_view id) const;
};

// Where what came with the program is: installed beside it, or in the build's and the source's
// folders.
struct Installation {
  std::string adapters;
  std::string mappings;
  std::string config;       // default matching model, schemas
  std::string plugin_host;  // the program
};
Installation installation();

// Reads hub.json and connections/*.json; every finding has its file, line and column. Nothing where
// there is a finding in hub.json; a connection's switch off that connection only.
std::optional<Configuration> load_configuration(const std::string& folder,
                                                const Installation& installation,
                                                std::vector<Error>& findings);

}  // namespace trellis::app
