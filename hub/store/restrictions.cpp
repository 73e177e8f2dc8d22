#include "hub/store/restrictions.hpp"

#include "hub/store/columns.hpp"
#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

using pipeline::Ending;
using pipeline::Restriction;
using pipeline::RestrictionId;

Date date_in(const Row& row, std::size_t column) {
  const auto date = Date::parse(row.text(column));
  return date.ok() ? *date : Date();
}

// The columns in the order of `select`.
Restriction restriction_in(const Row& row) {
  Restriction one;
  one.id = RestrictionId(row.whole(0));
  one.subject = SubjectId(row.whole(1));
  one.record = RecordId(row.whole(2));
  one.held = HeldId(row.whole(3));
  one.digest = digest_in(row, 4);
  one.features = row.text(5);
  pipeline::Statement& statement = one.statement;
  statement.lifts = row.whole(6) != 0;
  statement.scope = model::parse_restriction_scope(row.text(7));
  statement.wording = row.text(8);
  statement.about = row.text(9);
  statement.is_for_household = row.whole(10) != 0;
  statement.reason = row.text(11);
  statement.authority = row.text(12);
  statement.from = date_in(row, 13);
  statement.until = date_in(row, 14);
  one.made_by = row.text(15);
  one.told_at = instant(row.whole(16));
  one.is_stated = row.whole(17) != 0;
  if (!row.is_null(18))
    one.ended = Ending{instant(row.whole(18)), row.text(19), row.text(20), row.text(21)};
  one.is_held_open = row.text(22) == "waiting";
  return one;
}

const std::string select =
    "SELECT r.id, r.subject_id, r.record_id, r.held_id, r.digest, r.features, r.lifts, r.scope,"
    " r.wording, r.about, r.household, r.reason, r.authority, r.valid_from, r.valid_to, r.made_by,"
    " r.told_at, r.stated, r.ended_at, r.ended_by, r.ended_reason, r.ended_authority, h.state"
    " FROM restriction r LEFT JOIN held h ON h.id = r.held_id";

std::string_view scope_text(const pipeline::Statement& statement) {
  return statement.scope ? model::to_string(*statement.scope) : std::string_view();
}

class SqliteRestrictions final : public pipeline::Restrictions {
 public:
  explicit SqliteRestrictions(Database& database) : database_(database) {}

  Result<RestrictionId> add(const Restriction& restriction) override;
  Status restate(const Restriction& restriction) override;
  Status end(RestrictionId id, const Ending& ending) override;
  Result<std::vector<Restriction>> of(SubjectId subject) override {
    static const std::string sql = select + " WHERE r.subject_id = $1 ORDER BY r.id";
    return found(database_.rows(sql, {subject.number()}));
  }
  Result<std::vector<Restriction>> of(RecordId record) override {
    static const std::string sql = select + " WHERE r.record_id = $1 ORDER BY r.id";
    return found(database_.rows(sql, {record.number()}));
  }
  Result<std::vector<Restriction>> of(HeldId held) override {
    static const std::string sql = select + " WHERE r.held_id = $1 ORDER BY r.id";
    return found(database_.rows(sql, {held.number()}));
  }
  Result<std::vector<Restriction>> held_for(ConnectionId connection,
                                            std::string_view key) override {
    static const std::string sql =
        select +
        " WHERE r.held_id > 0 AND h.state = 'waiting' AND h.connection_id = $1"
        " AND h.source_key = $2 ORDER BY r.id";
    return found(database_.rows(sql, {connection.number(), key}));
  }
  Result<bool> has_held() override;
  Result<std::vector<Restriction>> for_households() override {
    static const std::string sql =
        select + " WHERE r.household = 1 AND r.lifts = 0 AND r.ended_at IS NULL ORDER BY r.id";
    return found(database_.rows(sql));
  }
  Result<std::vector<Restriction>> without_child() override {
    static const std::string sql =
        select +
        " LEFT JOIN match_link l ON l.subject_id = r.subject_id"
        " WHERE r.held_id > 0 AND h.state = 'waiting' AND l.subject_id IS NULL ORDER BY r.id";
    return found(database_.rows(sql));
  }
  Result<std::vector<SubjectId>> subjects() override;
  Result<std::vector<Restriction>> all() override {
    static const std::string sql = select + " ORDER BY r.id";
    return found(database_.rows(sql));
  }
  Result<bool> is_filled() override;
  Status set_filled(Instant now) override;

