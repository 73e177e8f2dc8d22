#include "hub/store/alerts.hpp"

#include <algorithm>

#include "hub/formats/json.hpp"
#include "hub/store/columns.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

using alerts::Alert;
using alerts::NewAlert;
using formats::Json;

constexpr std::size_t most_listed = 1000;

std::string pack(const std::vector<std::pair<std::string, std::string>>& fields) {
  Json all = Json::array();
  for (const auto& [label, value] : fields)
    all.push(Json::array({Json(std::string_view(label)), Json(std::string_view(value))}));
  return all.dump();
}

std::vector<std::pair<std::string, std::string>> unpack(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> fields;
  const auto all = Json::parse(text);
  if (!all.ok()) return fields;
  for (const Json& field : all->items())
    if (field.items().size() == 2)
      fields.emplace_back(field.items()[0].string(), field.items()[1].string());
  return fields;
}

Date date_in(const Row& row, std::size_t column) {
  const auto date = Date::parse(row.text(column));
  return date.ok() ? *date : Date();
}

Bind text_or_null(const std::string& text) {
  return text.empty() ? Bind(nullptr) : Bind(std::string_view(text));
}

// The columns in the order of every SELECT below.
Alert alert_in(const Row& row) {
  Alert found;
  found.id = AlertId(row.whole(0));
  alerts::Raised& raised = found.alert.raised;
  raised.key = row.text(1);
  raised.rule = row.text(2);
  raised.child = ChildId(row.whole(3));
  raised.organisation = row.text(4);
  raised.role = row.text(5);
  raised.purpose = row.text(6);
  raised.severity = alerts::parse_severity(row.text(7)).value_or(alerts::Severity::prompt);
  raised.happened = date_in(row, 8);
  raised.due = date_in(row, 9);
  raised.ages_out = date_in(row, 10);
  found.alert.provider = row.text(11);
  found.alert.connection = row.text(12);
  found.alert.kind = row.text(13);
  alerts::Content& content = found.alert.content;
  content.title = row.text(14);
  content.sentence = row.text(15);
  content.fields = unpack(row.text(16));
  content.level = model::parse_level(row.text(17)).value_or(model::Level::none);
  content.agreement = row.text(18);
  content.clause = row.text(19);
  found.raised_at = instant(row.whole(20));
  if (!row.is_null(23)) found.acknowledged = {row.text(21), row.text(22), instant(row.whole(23))};
  return found;
}

class SqliteAlerts final : public alerts::AlertStore {
 public:
  explicit SqliteAlerts(Database& database) : database_(database) {}

  Result<std::optional<AlertId>> raise(const NewAlert& alert, Instant now) override;
  Result<std::vector<Alert>> list(const alerts::AlertFilter& filter) override;
  Result<Alert> show(AlertId id) override;
  Status acknowledge(AlertId id, std::string_view who, std::string_view note, Instant now) override;

 private:
  Status insert(const NewAlert& alert, Instant now);

  Database& database_;
};

Status SqliteAlerts::insert(const NewAlert& alert, Instant now) {
  const alerts::Raised& raised = alert.raised;
  const alerts::Content& content = alert.content;
  const std::string happened = raised.happened.text();
  const std::string due = raised.due.text();
  const std::string ages_out = raised.ages_out.text();
  const std::string fields = pack(content.fields);
  TRELLIS_TRY(database_.run(
      "INSERT INTO alert (alert_key, rule, child_id, organisation, role, purpose, severity,"
      " happened, due, ages_out, provider, connection, kind, title, sentence, fields, level,"
      " agreement, clause, raised_at)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
      " $19, $20)",
      {std::string_view(raised.key),
       std::string_view(raised.rule),
       raised.child.number(),
       std::string_view(raised.organisation),
       std::string_view(raised.role),
       std::string_view(raised.purpose),
       alerts::to_string(raised.severity),
       text_or_null(happened),
       text_or_null(due),
       text_or_null(ages_out),
       std::string_view(alert.provider),
       std::string_view(alert.connection),
       std::string_view(alert.kind),
       std::string_view(content.title),
       std::string_view(content.sentence),
       std::string_view(fields),
       model::to_string(content.level),
       std::string_view(content.agreement),
       std::string_view(content.clause),
       microseconds(now)}));
  return done();
}

