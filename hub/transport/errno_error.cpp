#include "hub/transport/errno_error.hpp"

#include <cerrno>
#include <system_error>

namespace trellis::transport {

Error errno_error(int number, const std::string& what) {
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return {Fault::not_found, what + ": there is no such file or folder"};
    case EACCES:
    case EPERM:
      return {Fault::forbidden, what + ": the hub's user has no permission"};
    case ENOSPC:
    case EDQUOT:
      return {Fault::unavailable, what + ": the disk is full"};
    case EROFS:
      return {Fault::forbidden, what + ": the disk is read-only"};
    case ELOOP:
      return {Fault::invalid, what + ": it is a link; put the file itself there"};
    case EFBIG:
      return {Fault::unavailable, what + ": the file would be larger than its limit"};
    case EMFILE:
    case ENFILE:
      return {Fault::unavailable, what + ": too many files are open"};
    case ENAMETOOLONG:
      return {Fault::invalid, what + ": the name is too long"};
    default:
      return {Fault::unavailable, what + ": " + std::generic_category().message(number)};
  }
}

}  // namespace trellis::transport
