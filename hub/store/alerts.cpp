#include "hub/store/alerts.hpp"

#include <algorithm>
#include <set>

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
  found.alert.subject = SubjectId(row.whole(24));
  found.alert.said = row.text(25);
  found.alert.about = row.text(26);
  found.standing = alerts::parse_standing(row.text(27)).value_or(alerts::Standing::stands);
  found.revision = row.whole(28);
  found.revised_at = instant(row.whole(29));
  found.because = row.text(30);
  return found;
}

class SqliteAlerts final : public alerts::AlertStore {
 public:
  explicit SqliteAlerts(Database& database) : database_(database) {}

  Result<std::optional<AlertId>> raise(const NewAlert& alert, Instant now) override;
  Result<std::vector<Alert>> list(const alerts::AlertFilter& filter) override;
  Result<Alert> show(AlertId id) override;
  Result<std::vector<Alert>> about(ChildId child, const std::vector<SubjectId>& subjects) override;
  Status keep(const Alert& alert, alerts::Key key) override;
  Status owe_review(ChildId child, bool is_owed) override;
  Result<bool> owes_review(ChildId child) override;
  Result<std::vector<ChildId>> owed_reviews(std::string_view state) override;
  Status note_review(ChildId child, std::string_view state) override;
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
      " agreement, clause, raised_at, subject_id, said, about)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"
      " $19, $20, $21, $22, $23)",
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
       microseconds(now),
       alert.subject.number(),
       std::string_view(alert.said),
       std::string_view(alert.about)}));
  return done();
}

Result<std::optional<AlertId>> SqliteAlerts::raise(const NewAlert& alert, Instant now) {
  TRELLIS_LET(auto transaction, Transaction::begin(database_));
  TRELLIS_LET(auto known, database_.row("SELECT id, child_id FROM alert WHERE alert_key = $1",
                                        {std::string_view(alert.raised.key)}));
  std::optional<AlertId> raised;
  if (!known) {
    TRELLIS_TRY(insert(alert, now));
    raised = AlertId(database_.last_id());
  } else if (known->whole(1) != alert.raised.child.number()) {
    TRELLIS_TRY(database_.run("UPDATE alert SET child_id = $1 WHERE id = $2",
                              {alert.raised.child.number(), known->whole(0)}));
  }
  TRELLIS_TRY(transaction.commit());
  return raised;
}

Result<std::vector<Alert>> SqliteAlerts::list(const alerts::AlertFilter& filter) {
  const std::string today = filter.today.text();
  TRELLIS_LET(
      auto rows,
      database_.rows(
          "SELECT id, alert_key, rule, child_id, organisation, role, purpose, severity, happened, "
          "due,"
          " ages_out, provider, connection, kind, title, sentence, fields, level, agreement, "
          "clause,"
          " raised_at, acknowledged_by, acknowledged_note, acknowledged_at, subject_id,"
          " said, about, standing, revision, revised_at, because FROM alert"
          " WHERE id > $1 AND ($2 = '' OR organisation = $3) AND ($4 = '' OR role = $5)"
          " AND ($6 = 0 OR child_id = $7) AND ($8 = 0 OR acknowledged_at IS NULL"
          " OR acknowledged_at < revised_at)"
          " AND ($9 = '' OR ages_out IS NULL OR ages_out >= $10) ORDER BY id LIMIT $11",
          {filter.after.number(), std::string_view(filter.organisation),
           std::string_view(filter.organisation), std::string_view(filter.role),
           std::string_view(filter.role), filter.child.number(), filter.child.number(),
           std::int64_t{filter.open_only ? 1 : 0}, std::string_view(today), std::string_view(today),
           static_cast<std::int64_t>(std::min(filter.limit, most_listed))}));
  std::vector<Alert> found;
  for (const Row& row : rows) found.push_back(alert_in(row));
  return found;
}

Result<Alert> SqliteAlerts::show(AlertId id) {
  TRELLIS_LET(auto row,
              database_.row(
                  "SELECT id, alert_key, rule, child_id, organisation, role, purpose, severity, "
                  "happened, due,"
                  " ages_out, provider, connection, kind, title, sentence, fields, level, "
                  "agreement, clause,"
                  " raised_at, acknowledged_by, acknowledged_note, acknowledged_at, subject_id,"
                  " said, about, standing, revision, revised_at, because FROM alert WHERE id = $1",
                  {id.number()}));
  if (!row) return Error{Fault::not_found, "there is no alert " + to_string(id)};
  return alert_in(*row);
}

