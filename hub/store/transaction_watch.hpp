#pragma once

#include "hub/base/result.hpp"

namespace trellis::store {

// Hears of a database's transactions, on the thread that runs them; not of savepoints inside them.
class TransactionWatch {
 public:
  virtual ~TransactionWatch() = default;
  virtual Status begun() { return done(); }       // inside it: nobody else writes from here on
  virtual Status committing() { return done(); }  // inside it; an error rolls it back
  virtual void committed() {}                     // on disk
};

}  // namespace trellis::store
