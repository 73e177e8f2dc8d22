#include "hub/base/lock_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace trellis {
namespace {

// Open file descriptions own these locks: two openers in one process keep each other out, too.
struct flock request(short kind, LockFile::Range range) {
  struct flock lock {};
  lock.l_type = kind;
  lock.l_whence = SEEK_SET;
  lock.l_start = range.first;
  lock.l_len = range.count;
  return lock;
}

Error cannot_lock(const std::string& file) {
  const bool is_forbidden = errno == EACCES || errno == EROFS || errno == EPERM;
  return {is_forbidden ? Fault::forbidden : Fault::unavailable,
          is_forbidden
              ? "the file by which programs take turns can only be read: let this user write it"
              : "the file by which programs take turns cannot be made, opened or locked",
          Place{file, 0, 0, {}}};
}

}  // namespace

LockFile::LockFile(LockFile&& other) noexcept
    : file_(std::move(other.file_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
LockFile& LockFile::operator=(LockFile&& other) noexcept {
  std::swap(file_, other.file_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}
LockFile::~LockFile() { close(); }

void LockFile::close() noexcept {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
}

Status LockFile::open(int flags) {
  if (descriptor_ >= 0) return done();
  descriptor_ = ::open(file_.c_str(), O_RDWR | O_CLOEXEC | flags, S_IRUSR | S_IWUSR);
  if (descriptor_ < 0) return cannot_lock(file_);
  return done();
}

Result<bool> LockFile::try_take(Range range) {
  TRELLIS_TRY(open(O_CREAT));
  struct flock lock = request(F_WRLCK, range);
  if (::fcntl(descriptor_, F_OFD_SETLK, &lock) == 0) return true;
  if (errno == EAGAIN || errno == EACCES || errno == EINTR) return false;
  return cannot_lock(file_);
}

// `attempt` tells whether it has succeeded.
template <typename Try>
Status LockFile::keep_trying(const Patience& patience, const Error& busy, Try&& attempt) {
  using Clock = std::chrono::steady_clock;
  const auto began = Clock::now();
  bool has_told = false;
  while (true) {
    TRELLIS_LET(const bool succeeded, attempt());
    if (succeeded) return done();
    const auto waited = Clock::now() - began;
    if (waited >= patience.longest) return busy;
    if (!has_told && waited >= patience.before_told && patience.tell) {
      has_told = true;
      patience.tell();
    }
    // The kernel's own wait for such a lock knows no deadline.
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

Status LockFile::take(Range range, const Patience& patience, const Error& busy) {
  return keep_trying(patience, busy, [&] { return try_take(range); });
}

Status LockFile::take_after(Range range, Range before, const Patience& patience,
                            const Error& busy) {
  return keep_trying(patience, busy, [&]() -> Result<bool> {
    auto taken = first_taken(before);
    if (!taken.ok()) return taken.error();
    if (*taken >= 0) return false;
    auto is_mine = try_take(range);
    if (!is_mine.ok() || !*is_mine) return is_mine;
    taken = first_taken(before);
    if (!taken.ok()) return taken.error();
    if (*taken < 0) return true;
    give_back(range);
    return false;
  });
}

void LockFile::give_back(Range range) noexcept {
  if (descriptor_ < 0) return;
  struct flock lock = request(F_UNLCK, range);
  static_cast<void>(::fcntl(descriptor_, F_OFD_SETLK, &lock));
}

Result<std::int64_t> LockFile::first_taken(Range range) {
  if (const Status opened = open(0); !opened.ok()) {
    if (errno == ENOENT) return -1;
    return opened.error();
  }
  struct flock lock = request(F_WRLCK, range);
  if (::fcntl(descriptor_, F_OFD_GETLK, &lock) != 0) return cannot_lock(file_);
  return lock.l_type == F_UNLCK ? std::int64_t{-1} : std::int64_t{lock.l_start};
}

bool LockFile::is_replaced() const {
  struct stat here {
  }, there{};
  return descriptor_ < 0 || ::fstat(descriptor_, &here) != 0 ||
         ::stat(file_.c_str(), &there) != 0 || here.st_ino != there.st_ino ||
         here.st_dev != there.st_dev;
}

}  // namespace trellis