Result<std::vector<Alert>> SqliteAlerts::about(ChildId child,
                                               const std::vector<SubjectId>& subjects) {
  std::set<std::int64_t> ids;
  const auto add = [&](const Result<std::vector<Row>>& rows) {
    if (rows.ok())
      for (const Row& row : *rows) ids.insert(row.whole(0));
    return rows.ok() ? done() : Status(rows.error());
  };
  TRELLIS_TRY(add(database_.rows("SELECT id FROM alert WHERE child_id = $1", {child.number()})));
  for (const SubjectId subject : subjects)
    TRELLIS_TRY(
        add(database_.rows("SELECT id FROM alert WHERE subject_id = $1", {subject.number()})));
  std::vector<Alert> found;
  for (const std::int64_t id : ids) {
    TRELLIS_LET(auto alert, show(AlertId(id)));
    found.push_back(std::move(alert));
  }
  return found;
}

Status SqliteAlerts::keep(const Alert& alert, alerts::Key key) {
  const alerts::Content& content = alert.alert.content;
  const std::string happened = alert.alert.raised.happened.text();
  const std::string fields = pack(content.fields);
  const std::string mark = key == alerts::Key::freed ? "/was " + to_string(alert.id) : "";
  TRELLIS_TRY(database_.run(
      "UPDATE alert SET child_id = $1, happened = $2, title = $3, sentence = $4, fields = $5,"
      " level = $6, agreement = $7, clause = $8, subject_id = $9, said = $10, about = $11,"
      " standing = $12, revision = $13, revised_at = $14, because = $15,"
      " alert_key = alert_key || $16 WHERE id = $17",
      {alert.alert.raised.child.number(), text_or_null(happened), std::string_view(content.title),
       std::string_view(content.sentence), std::string_view(fields),
       model::to_string(content.level), std::string_view(content.agreement),
       std::string_view(content.clause), alert.alert.subject.number(),
       std::string_view(alert.alert.said), std::string_view(alert.alert.about),
       alerts::to_string(alert.standing), alert.revision, microseconds(alert.revised_at),
       std::string_view(alert.because), std::string_view(mark), alert.id.number()}));
  return done();
}

Status SqliteAlerts::owe_review(ChildId child, bool is_owed) {
  const char* sql = is_owed ? "INSERT OR REPLACE INTO review_owed (child_id) VALUES ($1)"
                            : "DELETE FROM review_owed WHERE child_id = $1";
  TRELLIS_TRY(database_.run(sql, {child.number()}));
  return done();
}

Result<bool> SqliteAlerts::owes_review(ChildId child) {
  TRELLIS_LET(auto row, database_.row("SELECT child_id FROM review_owed WHERE child_id = $1",
                                      {child.number()}));
  return row.has_value();
}

Result<std::vector<ChildId>> SqliteAlerts::owed_reviews(std::string_view state) {
  TRELLIS_LET(auto rows,
              database_.rows("SELECT child_id FROM review_owed WHERE state <> $1 ORDER BY child_id",
                             {state}));
  std::vector<ChildId> owed;
  for (const Row& row : rows) owed.emplace_back(row.whole(0));
  return owed;
}

Status SqliteAlerts::note_review(ChildId child, std::string_view state) {
  TRELLIS_TRY(database_.run("UPDATE review_owed SET state = $1 WHERE child_id = $2",
                            {state, child.number()}));
  return done();
}

Status SqliteAlerts::acknowledge(AlertId id, std::string_view who, std::string_view note,
                                 Instant now) {
  if (who.empty()) return Error{Fault::invalid, "say who acknowledges the alert"};
  TRELLIS_LET(
      auto changed,
      database_.run(
          "UPDATE alert SET acknowledged_by = $1, acknowledged_note = $2, acknowledged_at = $3"
          " WHERE id = $4 AND (acknowledged_at IS NULL OR acknowledged_at < revised_at)",
          {who, note, microseconds(now), id.number()}));
  if (changed == 1) return done();
  TRELLIS_TRY(show(id));
  return Error{Fault::conflict, "alert " + to_string(id) + " was already acknowledged"};
}

}  // namespace

std::unique_ptr<alerts::AlertStore> make_alert_store(Database& database) {
  return std::make_unique<SqliteAlerts>(database);
}

}  // namespace trellis::store
