#include "hub/store/known_files.hpp"

#include "hub/store/database.hpp"

namespace trellis::store {
namespace {

class Files final : public desk::KnownFiles {
 public:
  explicit Files(Database& database) : database_(database) {}

  Result<desk::ConfigurationFiles> all() override {
    TRELLIS_LET(auto rows, database_.rows("SELECT name, digest FROM configuration_file"));
    desk::ConfigurationFiles files;
    for (const Row& row : rows) files.emplace(row.text(0), row.text(1));
    return files;
  }

  Status put(const std::string& name, const std::string& digest) override {
    TRELLIS_TRY(
        database_.run("INSERT INTO configuration_file (name, digest) VALUES ($1, $2)"
                      " ON CONFLICT (name) DO UPDATE SET digest = excluded.digest",
                      {name, digest}));
    return done();
  }

  Status remove(const std::string& name) override {
    TRELLIS_TRY(database_.run("DELETE FROM configuration_file WHERE name = $1", {name}));
    return done();
  }

 private:
  Database& database_;
};

}  // namespace

std::unique_ptr<desk::KnownFiles> make_known_files(Database& database) {
  return std::make_unique<Files>(database);
}

}  // namespace trellis::store
