#include "hub/store/statement.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>
#include <utility>
#include <vector>

#include <Poco/Data/LOB.h>
#include <Poco/Data/SQLite/SQLiteStatementImpl.h>
#include <Poco/Data/SQLite/Utility.h>
#include <Poco/Data/Session.h>

namespace trellis::store {

namespace {

using Type = Poco::Data::MetaColumn::ColumnDataType;

// How a column is read. What has no declared type, such as count(*), comes as text: Row reads
// numbers from it.
enum class Reading { whole, number, text, blob };

Reading reading_of(Type type) {
  switch (type) {
    case Type::FDT_BOOL:
    case Type::FDT_INT8:
    case Type::FDT_UINT8:
    case Type::FDT_INT16:
    case Type::FDT_UINT16:
    case Type::FDT_INT32:
    case Type::FDT_UINT32:
    case Type::FDT_INT64:
    case Type::FDT_UINT64:
      return Reading::whole;
    case Type::FDT_FLOAT:
    case Type::FDT_DOUBLE:
      return Reading::number;
    case Type::FDT_BLOB:
      return Reading::blob;
    default:
      return Reading::text;
  }
}

Row::Column read(Poco::Data::AbstractExtractor& from, std::size_t column, Reading reading) {
  switch (reading) {
    case Reading::whole: {
      Poco::Int64 value = 0;
      if (from.extract(column, value)) return std::int64_t{value};
      break;
    }
    case Reading::number: {
      double value = 0;
      if (from.extract(column, value)) return value;
      break;
    }
    case Reading::blob: {
      Poco::Data::BLOB value;
      if (from.extract(column, value)) return std::string(value.begin(), value.end());
      break;
    }
    case Reading::text: {
      std::string value;
      if (from.extract(column, value)) return value;
      break;
    }
  }
  return nullptr;
}

// How many values the SQL takes. SQLite numbers $n by first appearance, PostgreSQL by n: they agree
// only where the SQL counts up.
std::size_t placeholders(std::string_view sql) {
  std::size_t count = 0;
  for (std::size_t at = sql.find('$'); at != std::string_view::npos; at = sql.find('$', at + 1)) {
    std::size_t number = 0;
    std::from_chars(sql.data() + at + 1, sql.data() + sql.size(), number);
    assert(number <= count + 1 && "placeholders appear in order, without gaps");
    count = std::max(count, number);
  }
  return count;
}

// All values of one execution, handed to Poco in one go. `bind` always has more, so that Poco
// starts from here again at the next execution.
class Values final : public Poco::Data::AbstractBinding {
 public:
  explicit Values(std::size_t placeholders) : placeholders_(placeholders), blobs_(placeholders) {}

  void set(std::span<const Bind> binds) { binds_ = binds; }

  std::size_t numOfColumnsHandled() const override { return placeholders_; }
  std::size_t numOfRowsHandled() const override { return 1; }
  bool canBind() const override { return true; }
  void reset() override {}
  void bind(std::size_t first) override {
    for (std::size_t place = 0; place < binds_.size(); ++place) bind(first + place, place);
  }

 private:
  void bind(std::size_t position, std::size_t place) {
    auto& binder = *getBinder();
    const Bind& value = binds_[place];
    if (const auto* whole = std::get_if<std::int64_t>(&value)) {
      binder.bind(position, Poco::Int64{*whole});
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      text_.assign(*text);
      binder.bind(position, text_);  // copies
    } else if (const auto* number = std::get_if<double>(&value)) {
      binder.bind(position, *number);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      bind_blob(position, place, blob->bytes);
    } else {
      binder.bind(position, Poco::Data::Keywords::null);
    }
  }

  void bind_blob(std::size_t position, std::size_t place, std::string_view bytes) {
    if (bytes.empty()) {  // an empty blob would be bound as null
      text_.clear();
      getBinder()->bind(position, text_);
      return;
    }
    const auto* first = reinterpret_cast<const unsigned char*>(bytes.data());
    blobs_[place].assignRaw(first, bytes.size());
    getBinder()->bind(position, blobs_[place]);  // refers to it until the statement has run
  }

  std::size_t placeholders_;
  std::span<const Bind> binds_;
  std::vector<Poco::Data::BLOB> blobs_;
  std::string text_;
};

}  // namespace

// Poco's own Statement prepares anew for every execution and keeps references to what is bound. Its
// implementation class, driven step by step, does neither.
class Statement::Prepared final : public Poco::Data::SQLite::SQLiteStatementImpl {
 public:
  Prepared(Poco::Data::SessionImpl& session, sqlite3* database, std::string_view sql)
      : SQLiteStatementImpl(session, database), placeholders_(placeholders(sql)) {
    add(sql);
    if (placeholders_ > 0) addBind(values_ = new Values(placeholders_));
    compileImpl();
    assert(!canCompile() && "one statement at a time");
    fixupBinding();
    extractor_ = extractor();
    for (std::size_t column = 0; column < columnsReturned(); ++column)
      readings_.push_back(reading_of(metaColumn(column).type()));
  }

  void start(std::span<const Bind> binds) {
    assert(binds.size() == placeholders_);
    begin(binds);
    changed_before_ = has_run_ ? affectedRowCount() : 0;  // before, it tells of another statement
  }

  std::optional<Row> take() {
    const bool has_row = hasNext();
    has_run_ = true;
    if (!has_row) return std::nullopt;
    std::vector<Row::Column> columns;
    columns.reserve(readings_.size());
    for (std::size_t column = 0; column < readings_.size(); ++column)
      columns.push_back(read(*extractor_, column, readings_[column]));
    next();
    return Row(std::move(columns));
  }

  // Poco counts up over all executions of a prepared statement.
  std::int64_t changed() const { return affectedRowCount() - changed_before_; }
  void stop() { begin({}); }

 private:
  void begin(std::span<const Bind> binds) {
    if (values_) values_->set(binds);
    bindImpl();
  }

  std::size_t placeholders_;
  Poco::SharedPtr<Values> values_;
  Poco::Data::AbstractExtraction::ExtractorPtr extractor_;
  std::vector<Reading> readings_;
  bool has_run_ = false;
  int changed_before_ = 0;
};

Statement::Statement(Poco::Data::Session& session, std::string_view sql)
    : prepared_(std::make_unique<Prepared>(*session.impl(),
                                           Poco::Data::SQLite::Utility::dbHandle(session), sql)) {}
Statement::~Statement() = default;
Statement::Statement(Statement&&) noexcept = default;

void Statement::start(std::span<const Bind> binds) { prepared_->start(binds); }
std::optional<Row> Statement::next() { return prepared_->take(); }
std::int64_t Statement::changed() const { return prepared_->changed(); }

void Statement::stop() noexcept {
  try {
    prepared_->stop();
  } catch (...) {  // what failed was already reported by the step that failed
  }
}

}  // namespace trellis::store