 private:
  static Result<std::vector<Restriction>> found(Result<std::vector<Row>> rows);

  Database& database_;
};

Result<std::vector<Restriction>> SqliteRestrictions::found(Result<std::vector<Row>> rows) {
  if (!rows.ok()) return rows.error();
  std::vector<Restriction> all;
  for (const Row& row : *rows) all.push_back(restriction_in(row));
  return all;
}

Result<RestrictionId> SqliteRestrictions::add(const Restriction& restriction) {
  const pipeline::Statement& statement = restriction.statement;
  const std::string from = statement.from.text(), until = statement.until.text();
  TRELLIS_TRY(database_.run(
      "INSERT INTO restriction (subject_id, record_id, held_id, digest, features, lifts, scope,"
      " wording, about, household, reason, authority, valid_from, valid_to, made_by, told_at,"
      " stated) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
      "$17)",
      {restriction.subject.number(), restriction.record.number(), restriction.held.number(),
       blob(restriction.digest), Blob{restriction.features}, std::int64_t{statement.lifts},
       scope_text(statement), statement.wording, statement.about,
       std::int64_t{statement.is_for_household}, statement.reason, statement.authority, from, until,
       restriction.made_by, microseconds(restriction.told_at),
       std::int64_t{restriction.is_stated}}));
  return RestrictionId(database_.last_id());
}

Status SqliteRestrictions::restate(const Restriction& restriction) {
  const pipeline::Statement& statement = restriction.statement;
  const std::string from = statement.from.text(), until = statement.until.text();
  TRELLIS_TRY(database_.run(
      "UPDATE restriction SET record_id = $1, held_id = $2, digest = $3, stated = $4, scope = $5,"
      " wording = $6, about = $7, reason = $8, authority = $9, valid_from = $10, valid_to = $11,"
      " subject_id = $12 WHERE id = $13",
      {restriction.record.number(), restriction.held.number(), blob(restriction.digest),
       std::int64_t{restriction.is_stated}, scope_text(statement), statement.wording,
       statement.about, statement.reason, statement.authority, from, until,
       restriction.subject.number(), restriction.id.number()}));
  return done();
}

Status SqliteRestrictions::end(RestrictionId id, const Ending& ending) {
  TRELLIS_LET(
      auto changed,
      database_.run(
          "UPDATE restriction SET ended_at = $1, ended_by = $2, ended_reason = $3,"
          " ended_authority = $4 WHERE id = $5 AND ended_at IS NULL",
          {microseconds(ending.at), ending.who, ending.reason, ending.authority, id.number()}));
  if (changed == 1) return done();
  return Error{Fault::conflict, "restriction " + to_string(id) + " has ended already"};
}

Result<bool> SqliteRestrictions::has_held() {
  TRELLIS_LET(auto row,
              database_.row("SELECT r.id FROM restriction r JOIN held h ON h.id = r.held_id"
                            " WHERE r.held_id > 0 AND h.state = 'waiting' LIMIT 1"));
  return row.has_value();
}

Result<std::vector<SubjectId>> SqliteRestrictions::subjects() {
  TRELLIS_LET(auto rows,
              database_.rows("SELECT DISTINCT subject_id FROM restriction WHERE subject_id > 0"));
  std::vector<SubjectId> all;
  for (const Row& row : rows) all.emplace_back(row.whole(0));
  return all;
}

Result<bool> SqliteRestrictions::is_filled() {
  TRELLIS_LET(auto row, database_.row("SELECT at FROM restriction_filled LIMIT 1"));
  return row.has_value();
}

Status SqliteRestrictions::set_filled(Instant now) {
  TRELLIS_TRY(
      database_.run("INSERT INTO restriction_filled (at) VALUES ($1)", {microseconds(now)}));
  return done();
}

}  // namespace

std::unique_ptr<pipeline::Restrictions> make_restrictions(Database& database) {
  return std::make_unique<SqliteRestrictions>(database);
}

}  // namespace trellis::store
