// links: hub_matching hub_formats
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "hub/base/text.hpp"
#include "hub/formats/csv_row.hpp"
#include "hub/linkage/candidates.hpp"
#include "hub/linkage/levels.hpp"

namespace {

using namespace trellis;
using namespace trellis::linkage;

const comparison::NameLists& lists() {
  static const comparison::NameLists lists{
      *comparison::Nicknames::parse("name,forms\nwilliam,bill will\n"),
      *comparison::NameWords::parse("words,are\nunknown,nobody\nvan,particle\nkaur,community\n")};
  return lists;
}

// Two records are to each other what they are the other way round.
void check_pairs(const Records& records) {
  const Comparer comparer(records, lists());
  const Candidates candidates(records, EqualRows(records), 5, 1);
  std::vector<std::uint32_t> others;
  for (std::uint32_t record = 0; record < records.count; ++record) {
    others.clear();
    candidates.after(record, others);
    for (const std::uint32_t other : others)
      if (other <= record || comparer.compare(record, other) != comparer.compare(other, record))
        std::abort();
  }
}

}  // namespace

// A line of fields as JSON, then a table as `trellis link` reads it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  constexpr std::size_t most_rows = 200;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  auto lines = text::split(text, "\n");
  const auto json = formats::Json::parse(lines.front(), "fields.json");
  if (!json.ok()) return 0;
  const auto fields = Fields::read(*json);
  if (!fields.ok()) return 0;
  Encoder encoder(*fields, lists().words, 1);
  const formats::Limits limits;
  std::vector<formats::CsvCell> cells;
  for (std::size_t i = 1; i < lines.size() && i < most_rows; ++i) {
    if (formats::split_csv_row(lines[i], ',', limits, cells)) continue;
    std::vector<std::string> values;
    for (const formats::CsvCell& cell : cells) values.push_back(cell.value());
    if (i == 1 && !encoder.start_table(values).ok()) return 0;
    if (i > 1) encoder.add({values.begin(), values.end()});
  }
  const auto records = encoder.take();
  if (records.ok()) check_pairs(*records);
  return 0;
}
