#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "hub/audit/journal.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

namespace trellis::pipeline {
class Records;
}

namespace trellis::desk {

// Digests of the files that say what may be shared and who is told, by their names in the hub's
// folder.
using ConfigurationFiles = std::map<std::string, std::string>;

// The files as they were when a command ran last.
class KnownFiles {
 public:
  virtual ~KnownFiles() = default;
  virtual Result<ConfigurationFiles> all() = 0;
  virtual Status put(const std::string& name, const std::string& digest) = 0;
  virtual Status remove(const std::string& name) = 0;
};

// Journals each file that was added, changed or removed since, in the name of whoever runs the
// first command after. Not shared.
class ConfigurationChanges {
 public:
  struct Ports {
    KnownFiles& known;
    audit::Journal& journal;
    pipeline::Records& records;  // the unit of work
    const Clock& clock;
  };
  explicit ConfigurationChanges(const Ports& ports) : ports_(ports) {}

  // How many there were.
  Result<std::size_t> note(const ConfigurationFiles& now, const std::string& actor);

 private:
  Status note_one(const std::string& name, const char* change, const std::string& digest,
                  const std::string& actor);

  Ports ports_;
};

}  // namespace trellis::desk
