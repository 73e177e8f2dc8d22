#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "hub/store/database.hpp"

namespace Poco::Data {
class Session;
}

namespace trellis::store {

// One SQL statement, prepared once and run any number of times. Not shared. Everything here throws
// Poco::Exception; `Database` turns that into errors.
class Statement {
 public:
  Statement(Poco::Data::Session& session, std::string_view sql);
  ~Statement();
  Statement(Statement&&) noexcept;

  // Binds and starts; `start` again begins anew.
  void start(std::span<const Bind> binds);
  std::optional<Row> next();
  std::int64_t changed() const;  // rows, since the last start
  void stop() noexcept;          // lets go of what a half-read answer holds

 private:
  class Prepared;
  std::unique_ptr<Prepared> prepared_;
};

}  // namespace trellis::store
