#pragma once

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
};

struct Acknowledgement {
  std::string who;
  std::string note;
  Instant at;
};

struct Alert {
  AlertId id;
  NewAlert alert;
  Instant raised_at;
  std::optional<Acknowledgement> acknowledged;
};

struct AlertFilter {
  std::string organisation;  // of the recipient; empty: all
  std::string role;
  ChildId child;          // none: all
  bool open_only = true;  // not acknowledged
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
  // A conflict if somebody already has.
  virtual Status acknowledge(AlertId id, std::string_view who, std::string_view note,
                             Instant now) = 0;
};

}  // namespace trellis::alerts
