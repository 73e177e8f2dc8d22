#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "hub/audit/journal.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/desk/follow_up.hpp"
#include "hub/pipeline/extracts.hpp"
#include "hub/pipeline/ports.hpp"

namespace trellis::desk {

// A full extract that lost more than it may: a person says that what is missing really is gone. Not
// shared.
class ShrunkenExtract {
 public:
  struct Ports {
    pipeline::Records& records;  // the unit of work
    pipeline::Extracts& extracts;
    audit::Journal& journal;
    FollowUp& follow_up;
    const Clock& clock;
  };
  explicit ShrunkenExtract(const Ports& ports) : ports_(ports) {}

  // Marks what waits under this import as no longer reported; how many records. Fault::not_found
  // where nothing waits: it was confirmed, or a later extract took its place.
  Result<std::uint64_t> confirm(ImportId import, const std::string& actor);

 private:
  Ports ports_;
};

}  // namespace trellis::desk
