#include "hub/formats/csv_reader.hpp"

namespace trellis::formats {

Status cut_csv(ByteSource& source, const CutJob& job) {
  auto known = CsvSettings::keys();
  known.insert(known.begin(), "format");
  TRELLIS_TRY(only_keys(job.settings, known));
  TRELLIS_LET(const auto settings, CsvSettings::read(job.settings));

  CsvReader reader(source, settings, job.limits, job.sink);
  auto goes_on = reader.open();
  if (!goes_on.ok()) return std::move(goes_on).error();
  if (!*goes_on) return done();

  std::string bytes = reader.header() + "\n";
  const std::size_t row_at = bytes.size();
  std::vector<Origin> origins = {{0, reader.header_place()}, {row_at, {}}};
  while (true) {
    goes_on = reader.next();
    if (!goes_on.ok()) return std::move(goes_on).error();
    if (!*goes_on) return done();
    bytes.resize(row_at);
    bytes += reader.row();
    origins[1].place = reader.place();
    TRELLIS_TRY(job.sink.record({reader.key(), csv_type, bytes, origins}));
  }
}

}  // namespace trellis::formats
