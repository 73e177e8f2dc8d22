#include "hub/base/new_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace trellis {

Status write_new_file(const std::string& path, std::string_view text) {
  const Place place{path, 0, 0, {}};
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0 && errno == EEXIST)
    return Error{Fault::conflict, "there is a file of this name already: name a new one", place};
  if (file < 0) return Error{Fault::unavailable, "the file cannot be written there", place};
  const bool is_written =
      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  ::close(file);
  if (is_written) return done();
  ::unlink(path.c_str());
  return Error{Fault::unavailable, "the file cannot be written there: is the disk full?", place};
}

}  // namespace trellis
