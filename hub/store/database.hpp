#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "hub/base/result.hpp"

// Store: SQLite behind the ports of the floors above. SQL is fixed text with $1, $2 placeholders.
namespace trellis {
struct Patience;
}

namespace trellis::store {

struct Migration;
class TransactionWatch;

struct Blob {
  std::string_view bytes;
};
// What a placeholder takes. Views are read during the call only.
using Bind = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Blob>;

// One row of an answer; columns count from 0.
class Row {
 public:
  using Column = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
  explicit Row(std::vector<Column> columns) : columns_(std::move(columns)) {}
  bool is_null(std::size_t column) const;
  std::int64_t whole(std::size_t column) const;  // 0 for null
  double number(std::size_t column) const;
  const std::string& text(std::size_t column) const;  // empty for null; blobs too
  std::optional<std::int64_t> maybe_whole(std::size_t column) const;

 private:
  std::vector<Column> columns_;
};

// One SQLite file with one session. Not shared: one thread at a time. Statements are prepared once
// per SQL text. Whatever writes, and every checkpoint, takes its turn among all programs: Debian
// 12's SQLite may damage a file that one connection checkpoints while another writes.
class Database {
 public:
  // Opens or makes the file (":memory:" too), sets the pragmas, runs the migrations that are
  // missing.
  static Result<std::unique_ptr<Database>> open(const std::string& file);
  static Result<std::unique_ptr<Database>> open(const std::string& file,
                                                std::span<const Migration> migrations);
  static Result<std::unique_ptr<Database>> open(const std::string& file,
                                                std::span<const Migration> migrations,
                                                const Patience& patience);
  ~Database();

  // Runs a statement that returns no rows; the count of changed rows.
  Result<std::int64_t> run(std::string_view sql, std::initializer_list<Bind> binds = {});
  Result<std::vector<Row>> rows(std::string_view sql, std::initializer_list<Bind> binds = {});
  Result<std::optional<Row>> row(std::string_view sql, std::initializer_list<Bind> binds = {});
  Status script(const std::string& sql);  // several statements, without values: migrations
  std::int64_t last_id() const;           // of the row inserted last
  bool has_table(const char* name) const;

  Status begin();  // BEGIN IMMEDIATE
  Status commit();
  void roll_back() noexcept;  // nothing to do outside a transaction
  bool in_transaction() const noexcept;
  void watch(TransactionWatch& watch);  // outlives the last transaction

 private:
  struct State;
  explicit Database(std::unique_ptr<State> state);
  Status set_up();
  std::unique_ptr<State> state_;
};

// All or nothing: rolls back unless committed. Inside another transaction it joins that one as a
// savepoint: what it wrote lasts only if both are committed.
class Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept;
  ~Transaction();
  Status commit();

 private:
  Transaction(Database& database, bool owns) : database_(&database), owns_(owns) {}
  Database* database_;
  bool owns_;
};

}  // namespace trellis::store