Result<std::optional<AlertId>> SqliteAlerts::raise(const NewAlert& alert, Instant now) {
  auto transaction = Transaction::begin(database_);
  if (!transaction.ok()) return transaction.error();
  auto known = database_.row("SELECT id, child_id FROM alert WHERE alert_key = $1",
                             {std::string_view(alert.raised.key)});
  if (!known.ok()) return known.error();
  std::optional<AlertId> raised;
  if (!*known) {
    TRELLIS_TRY(insert(alert, now));
    raised = AlertId(database_.last_id());
  } else if ((*known)->whole(1) != alert.raised.child.number()) {
    TRELLIS_TRY(database_.run("UPDATE alert SET child_id = $1 WHERE id = $2",
                              {alert.raised.child.number(), (*known)->whole(0)}));
  }
  TRELLIS_TRY(transaction->commit());
  return raised;
}

Result<std::vector<Alert>> SqliteAlerts::list(const alerts::AlertFilter& filter) {
  const std::string today = filter.today.text();
  auto rows = database_.rows(
      "SELECT id, alert_key, rule, child_id, organisation, role, purpose, severity, happened, due,"
      " ages_out, provider, connection, kind, title, sentence, fields, level, agreement, clause,"
      " raised_at, acknowledged_by, acknowledged_note, acknowledged_at FROM alert"
      " WHERE id > $1 AND ($2 = '' OR organisation = $3) AND ($4 = '' OR role = $5)"
      " AND ($6 = 0 OR child_id = $7) AND ($8 = 0 OR acknowledged_at IS NULL)"
      " AND ($9 = '' OR ages_out IS NULL OR ages_out >= $10) ORDER BY id LIMIT $11",
      {filter.after.number(), std::string_view(filter.organisation),
       std::string_view(filter.organisation), std::string_view(filter.role),
       std::string_view(filter.role), filter.child.number(), filter.child.number(),
       std::int64_t{filter.open_only ? 1 : 0}, std::string_view(today), std::string_view(today),
       static_cast<std::int64_t>(std::min(filter.limit, most_listed))});
  if (!rows.ok()) return rows.error();
  std::vector<Alert> found;
  for (const Row& row : *rows) found.push_back(alert_in(row));
  return found;
}

Result<Alert> SqliteAlerts::show(AlertId id) {
  auto row = database_.row(
      "SELECT id, alert_key, rule, child_id, organisation, role, purpose, severity, happened, due,"
      " ages_out, provider, connection, kind, title, sentence, fields, level, agreement, clause,"
      " raised_at, acknowledged_by, acknowledged_note, acknowledged_at FROM alert WHERE id = $1",
      {id.number()});
  if (!row.ok()) return row.error();
  if (!*row) return Error{Fault::not_found, "there is no alert " + to_string(id)};
  return alert_in(**row);
}

Status SqliteAlerts::acknowledge(AlertId id, std::string_view who, std::string_view note,
                                 Instant now) {
  if (who.empty()) return Error{Fault::invalid, "say who acknowledges the alert"};
  auto changed = database_.run(
      "UPDATE alert SET acknowledged_by = $1, acknowledged_note = $2, acknowledged_at = $3"
      " WHERE id = $4 AND acknowledged_at IS NULL",
      {who, note, microseconds(now), id.number()});
  if (!changed.ok()) return changed.error();
  if (*changed == 1) return done();
  auto known = show(id);
  if (!known.ok()) return known.error();
  return Error{Fault::conflict, "alert " + to_string(id) + " was already acknowledged"};
}

}  // namespace

std::unique_ptr<alerts::AlertStore> make_alert_store(Database& database) {
  return std::make_unique<SqliteAlerts>(database);
}

}  // namespace trellis::store
