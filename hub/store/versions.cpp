#include "hub/store/versions.hpp"

#include "hub/store/columns.hpp"
#include "hub/store/database.hpp"
#include "hub/store/dictionary.hpp"

namespace trellis::store {
namespace {

constexpr std::uint64_t most_bytes = std::uint64_t{256} << 20;

std::optional<Instant> maybe_instant(const Row& row, std::size_t column) {
  const auto at = row.maybe_whole(column);
  return at ? std::optional(instant(*at)) : std::nullopt;
}

class Versions final : public desk::VersionStore {
 public:
  explicit Versions(Database& database) : database_(database), dictionaries_(database) {}

  Result<VersionId> last() override {
    TRELLIS_LET(auto row, database_.row("SELECT coalesce(max(id), 0) FROM record_version"));
    return VersionId(row->whole(0));
  }

  Result<std::vector<VersionId>> after(VersionId last, std::size_t most) override {
    TRELLIS_LET(auto rows,
                database_.rows("SELECT id FROM record_version WHERE id > $1 ORDER BY id LIMIT $2",
                               {last.number(), static_cast<std::int64_t>(most)}));
    std::vector<VersionId> ids;
    for (const Row& row : rows) ids.emplace_back(row.whole(0));
    return ids;
  }

  Result<std::optional<desk::StoredVersion>> version(VersionId id, SubjectId had) override;

  Status mark_damaged(VersionId id, std::string_view what, Instant now) override {
    TRELLIS_LET(auto transaction, Transaction::begin(database_));
    TRELLIS_TRY(
        database_.run("INSERT INTO damaged_version (version_id, what, found_at) VALUES ($1, $2, $3)"
                      " ON CONFLICT (version_id) DO NOTHING",
                      {id.number(), what, microseconds(now)}));
    return transaction.commit();
  }

  Result<std::vector<std::string>> damaged_dictionaries() override {
    return dictionaries_.damaged();
  }

 private:
  std::optional<std::string> unpacked(const std::string& frame) {
    auto bytes = dictionaries_.decompress(frame, most_bytes);
    if (!bytes.ok()) return std::nullopt;
    return *std::move(bytes);
  }

  Database& database_;
  Dictionaries dictionaries_;
};

Result<std::optional<desk::StoredVersion>> Versions::version(VersionId id, SubjectId had) {
  TRELLIS_LET(
      auto found,
      database_.row(
          "SELECT v.record_id, c.name, r.source_key, s.source_key, v.media_type, v.mapping,"
          " v.mapping_version, v.digest, v.kinds, v.observations, v.raw, v.recorded_at,"
          " v.superseded_at, d.found_at, (SELECT n.recorded_at FROM record_version n"
          " WHERE n.record_id = v.record_id AND n.id > v.id ORDER BY n.id LIMIT 1)"
          " FROM record_version v LEFT JOIN record r ON r.id = v.record_id"
          " LEFT JOIN connection c ON c.id = r.connection_id"
          " LEFT JOIN subject s ON s.id = CASE WHEN v.superseded_at IS NULL OR $1 = 0"
          " THEN r.subject_id ELSE $1 END LEFT JOIN damaged_version d ON d.version_id = v.id"
          " WHERE v.id = $2",
          {had.number(), id.number()}));
  if (!found) return std::optional<desk::StoredVersion>();
  const Row& row = *found;
  desk::StoredVersion version;
  version.id = id;
  version.record = RecordId(row.whole(0));
  version.connection = row.text(1);
  version.key = row.text(2);
  version.subject_key = row.text(3);
  version.media_type = row.text(4);
  version.mapping = row.text(5);
  version.mapping_version = row.text(6);
  version.digest = digest_in(row, 7);
  version.kinds = row.text(8);
  version.observations = unpacked(row.text(9));
  version.bytes = unpacked(row.text(10));
  version.recorded_at = instant(row.whole(11));
  version.is_current = row.is_null(12);
  version.found_damaged_at = maybe_instant(row, 13);
  version.next_recorded_at = maybe_instant(row, 14);
  return std::optional(std::move(version));
}

}  // namespace

std::unique_ptr<desk::VersionStore> make_versions(Database& database) {
  return std::make_unique<Versions>(database);
}

}  // namespace trellis::store
