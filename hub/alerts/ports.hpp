#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/alerts/rules.hpp"
#include "hub/base/id.hpp"
#include "hub/base/result.hpp"
#include "hub/base/time.hpp"

namespace trellis::alerts {

// What is kept of an alert: what its recipient was told, never more.
struct NewAlert {
  Raised raised;
  std::string provider;  // the organisation that holds the record
  std::string connection;
  std::string kind;
  Content content;
  SubjectId subject;  // whose record says it
  std::string said;   // digest of what the record said
  std::string about;  // how the recipient's systems know the child: {"connection": "key"}
};

struct Acknowledgement {
  std::string who;
  std::string note;
  Instant at;
};

// What its record says now of what was told.
enum class Standing { stands, corrected, withdrawn };

std::string_view to_string(Standing standing);
std::optional<Standing> parse_standing(std::string_view text);

struct Alert {
  AlertId id;
  NewAlert alert;
  Instant raised_at{};
  std::optional<Acknowledgement> acknowledged{};
  Standing standing = Standing::stands;
  std::int64_t revision = 0;  // counts what followed after it was raised
  Instant revised_at{};
  std::string because{};  // of the last revision: a sentence for its recipient

  // What was acknowledged is not what it says now.
  bool is_open() const { return !acknowledged || (revision > 0 && acknowledged->at < revised_at); }
};

// Whether an alert that is withdrawn stands in the way of one that says the same of another child.
enum class Key { kept, freed };

struct AlertFilter {
  std::string organisation;  // of the recipient; empty: all
  std::string role;
  ChildId child;          // none: all
  bool open_only = true;  // not acknowledged as they stand now
  Date today;             // hides what has aged out by then; none: hides nothing
  AlertId after;          // for the next page
  std::size_t limit = 200;
};

class AlertStore {
 public:
  virtual ~AlertStore() = default;
  // Nothing if the key is known; then the alert follows its record to the child it belongs to now.
  virtual Result<std::optional<AlertId>> raise(const NewAlert& alert, Instant now) = 0;
  virtual Result<std::vector<Alert>> list(const AlertFilter& filter) = 0;  // by id
  virtual Result<Alert> show(AlertId id) = 0;
  // Those that a record of these subjects asked for, and those of the child.
  virtual Result<std::vector<Alert>> about(ChildId child,
                                           const std::vector<SubjectId>& subjects) = 0;
  // Keeps child, happened, content, subject, said, about, standing and because as they are in
  // `alert`; a new revision from the number on that it bears.
  virtual Status keep(const Alert& alert, Key key) = 0;
  // Whether more could be told about the child once a restriction or a suspension ends, so that it
  // is to be reviewed then. Owed anew, it counts as never reviewed.
  virtual Status owe_review(ChildId child, bool is_owed) = 0;
  virtual Result<bool> owes_review(ChildId child) = 0;
  // Those that were not reviewed in this state of restrictions and agreements; and: it was.
  virtual Result<std::vector<ChildId>> owed_reviews(std::string_view state) = 0;
  virtual Status note_review(ChildId child, std::string_view state) = 0;
  // A conflict if somebody already has, and nothing was revised since.
  virtual Status acknowledge(AlertId id, std::string_view who, std::string_view note,
                             Instant now) = 0;
};

}  // namespace trellis::alerts
