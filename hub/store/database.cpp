#include "hub/store/database.hpp"

#include <array>
#include <cassert>
#include <cerrno>
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
#include "hub/store/write_lock.hpp"

namespace trellis::store {

namespace {

constexpr std::size_t most_bytes = 1'000'000'000;  // of one value: SQLite's own limit
constexpr const char* in_memory = ":memory:";
constexpr int busy_timeout_ms = 2000;
constexpr int most_pages_to_copy = 1000;  // of 4 KiB: SQLite's own default

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

// Of a statement that was just prepared.
bool does_it_write(sqlite3* session, std::string_view sql) {
  for (sqlite3_stmt* each = sqlite3_next_stmt(session, nullptr); each != nullptr;
       each = sqlite3_next_stmt(session, each))
    if (sqlite3_sql(each) == sql) return sqlite3_stmt_readonly(each) == 0;
  return true;
}

bool keeps_a_log(sqlite3* session) {
  bool is_log = false;
  const auto read = [](void* found, int, char** values, char**) {
    *static_cast<bool*>(found) = std::string_view(values[0]) == "wal";
    return 0;
  };
  sqlite3_exec(session, "PRAGMA journal_mode", read, &is_log, nullptr);
  return is_log;
}

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

}  // namespace

struct Database::State {
  State(const std::string& file, const Patience& patience)
      : lock(file == in_memory ? std::string() : file, patience), session("SQLite", file) {}

  WriteLock lock;  // given back after the session is closed
  Poco::Data::Session session;
  struct Prepared {
    Statement statement;
    bool does_write;
  };
  // Before the session is closed, every statement must be gone: declared after it.
  std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> statements;
  struct Recent {
    const char* at = nullptr;
    std::string_view sql;
    Prepared* prepared = nullptr;
  };
  std::array<Recent, 128> recents;
  std::vector<TransactionWatch*> watches;
  int pages_to_copy = 0;  // of the write-ahead log, as of the last commit
  bool has_written = false;
  bool in_transaction = false;
  bool lost_transaction =
      false;  // SQLite rolled back by itself: nothing more may be written as part of it

  // Nearly all SQL is one text in the program: found by where it stands, which says less than what
  // it is, and costs less to ask.
  Prepared& prepared(std::string_view sql) {
    Recent& recent = recents[(reinterpret_cast<std::uintptr_t>(sql.data()) >> 3U) % recents.size()];
    if (recent.at == sql.data() && recent.sql == sql) return *recent.prepared;
    auto known = statements.find(sql);
    if (known == statements.end()) {
      Statement statement(session, sql);
      const bool does_write = does_it_write(handle(), sql);
      known =
          statements.emplace(std::string(sql), Prepared{std::move(statement), does_write}).first;
    }
    recent = {sql.data(), known->first, &known->second};
    return known->second;
  }

  sqlite3* handle() const { return Poco::Data::SQLite::Utility::dbHandle(session); }

  // What is written by itself is a transaction of its own.
  Status take_turn() {
    if (!in_transaction) TRELLIS_TRY(lock.take());
    return done();
  }
  void end_turn() noexcept {
    if (in_transaction || !lock.is_held()) return;
    has_written = true;
    if (pages_to_copy >= most_pages_to_copy) copy_log(SQLITE_CHECKPOINT_PASSIVE);
    lock.give_back();
  }
  // Into the database file. What readers still need stays in the log, and nobody waits for them.
  void copy_log(int how) noexcept {
    sqlite3_busy_timeout(handle(), 0);
    if (sqlite3_wal_checkpoint_v2(handle(), nullptr, how, nullptr, nullptr) == SQLITE_OK)
      pages_to_copy = 0;
    sqlite3_busy_timeout(handle(), busy_timeout_ms);
  }
  // Whoever writes just now will do it when it ends.
  void copy_what_was_written() noexcept {
    if (!has_written || in_transaction) return;
    const auto taken = lock.try_take();
    if (!taken.ok() || !*taken) return;
    copy_log(SQLITE_CHECKPOINT_TRUNCATE);
    lock.give_back();
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
    const Turn turn(*this);
    try {
      Prepared& known = prepared(sql);
      running = &known.statement;
      if (known.does_write) TRELLIS_TRY(take_turn());
      running->start({binds.begin(), binds.size()});
      return use(*running);
    } catch (const Poco::Exception& exception) {
      Error error = failed(exception);
      if (running != nullptr) running->stop();
      return error;
    }
  }

  // Ends what a statement by itself has taken.
  class Turn {
   public:
    explicit Turn(State& state) : state_(state) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { state_.end_turn(); }

   private:
    State& state_;
  };
};

Database::Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
Database::~Database() {
  roll_back();
  state_->copy_what_was_written();
}

Result<std::unique_ptr<Database>> Database::open(const std::string& file) {
  return open(file, migrations());
}

Result<std::unique_ptr<Database>> Database::open(const std::string& file,
                                                 std::span<const Migration> migrations) {
  return open(file, migrations, Patience{});
}

Result<std::unique_ptr<Database>> Database::open(const std::string& file,
                                                 std::span<const Migration> migrations,
                                                 const Patience& patience) {
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
  if (file != in_memory) TRELLIS_TRY(make_private(file));

  std::unique_ptr<Database> database;
  try {
    database.reset(new Database(std::make_unique<State>(file, patience)));
  } catch (const Poco::Exception&) {
    return no_such_folder(file);
  }
  TRELLIS_TRY(database->set_up());
  TRELLIS_TRY(migrate(*database, migrations));
  return database;
}

Status Database::set_up() {
  sqlite3* const handle = state_->handle();
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  // Checkpoints happen in this program's turn only: never by SQLite itself, nor when it closes.
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_wal_autocheckpoint(handle, 0);
  sqlite3_wal_hook(
      handle,
      [](void* state, sqlite3*, const char*, int pages) {
        static_cast<State*>(state)->pages_to_copy = pages;
        return SQLITE_OK;
      },
      state_.get());
  // Of this session alone: nothing is written.
  for (const char* pragma : {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON",
                             "PRAGMA cache_size = -65536", "PRAGMA temp_store = MEMORY"})
    sqlite3_exec(handle, pragma, nullptr, nullptr, nullptr);
  if (keeps_a_log(handle)) return done();
  TRELLIS_TRY(rows("PRAGMA journal_mode = WAL"));
  return done();
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
  const State::Turn turn(*state_);
  try {
    TRELLIS_TRY(state_->take_turn());
    Poco::Data::Statement statement(state_->session);
    statement << sql;
    statement.execute();
    return done();
  } catch (const Poco::Exception& exception) {
    return state_->failed(exception);
  }
}

std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(state_->handle()); }

bool Database::has_table(const char* name) const {
  return sqlite3_table_column_metadata(state_->handle(), nullptr, name, nullptr, nullptr, nullptr,
                                       nullptr, nullptr, nullptr) == SQLITE_OK;
}

Status Database::begin() {
  if (state_->in_transaction)
    return Error{Fault::conflict, "a transaction is open already: commit or roll it back first"};
  TRELLIS_TRY(state_->take_turn());
  state_->in_transaction = true;
  auto begun = run("BEGIN IMMEDIATE");
  if (!begun.ok()) {
    state_->in_transaction = state_->lost_transaction = false;
    state_->end_turn();
    return std::move(begun).error();
  }
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
  state_->end_turn();
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
  state_->end_turn();
}

bool Database::in_transaction() const noexcept { return state_->in_transaction; }
void Database::watch(TransactionWatch& watch) { state_->watches.push_back(&watch); }

}  // namespace trellis::store
