#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/formats/tree.hpp"
#include "hub/pipeline/extracts.hpp"
#include "hub/pipeline/ports.hpp"

namespace trellis::audit {
class Journal;
}
namespace trellis::mapping {
class Mapping;
}
namespace trellis::matching {
class Identity;
}
namespace trellis::queue {
class InputBytes;
class Quarantine;
class Rests;
}  // namespace trellis::queue

namespace trellis::pipeline {

class AlertDesk;
class Protections;

// What an import works with. Used on the importer's own writer thread while it runs.
struct Workbench {
  Records& records;
  Extracts& extracts;
  queue::Quarantine& quarantine;
  audit::Journal& journal;
  matching::Identity& identity;
  AlertDesk& alerts;
  Protections& protections;
  const Clock& clock;
  queue::Rests* rests = nullptr;  // none: the rest of an input is held as its sentence only
};

struct ImportOrder {
  std::string connection;
  std::string organisation;
  std::string input;  // the payload's name
  std::string actor;
  const mapping::Mapping& mapping;
  bool is_full_extract = false;
  double may_vanish = 1;  // the greatest share that may be missing without a person
  InputAge age{};
  bool is_replay = false;  // of what was held: older than what the source said since
};

struct ImportReport {
  ImportId import;
  Balance balance;
  std::uint64_t new_children = 0;
  std::uint64_t linked =
      0;                    // subjects that joined a child another connection or record already had
  std::uint64_t asked = 0;  // proposals that wait for a person
  std::uint64_t warnings = 0;  // about records that were stored; notes are not counted
  std::uint64_t alerts = 0;
  std::uint64_t alerts_revised = 0;        // corrected, withdrawn, or standing again
  std::uint64_t alerts_without_route = 0;  // no connection goes to their recipient
  std::uint64_t closed = 0;                // entries of the quarantine whose record went through
  std::uint64_t restrictions = 0;          // new ones
  std::uint64_t restrictions_not_understood = 0;  // of those: the whole record is hidden
  std::uint64_t restrictions_ended_before = 0;    // by a person; the source goes on telling them
  std::uint64_t restrictions_of_nobody = 0;       // of rows that could not be read: nobody is found
  bool is_doubted = false;         // a person should look: much would vanish, or nothing came
  std::uint64_t would_vanish = 0;  // records that are marked only once a person confirms it
  std::map<std::string, std::uint64_t> refusals;  // why the mapping did not want records
  std::string note;                 // why nothing was marked as no longer reported, and the like
  std::vector<std::string> unread;  // files whose rest is held, and in no count
  bool is_for_later = false;  // it was stopped, or lacked memory: it can be run again as it is
  std::string failure;  // why the import ended before all was read and on disk; empty: it did not
};

// Reads one input into the store: map on one thread, merge and write on another, in the order of
// the input. Full channels block the adapter; nothing is dropped. Every record ends as stored,
// unchanged, held or refused, and the balance of what is on disk is on disk too.
class Importer {
 public:
  static Result<std::unique_ptr<Importer>> start(Workbench bench, ImportOrder order);
  ~Importer();

  // Called by the adapter's side, one thread at a time. An error: the import has failed; stop
  // reading.
  Status record(std::string_view key, std::string_view media_type, std::string_view bytes,
                std::span<const formats::Origin> origins);
  Status hold(std::string_view key, const Error& error, std::string_view bytes);
  // What the adapter left unread, from `offset` of the stream on, `bytes` of it to be shown;
  // everything so far is on disk when
  // it returns.
  Status hold_rest(const Error& error, std::string_view bytes, std::size_t stream,
                   std::uint64_t offset, queue::InputBytes& whole);
  // Returns once everything given so far is on disk.
  Status commit();
  // Ends the import. `failure`: why the reading stopped early, if it did. The report tells what is
  // on disk.
  Result<ImportReport> finish(const Status& reading);

  std::uint64_t received() const;  // so far; for progress

 private:
  struct State;
  explicit Importer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace trellis::pipeline
