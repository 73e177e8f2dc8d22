#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/base/digest.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"
#include "hub/model/observation.hpp"
#include "hub/model/restriction.hpp"

namespace trellis::pipeline {

using RestrictionId = Id<struct RestrictionTag>;

// What a source or a person says of one subject: that it is restricted, or that it no longer is.
struct Statement {
  std::optional<model::RestrictionScope> scope;  // nothing: not understood
  std::string wording;                           // the source's code or words, folded
  std::string about;                             // part of the record, such as a visit
  bool is_for_household = false;
  bool lifts = false;  // takes back what was said before in these words about that part
  std::string reason;
  std::string authority;
  Date from, until;
  bool operator==(const Statement&) const = default;
};

// The scope that counts: one that is not understood is the whole record.
model::RestrictionScope scope_of(const Statement& statement);
// Of an observation of the kind person.restriction. What is not understood is read as restricting.
Statement statement_of(const model::Observation& observation);

// Where a statement came from. Without record and held entry a person made it.
struct Origin {
  SubjectId subject;  // none: the held record does not say whom it is about
  RecordId record;
  HeldId held;                // while that entry waits
  Digest digest{};            // of the bytes that say it
  std::string_view features;  // of a held record, packed: whom it could be about
};

struct Ending {
  Instant at{};
  std::string who;
  std::string reason;
  std::string authority;
};

// A statement that the store keeps. Never removed: what ended it stands beside it.
struct Restriction {
  RestrictionId id;
  SubjectId subject;
  RecordId record;
  HeldId held;
  Digest digest{};
  std::string features;
  Statement statement;
  std::string made_by;  // a person; empty: a source
  Instant told_at{};
  bool is_stated = true;        // the source's record says so now
  bool is_held_open = false;    // its entry in the quarantine waits
  std::optional<Ending> ended;  // by a person, or because the same bytes are read another way
};

// Where restrictions are kept, found by subject. Writes happen inside the unit of work of Records.
class Restrictions {
 public:
  virtual ~Restrictions() = default;

  virtual Result<RestrictionId> add(const Restriction& restriction) = 0;
  // Replaces origin, statement and `is_stated` of the one of that id.
  virtual Status restate(const Restriction& restriction) = 0;
  virtual Status end(RestrictionId id, const Ending& ending) = 0;

  virtual Result<std::vector<Restriction>> of(SubjectId subject) = 0;
  virtual Result<std::vector<Restriction>> of(RecordId record) = 0;
  virtual Result<std::vector<Restriction>> of(HeldId held) = 0;
  // Of the entries that wait for a record of this key.
  virtual Result<std::vector<Restriction>> held_for(ConnectionId connection,
                                                    std::string_view key) = 0;
  virtual Result<bool> has_held() = 0;  // is there one of an entry that waits?
  // Not ended by a person.
  virtual Result<std::vector<Restriction>> for_households() = 0;
  // Of held records whose subject is not known or has no child yet.
  virtual Result<std::vector<Restriction>> without_child() = 0;
  virtual Result<std::vector<SubjectId>> subjects() = 0;  // that anything is kept of
  virtual Result<std::vector<Restriction>> all() = 0;     // by id

  // Were the records that are older than this table read into it? And: they are now.
  virtual Result<bool> is_filled() = 0;
  virtual Status set_filled(Instant now) = 0;
};

// Those of one subject that hold on a day, oldest first.
std::vector<Restriction> standing(const std::vector<Restriction>& of_subject, Date today);

}  // namespace trellis::pipeline
