#pragma once

#include "hub/base/result.hpp"

namespace Poco {
class Exception;
}

namespace trellis::store {

// What a failure of the database means to the person who runs the hub. The database's own text is
// never passed on: it can hold values of rows.
Error fault_of(const Poco::Exception& exception);

}  // namespace trellis::store
