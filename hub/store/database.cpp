#include "hub/store/database.hpp"

#include <array>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>
#include <unordered_map>
#include <utility>

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <sqlite3.h>

#include "hub/store/fault.hpp"
#include "hub/store/migration.hpp"
#include "hub/store/statement.hpp"
#include "hub/store/transaction_watch.hpp"

namespace trellis::store {

namespace {

constexpr std::size_t most_bytes = 1'000'000'000;  // of one value: SQLite's own limit

Error no_such_folder(const std::string& file) {
  return {Fault::unavailable,
          "the database cannot be made or opened: its folder must exist, and this "
          "user may read and write it",
          Place{file, 0, 0, {}}};
}

// Makes the file readable by its owner only, before SQLite makes it readable by all.
Status make_private(const std::string& file) {
  const int made = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) {
    ::close(made);
    return done();
  }
  if (errno == ENOSPC || errno == EDQUOT)
    return Error{Fault::unavailable, "the disk is full: free space where the database is to be"};
  if (errno == EROFS || errno == EACCES) return done();  // perhaps it can still be read
  return no_such_folder(file);
}

Status check(const Bind& bind) {
  const auto* text = std::get_if<std::string_view>(&bind);
  if (text != nullptr && text->find('\0') != std::string_view::npos)
    return Error{Fault::invalid, "a text has a zero byte, which the store cannot hold in a text"};
  const auto* blob = std::get_if<Blob>(&bind);
  const std::size_t size = text != nullptr   ? text->size()
                           : blob != nullptr ? blob->bytes.size()
                                             : 0;
  if (size > most_bytes)
    return Error{Fault::invalid, "a value is larger than the store takes (1 GB)"};
  return done();
}

template <typename Number>
Number number_in(const std::string& text) {
  Number number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  assert(fault == std::errc{} && end == text.data() + text.size() && "the column is no number");
  return number;
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace

bool Row::is_null(std::size_t column) const {
  return std::holds_alternative<std::nullptr_t>(columns_.at(column));
}

std::int64_t Row::whole(std::size_t column) const { return maybe_whole(column).value_or(0); }

double Row::number(std::size_t column) const {
  const Column& value = columns_.at(column);
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* text = std::get_if<std::string>(&value)) return number_in<double>(*text);
  return 0;
}

const std::string& Row::text(std::size_t column) const {
  static const std::string none;
  const Column& value = columns_.at(column);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  assert(is_null(column) && "the column is a number");
  return none;
}

std::optional<std::int64_t> Row::maybe_whole(std::size_t column) const {
  const Column& value = columns_.at(column);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
  if (const auto* text = std::get_if<std::string>(&value)) return number_in<std::int64_t>(*text);
  assert(is_null(column) && "the column is no whole number");
  return std::nullopt;
}

struct Database::State {
  explicit State(const std::string& file) : session("SQLite", file) {}

  Poco::Data::Session session;
  // Before the session is closed, every statement must be gone: declared after it.
  std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements;
  struct Recent {
    const char* at = nullptr;
    std::string_view sql;
    Statement* statement = nullptr;
  };
  std::array<Recent, 128> recents;
  std::vector<TransactionWatch*> watches;
  bool in_transaction = false;
  bool lost_transaction =
      false;  // SQLite rolled back by itself: nothing more may be written as part of it

  // Nearly all SQL is one text in the program: found by where it stands, which says less than what
  // it is, and costs less to ask.
  Statement& statement(std::string_view sql) {
    Recent& recent = recents[(reinterpret_cast<std::uintptr_t>(sql.data()) >> 3U) % recents.size()];
    if (recent.at == sql.data() && recent.sql == sql) return *recent.statement;
    auto known = statements.find(sql);
    if (known == statements.end())
      known = statements.emplace(std::string(sql), Statement(session, sql)).first;
    recent = {sql.data(), known->first, &known->second};
    return known->second;
  }

  Error failed(const Poco::Exception& exception) {
    if (in_transaction && session.getFeature("autoCommit")) lost_transaction = true;
    return fault_of(exception);
  }

  // Calls `use` with the started statement.
  template <typename Use>
  auto with(std::string_view sql, std::initializer_list<Bind> binds, Use&& use)
      -> Result<std::invoke_result_t<Use, Statement&>> {
    if (lost_transaction)
      return Error{Fault::unavailable,
                   "the transaction failed before: roll it back and begin again"};
    for (const Bind& bind : binds) TRELLIS_TRY(check(bind));
    Statement* running = nullptr;
    try {
      running = &statement(sql);
      running->start({binds.begin(), binds.size()});
      return use(*running);
    } catch (const Poco::Exception& exception) {
      Error error = failed(exception);
      if (running != nullptr) running->stop();
      return error;
    }
  }
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& file) {
  return open(file, migrations());
}

Result<std::unique_ptr<Database>> Database::open(const std::string& file,
                                                 std::span<const Migration> migrations) {
  static const bool registered = [] {
    // A session is used by one thread at a time: SQLite's own locks and counts would only cost.
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    // Small memory without malloc: prepared statements keep more of it than SQLite expects.
    sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 1000);
    Poco::Data::SQLite::Connector::registerConnector();
    return true;
  }();
  static_cast<void>(registered);
  if (file.empty()) return Error{Fault::invalid, "a database needs the name of a file"};
  if (file != ":memory:") TRELLIS_TRY(make_private(file));

