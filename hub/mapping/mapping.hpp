#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/formats/json.hpp"
#include "hub/formats/tree.hpp"
#include "hub/mapping/mapping_folders.hpp"
#include "hub/model/catalogue.hpp"
#include "hub/model/observation.hpp"

// Mapping: turns a source's tree into observations, as a mapping file says. The language is
// described in mappings/schema/README.md.
namespace trellis::mapping {

enum class Severity { note, warning, error };
std::string_view to_string(Severity severity);

// Something about a record that its source's owner should know. Never holds a value of the record.
struct Issue {
  Severity severity = Severity::warning;
  std::string rule;  // stable, such as unknown-code, bad-date, bad-check
  std::string sentence;
  Place place;
};

// Which elements a mapping could read and did, over all records it was applied to.
struct Coverage {
  // A path of the mapping's file, and whether it ever selected anything.
  struct Path {
    std::string xpath;
    Place place;
    bool selects = false;
  };
  std::set<std::string>
      source_fields;  // generic paths seen in the input: Child/ChildIdentifiers/UPN
  std::set<std::string> source_fields_read;
  std::set<std::string> target_fields;  // kind.field of the kinds that the mapping writes
  std::set<std::string> target_fields_filled;
  std::map<const void*, Path> paths;  // by themselves; those of a `for-each` that was never there
                                      // are not among them
  void add(Coverage other);
  std::vector<Path> idle_paths() const;  // that selected nothing, in the file's order
  // A field that nothing reads, and a name in an idle path that is all but the same: `D_O_B`,
  // `DOB`.
  struct Misnamed {
    std::string field, wanted;
    bool operator==(const Misnamed&) const = default;
  };
  std::vector<Misnamed> misnamed() const;
};

// What one record says. With an issue of severity error the record belongs in quarantine.
struct Mapped {
  std::string refusal;  // why it is not for this mapping; then it says nothing else
  Place refused_at;
  std::string person;    // where in the record the person stands, "child 2"; empty without `people`
  bool is_twin = false;  // another person of the record has the same key
  std::string subject_key;
  std::vector<model::Observation> observations;
  std::vector<Issue> issues;
  bool is_readable() const;  // no issue is an error
};

// The day on which records are read: no birth is after it, and years of two digits are near it.
class Today {
 public:
  Today(int year) : year_(year) {}  // the whole year counts as past
  Today(Date day) : year_(day.year()), day_(day) {}
  int year() const noexcept { return year_; }
  bool is_before(Date other) const;

 private:
  int year_;
  Date day_;
};

// What mapping uses again from record to record, so that it need not ask for memory. Of one thread.
class Workspace {
 public:
  Workspace();
  ~Workspace();
  struct State;  // known inside this folder only
  State& state() noexcept { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

// A loaded and checked mapping. Immutable; may be shared between threads.
class Mapping {
 public:
  // Reads FOLDER/mapping.json and its codes/*.csv. Every finding has its line and column.
  static Result<Mapping> load(const std::string& folder,
                              std::shared_ptr<const model::Catalogue> catalogue,
                              std::vector<Error>& findings);
  Mapping(Mapping&&) noexcept;
  Mapping& operator=(Mapping&&) noexcept;
  ~Mapping();

  const std::string& name() const;
  const std::string& version() const;
  const std::string& title() const;
  // The same for the same mapping, code lists and kinds, whatever the version says.
  std::int64_t fingerprint() const;
  const std::vector<Error>& unused_definitions() const;  // that may as well be deleted
  const std::string& adapter() const;                    // the adapter that cuts its records
  const Place& adapter_place() const;                    // where its file names it
  const formats::Json& settings()
      const;  // how that adapter cuts; a connection may override single keys
  bool is_full_extract()
      const;  // an input holds all that the source has: what is missing is no longer reported
  // The greatest share of what a full extract reported that may vanish without a person, 0 to 1.
  double may_vanish() const;

  bool has_people() const;  // its records may be about several

  // All take out of the tree what says nothing. The first two are for mappings without `people`.
  Mapped apply(formats::Tree tree, Today today) const;
  // The answer is valid until the workspace is used again.
  const Mapped& apply(formats::Tree& tree, Today today, Workspace& workspace) const;
  // One for each person; one that says why, where the record as a whole cannot be read or is about
  // nobody. `coverage` may be null; it costs time.
  std::vector<Mapped> apply_all(formats::Tree tree, Today today,
                                Coverage* coverage = nullptr) const;

  struct State;  // what was loaded; known inside this folder only

 private:
  explicit Mapping(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

// Reads model/*.json and the codes/*.csv in force.
Result<model::Catalogue> load_catalogue(const MappingFolders& folders,
                                        std::vector<Error>& findings);

}  // namespace trellis::mapping
