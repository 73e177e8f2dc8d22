#pragma once

#include <memory>
#include <string>

#include "hub/app/frame/configuration.hpp"
#include "hub/audit/notary.hpp"
#include "hub/store/checkpoint_files.hpp"
#include "hub/store/transaction_watch.hpp"

namespace trellis::store {
class Database;
}

namespace trellis::app {

// An alarm where a signed journal's database is not there.
Status expect_a_database(const std::string& file);

// The journal of a hub that signs it: after each thousand entries, and at the end of a command.
class SignedJournal final : public store::TransactionWatch {
 public:
  static Result<std::unique_ptr<SignedJournal>> open(const Configuration& configuration,
                                                     store::Database& database,
                                                     audit::Journal& journal, const Clock& clock);

  // Alarms where the journal is not the one that was signed last; from here on, it is signed.
  Status guard();
  Status finish();
  audit::Notary& notary() { return notary_; }

  void committed() override;

 private:
  SignedJournal(SigningKey key, const Configuration& configuration, store::Database& database,
                audit::Journal& journal, const Clock& clock);

  store::Database& database_;
  store::CheckpointFiles files_;
  audit::Notary notary_;
  bool is_guarded_ = false;
};

}  // namespace trellis::app
