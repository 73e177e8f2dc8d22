#include "hub/app/link/table_reader.hpp"

#include "hub/base/text.hpp"
#include "hub/formats/csv_reader.hpp"
#include "hub/mapping/file_source.hpp"

namespace trellis::app {
namespace {

// Says which rows cannot be used, and goes on.
class RefusedRows final : public formats::CutSink {
 public:
  explicit RefusedRows(const CommandContext& context) : context_(context) {}
  Status record(const formats::CutRecord&) override { return done(); }
  Status bad(const formats::BadPiece& piece) override {
    constexpr std::size_t most_said = 20;
    if (++count_ <= most_said) context_.say(to_string(piece.error));
    return done();
  }
  std::size_t count() const { return count_; }

 private:
  const CommandContext& context_;
  std::size_t count_ = 0;
};

// The cells of a CSV row, without the blanks around them.
class Cells {
 public:
  Status split(std::string_view row) {
    if (auto problem = formats::split_csv_row(row, ',', limits_, cells_))
      return Error{Fault::invalid, problem->sentence};
    values_.clear();
    kept_.clear();
    kept_.reserve(cells_.size());
    for (const formats::CsvCell& cell : cells_)
      values_.push_back(
          text::trim(cell.has_doubled_quotes ? kept_.emplace_back(cell.value()) : cell.raw));
    return done();
  }
  const std::vector<std::string_view>& values() const { return values_; }
  std::vector<std::string> names() const { return {values_.begin(), values_.end()}; }

 private:
  formats::Limits limits_;
  std::vector<formats::CsvCell> cells_;
  std::vector<std::string_view> values_;
  std::vector<std::string> kept_;
};

class Reading {
 public:
  Reading(const CommandContext& context, const TableReader::Start& start,
          const TableReader::Take& take)
      : start_(start), take_(take), refused_(context), progress_(context, "reading") {}

  // Whether to go on with the next.
  Result<bool> read(std::uint32_t file, formats::ByteSource& source) {
    const formats::CsvSettings settings;
    formats::CsvReader reader(source, settings, limits_, refused_);
    TRELLIS_LET(bool goes_on, reader.open());
    if (!goes_on) return true;
    TRELLIS_TRY(cells_.split(reader.header()));
    TRELLIS_TRY(start_(file, cells_.names()));
    const std::size_t refused_before = refused_.count();
    for (std::uint64_t row = 1;; ++row) {
      TRELLIS_LET(goes_on, reader.next());
      if (!goes_on) return true;
      TRELLIS_TRY(cells_.split(reader.row()));
      const std::uint64_t number = row + refused_.count() - refused_before;
      if (!take_(number, cells_.values())) return false;
      if (++count_ % 10'000 == 0) progress_.at(count_);
    }
  }
  std::size_t refused() const { return refused_.count(); }

 private:
  const TableReader::Start& start_;
  const TableReader::Take& take_;
  formats::Limits limits_;
  RefusedRows refused_;
  Progress progress_;
  Cells cells_;
  std::uint64_t count_ = 0;
};

}  // namespace

Result<std::size_t> TableReader::read(const std::vector<std::string>& files, const Start& start,
                                      const Take& take) {
  Reading reading(context_, start, take);
  bool goes_on = true;
  for (std::uint32_t f = 0; f < files.size() && goes_on; ++f) {
    TRELLIS_LET(const auto sources, mapping::open_files(files[f]));
    for (const auto& source : sources) {
      if (!goes_on) break;
      TRELLIS_LET(goes_on, reading.read(f, *source));
    }
  }
  return reading.refused();
}

}  // namespace trellis::app
