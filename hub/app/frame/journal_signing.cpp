#include "hub/app/frame/journal_signing.hpp"

#include <filesystem>

#include "hub/store/database.hpp"

namespace trellis::app {
namespace {

using store::CheckpointFiles;

constexpr std::int64_t most_unsigned = 1000;  // entries, where a transaction has no more

}  // namespace

Status expect_a_database(const std::string& file) {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file, failed);
  if (!failed && size > 0) return done();
  return Error{Fault::conflict,
               "ALARM: hub.json names a key for the journal, and its database is not there or "
               "empty: find out who removed it, and put a backup back. A new hub: trellis init",
               {file, 0, 0, {}}};
}

SignedJournal::SignedJournal(SigningKey key, const Configuration& configuration,
                             store::Database& database, audit::Journal& journal, const Clock& clock)
    : database_(database),
      files_(configuration.journal_signing->checkpoints, configuration.journal_signing->to_syslog
                                                             ? CheckpointFiles::Copy::syslog
                                                             : CheckpointFiles::Copy::none),
      notary_(std::move(key), configuration.name, journal, files_, clock) {}

Result<std::unique_ptr<SignedJournal>> SignedJournal::open(const Configuration& configuration,
                                                           store::Database& database,
                                                           audit::Journal& journal,
                                                           const Clock& clock) {
  TRELLIS_LET(auto key, SigningKey::read(configuration.journal_signing->key));
  return std::unique_ptr<SignedJournal>(
      new SignedJournal(std::move(key), configuration, database, journal, clock));
}

Status SignedJournal::guard() {
  TRELLIS_TRY(notary_.check());
  is_guarded_ = true;
  database_.watch(*this);
  return done();
}

// What was committed is so, signed or not: where this fails, the end of the command tells it.
void SignedJournal::committed() { static_cast<void>(notary_.keep_up(most_unsigned).ok()); }

Status SignedJournal::finish() { return is_guarded_ ? notary_.keep_up(1) : done(); }

}  // namespace trellis::app