  std::unique_ptr<Database> database;
  try {
    database.reset(new Database(std::make_unique<State>(file)));
  } catch (const Poco::Exception&) {
    return no_such_folder(file);
  }
  for (const char* pragma :
       {"PRAGMA busy_timeout = 2000", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -65536", "PRAGMA temp_store = MEMORY"})
    TRELLIS_TRY(database->rows(pragma));
  TRELLIS_TRY(migrate(*database, migrations));
  return database;
}

Result<std::int64_t> Database::run(std::string_view sql, std::initializer_list<Bind> binds) {
  return state_->with(sql, binds, [](Statement& statement) {
    while (statement.next()) continue;
    return statement.changed();
  });
}

Result<std::vector<Row>> Database::rows(std::string_view sql, std::initializer_list<Bind> binds) {
  return state_->with(sql, binds, [](Statement& statement) {
    std::vector<Row> rows;
    while (auto row = statement.next()) rows.push_back(*std::move(row));
    return rows;
  });
}

Result<std::optional<Row>> Database::row(std::string_view sql, std::initializer_list<Bind> binds) {
  return state_->with(sql, binds, [](Statement& statement) {
    auto row = statement.next();
    statement.stop();
    return row;
  });
}

Status Database::script(const std::string& sql) {
  if (state_->lost_transaction)
    return Error{Fault::unavailable, "the transaction failed before: roll it back and begin again"};
  try {
    Poco::Data::Statement statement(state_->session);
    statement << sql;
    statement.execute();
    return done();
  } catch (const Poco::Exception& exception) {
    return state_->failed(exception);
  }
}

std::int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(Poco::Data::SQLite::Utility::dbHandle(state_->session));
}

Status Database::begin() {
  if (state_->in_transaction)
    return Error{Fault::conflict, "a transaction is open already: commit or roll it back first"};
  TRELLIS_TRY(run("BEGIN IMMEDIATE"));
  state_->in_transaction = true;
  for (TransactionWatch* watch : state_->watches)
    if (Status heard = watch->begun(); !heard.ok()) {
      roll_back();
      return heard;
    }
  return done();
}

Status Database::commit() {
  assert(state_->in_transaction);
  Status last = done();
  for (TransactionWatch* watch : state_->watches)
    if (last.ok()) last = watch->committing();
  if (last.ok()) {
    auto committed = run("COMMIT");
    if (!committed) last = std::move(committed).error();
  }
  if (!last.ok()) {
    roll_back();
    return last;
  }
  state_->in_transaction = false;
  for (TransactionWatch* watch : state_->watches) watch->committed();
  return done();
}

void Database::roll_back() noexcept {
  if (!state_->in_transaction) return;
  if (!std::exchange(state_->lost_transaction, false)) {
    // Where this fails, the transaction has ended already.
    const auto rolled_back = run("ROLLBACK");
    static_cast<void>(rolled_back);
  }
  state_->in_transaction = false;
  state_->lost_transaction = false;
}

bool Database::in_transaction() const noexcept { return state_->in_transaction; }
void Database::watch(TransactionWatch& watch) { state_->watches.push_back(&watch); }

Result<Transaction> Transaction::begin(Database& database) {
  const bool owns = !database.in_transaction();
  if (owns) {
    TRELLIS_TRY(database.begin());
  } else {
    TRELLIS_TRY(database.run("SAVEPOINT joined"));
  }
  return Transaction(database, owns);
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), owns_(other.owns_) {}

Transaction::~Transaction() {
  if (database_ == nullptr) return;
  if (owns_) {
    database_->roll_back();
    return;
  }
  // Where these fail, the whole transaction was lost, and its owner is told so.
  const auto undone = database_->run("ROLLBACK TO SAVEPOINT joined");
  const auto released = database_->run("RELEASE SAVEPOINT joined");
  static_cast<void>(undone);
  static_cast<void>(released);
}

Status Transaction::commit() {
  assert(database_ != nullptr && "committed once");
  Database& database = *std::exchange(database_, nullptr);
  if (owns_) return database.commit();
  TRELLIS_TRY(database.run("RELEASE SAVEPOINT joined"));
  return done();
}

}  // namespace trellis::store
