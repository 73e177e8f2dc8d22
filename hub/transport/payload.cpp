#include "hub/transport/payload.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "hub/transport/errno_error.hpp"
#include "hub/transport/zip.hpp"

namespace trellis::transport {
namespace {

namespace fs = std::filesystem;

bool is_zip_name(const std::string& name) {
  if (name.size() < 4) return false;
  std::string end = name.substr(name.size() - 4);
  std::transform(end.begin(), end.end(), end.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return end == ".zip";
}

std::string last_part(const std::string& path) {
  fs::path whole(path);
  if (!whole.has_filename()) whole = whole.parent_path();
  return whole.filename().string();
}

// Opens without waiting for the writer of a pipe, then refuses what is no regular file.
Result<Descriptor> open_regular(const std::string& path, int flags) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags));
  if (!file.is_open()) return errno_error(errno, "cannot open " + path);
  struct stat facts {};
  if (::fstat(file.number(), &facts) != 0) return errno_error(errno, "cannot open " + path);
  if (S_ISDIR(facts.st_mode))
    return Error{Fault::invalid, path + " is a folder where a file is expected"};
  if (!S_ISREG(facts.st_mode))
    return Error{Fault::invalid, path +
                                     " is no regular file: pipes, sockets and devices are not "
                                     "read"};
  return file;
}

Status write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno_error(errno, "cannot keep the message");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return done();
}

}  // namespace

Result<Payload> Payload::open(const std::string& path, const ZipLimits& limits) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return errno_error(errno, "cannot open " + path);
  if (S_ISDIR(facts.st_mode)) return open_folder(path);

  TRELLIS_TRY(open_regular(path, 0));
  if (is_zip_name(path)) return unpack_zip(path, limits);
  Payload payload(last_part(path));
  payload.streams_.push_back(
      {payload.name_, static_cast<std::uint64_t>(facts.st_size), fs::absolute(path).string(), 0});
  return payload;
}

Result<Payload> Payload::open_folder(const std::string& path) {
  Payload payload(last_part(path));
  std::error_code fault;
  fs::directory_iterator entries(path, fault);
  for (; !fault && entries != fs::directory_iterator(); entries.increment(fault)) {
    const std::string name = entries->path().filename().string();
    if (name.front() == '.') continue;
    const std::string whole = fs::absolute(entries->path()).string();
    const fs::file_status status = entries->symlink_status(fault);
    if (fault) break;
    if (fs::is_directory(status)) continue;
    if (fs::is_symlink(status)) return errno_error(ELOOP, "cannot open " + whole);
    if (!fs::is_regular_file(status))
      return Error{Fault::invalid, whole + " is no regular file: take it out of the folder"};
    const std::uint64_t size = entries->file_size(fault);
    if (fault) break;
    payload.streams_.push_back({name, size, whole, 0});
  }
  if (fault) return errno_error(fault.value(), "cannot open " + path);
  if (payload.streams_.empty())
    return Error{Fault::invalid, "the folder " + path + " has no files"};
  std::sort(payload.streams_.begin(), payload.streams_.end(),
            [](const Stream& a, const Stream& b) { return a.name < b.name; });
  return payload;
}

void Payload::keep(const std::vector<std::string>& names, std::string as) {
  name_ = std::move(as);
  std::erase_if(streams_, [&](const Stream& stream) {
    return std::find(names.begin(), names.end(), stream.name) == names.end();
  });
}

Result<Payload> Payload::of_bytes(std::string name, std::string_view bytes) {
  Payload payload(std::move(name));
  payload.unpacked_ = Descriptor(::memfd_create("trellis-message", MFD_CLOEXEC));
  if (!payload.unpacked_.is_open()) return errno_error(errno, "cannot keep the message");
  TRELLIS_TRY(write_all(payload.unpacked_.number(), bytes));
  payload.streams_.push_back({payload.name_, bytes.size(), {}, 0});
  return payload;
}

std::uint64_t Payload::size() const noexcept {
  std::uint64_t sum = 0;
  for (const Stream& stream : streams_) sum += stream.size;
  return sum;
}

Result<OpenStream> Payload::open_stream(std::size_t index) const {
  if (index >= streams_.size())
    return Error{Fault::not_found, name_ + " has no stream of this number"};
  const Stream& stream = streams_[index];
  if (!stream.path.empty()) {
    TRELLIS_LET(auto file, open_regular(stream.path, O_NOFOLLOW));
    return OpenStream(std::move(file), stream.offset, stream.size);
  }
  // Opened again, so that whoever gets it can only read.
  const std::string self = "/proc/self/fd/" + std::to_string(unpacked_.number());
  Descriptor file(::open(self.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return errno_error(errno, "cannot open " + stream.name);
  return OpenStream(std::move(file), stream.offset, stream.size);
}

Result<std::size_t> read_at(int file, std::uint64_t offset, std::uint64_t size,
                            std::uint64_t position, char* to, std::size_t wanted) {
  const std::uint64_t left = position < size ? size - position : 0;
  wanted = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, left));
  if (wanted == 0) return std::size_t{0};
  while (true) {
    const ssize_t got = ::pread(file, to, wanted, static_cast<off_t>(offset + position));
    if (got > 0) return static_cast<std::size_t>(got);
    if (got == 0)
      return Error{Fault::unavailable,
                   "the file became shorter while it was read: deliver it "
                   "under another name and rename it when it is whole"};
    if (errno != EINTR) return errno_error(errno, "cannot read the file");
  }
}

}  // namespace trellis::transport
