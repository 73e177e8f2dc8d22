#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "hub/formats/json.hpp"
#include "tests/support/temporary.hpp"

namespace trellis::journeys {

struct Ran {
  int exit = -1;  // 128 and above: it crashed
  std::string out;
  std::string errors;
  formats::Json json() const;  // of `out`
};

// Runs one of the house's programs, at most two minutes; what it says lies in the folder meanwhile.
// `kibibytes` of address space; 0: as much as there is.
Ran run_program(const testing::TemporaryFolder& folder, std::vector<std::string> words,
                int kibibytes = 0);

// A hub of its own in a temporary folder, and the real program run on it. Connections: `cin`
// (cin-census), `rows` (CSV: id,given,family,born), `items` (JSON with the same keys) and `adt`
// (hl7v2-adt).
class HubFolder {
 public:
  HubFolder();

  Ran run(const std::vector<std::string>& words) const;
  // With at most so much address space.
  Ran run_within(int kibibytes, const std::vector<std::string>& words) const;
  Ran import(const std::string& connection, const std::string& file) const;
  // The one line of `import --output json`.
  formats::Json import_row(const std::string& connection, const std::string& file) const;
  formats::Json held() const;  // queue list
  std::string write(std::string_view name, std::string_view bytes) const {
    return folder.write(name, bytes);
  }
  std::string path() const { return folder.path() + "/hub"; }

  testing::TemporaryFolder folder;

 private:
  void add_mapping(const std::string& name, const std::string& adapter,
                   const std::string& settings) const;
  void add_connection(const std::string& name, const std::string& mapping) const;
};

// A CIN census of `count` children numbered from `first`.
std::string cin_child(int number, std::string_view birth_date = "2012-03-04");
std::string cin_file(const std::vector<std::string>& children);

}  // namespace trellis::journeys
