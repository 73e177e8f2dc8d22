#include "hub/base/file_lock.hpp"

#include <cerrno>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace trellis {
namespace {

constexpr auto between_tries = std::chrono::milliseconds(5);

// Locks of the open file, not of the process: two in one process exclude each other too.
struct flock one_byte(std::int64_t byte, short kind) {
  struct flock lock {};
  lock.l_type = kind;
  lock.l_whence = SEEK_SET;
  lock.l_start = byte;
  lock.l_len = 1;
  return lock;
}

Error cannot_be_used(const std::string& file) {
  return {Fault::unavailable, "the lock file cannot be made or opened", {file, 0, 0, {}}};
}

}  // namespace

Result<FileLock> FileLock::take(const std::string& file, std::int64_t byte,
                                std::chrono::milliseconds longest) {
  FileLock taken(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (taken.descriptor_ < 0) return cannot_be_used(file);
  const auto deadline = std::chrono::steady_clock::now() + longest;
  struct flock lock = one_byte(byte, F_WRLCK);
  while (::fcntl(taken.descriptor_, F_OFD_SETLK, &lock) != 0) {
    if (errno != EAGAIN && errno != EACCES && errno != EINTR) return cannot_be_used(file);
    if (std::chrono::steady_clock::now() >= deadline)
      return Error{Fault::unavailable, "another program holds the lock", {file, 0, 0, {}}};
    std::this_thread::sleep_for(between_tries);
  }
  return taken;
}

Result<bool> FileLock::is_taken(const std::string& file, std::int64_t byte) {
  const FileLock opened(::open(file.c_str(), O_RDWR | O_CLOEXEC));
  if (opened.descriptor_ < 0) {
    if (errno == ENOENT) return false;
    return cannot_be_used(file);
  }
  struct flock lock = one_byte(byte, F_WRLCK);
  if (::fcntl(opened.descriptor_, F_OFD_GETLK, &lock) != 0) return cannot_be_used(file);
  return lock.l_type != F_UNLCK;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace trellis
