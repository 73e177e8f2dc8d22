#include "hub/matching/engine/snapshot.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace trellis::matching {
namespace {

constexpr std::size_t page = 4096;  // everything begins with one
constexpr std::size_t most_at_once = std::size_t{1} << 30U;
constexpr std::array<char, 8> kind = {'T', 'r', 'l', 'M', 'a', 't', '1', '\n'};

struct Start {
  std::array<char, 8> kind{};
  Digest mark{};
};
std::size_t up_to_page(std::size_t size) { return (page - size % page) % page; }

Digest digest_of(const void* bytes, std::size_t size) {
  return sha256({static_cast<const char*>(bytes), size});
}

}  // namespace

SnapshotWriter::SnapshotWriter(std::string file, const Digest& mark) : file_(std::move(file)) {
  open_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (open_ < 0) fault_ = errno;
  const Start start{kind, mark};
  write(&start, sizeof start);
}

SnapshotWriter::~SnapshotWriter() {
  if (open_ >= 0) ::close(open_);
}

// Padded to whole pages.
void SnapshotWriter::write(const void* bytes, std::size_t size) {
  static constexpr std::array<char, page> zeros{};
  const auto put_all = [&](const char* at, std::size_t left) {
    while (left > 0 && fault_ == 0) {
      const ssize_t written = ::write(open_, at, std::min(left, most_at_once));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        fault_ = written < 0 ? errno : EIO;
        return;
      }
      at += written;
      left -= static_cast<std::size_t>(written);
    }
  };
  put_all(static_cast<const char*>(bytes), size);
  put_all(zeros.data(), up_to_page(size));
}

void SnapshotWriter::put(const void* values, std::size_t size, std::size_t count) {
  const SnapshotReader::Part part{size, count, digest_of(values, size * count)};
  write(&part, sizeof part);
  write(values, size * count);
}

Status SnapshotWriter::finish() {
  if (fault_ == 0 && ::fsync(open_) != 0) fault_ = errno;
  if (fault_ == 0) return done();
  return Error{Fault::unavailable,
               std::string("the snapshot cannot be written: ") + std::strerror(fault_),
               {file_, 0, 0, {}}};
}

SnapshotReader::SnapshotReader(const std::string& file, const Digest& mark) {
  open_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about {};
  if (open_ >= 0 && ::fstat(open_, &about) == 0) size_ = static_cast<std::uint64_t>(about.st_size);
  Start start;
  read(&start, sizeof start);
  if (start.kind != kind || start.mark != mark) give_up();
}

SnapshotReader::~SnapshotReader() { give_up(); }

void SnapshotReader::give_up() {
  if (open_ >= 0) ::close(open_);
  open_ = -1;
}

void SnapshotReader::read(void* bytes, std::size_t size) {
  if (open_ < 0) return;
  if (::pread(open_, bytes, size, static_cast<off_t>(at_)) != static_cast<ssize_t>(size))
    return give_up();
  at_ += size + up_to_page(size);
}

SnapshotReader::Part SnapshotReader::next(std::size_t size) {
  Part part;
  read(&part, sizeof part);
  if (open_ >= 0 && part.value_size == size && at_ <= size_ && part.count <= (size_ - at_) / size)
    return part;
  give_up();
  return {};
}

LargeMemory SnapshotReader::map(const Part& part) {
  if (open_ < 0) return {};
  const std::size_t bytes = part.count * part.value_size;
  LargeMemory memory = LargeMemory::of_file(open_, at_, bytes);
  at_ += bytes + up_to_page(bytes);
  if (memory.data() != nullptr && digest_of(memory.data(), bytes) == part.digest) return memory;
  give_up();
  return {};
}

}  // namespace trellis::matching
