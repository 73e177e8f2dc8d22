#include "hub/store/checkpoint_files.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "hub/base/lock_file.hpp"

namespace trellis::store {
namespace {

using audit::SignedCheckpoint;
using Kept = audit::CheckpointPlace::Kept;

constexpr std::string_view title = "trellis-audit-checkpoint 2 ";
constexpr off_t longest_tail = 65'536;  // many times the longest line
constexpr auto longest_wait = std::chrono::seconds(10);

class OpenFile {
 public:
  OpenFile(const std::string& file, int flags) : number_(::open(file.c_str(), flags, 0644)) {}
  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

Error unreadable(const std::string& file) {
  return {Fault::unavailable,
          "the journal's checkpoints cannot be read: is their folder there, and may this user read "
          "it?",
          Place{file, 0, 0, {}}};
}

Error unwritable(const std::string& file) {
  return {Fault::unavailable,
          "the journal's checkpoint cannot be kept: is its folder there, is the disk full, and may "
          "this user write there?",
          Place{file, 0, 0, {}}};
}

Result<std::string> read_from(int file, off_t begin, const std::string& name) {
  std::string text;
  std::string buffer(65'536, '\0');
  for (;;) {
    const ssize_t count = ::pread(file, buffer.data(), buffer.size(), begin);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(name);
    if (count == 0) return text;
    text.append(buffer, 0, static_cast<std::size_t>(count));
    begin += count;
  }
}

// What stands at the end: whole lines only, but for the last.
Result<std::string> tail_of(int file, const std::string& name) {
  struct stat status {};
  if (::fstat(file, &status) != 0) return unreadable(name);
  const off_t begin = std::max<off_t>(0, status.st_size - longest_tail);
  auto text = read_from(file, begin, name);
  if (text.ok() && begin > 0) text->erase(0, text->find('\n') + 1);
  return text;
}

Result<std::optional<SignedCheckpoint>> last_in(std::string_view text, const PublicKey& key,
                                                const std::string& name) {
  Kept kept = read_checkpoints(text, key);
  if (!kept.damaged.empty())
    return Error{Fault::conflict,
                 "ALARM: the journal's checkpoints were changed: " + kept.damaged.front() +
                     "; see trellis audit verify",
                 Place{name, 0, 0, {}}};
  if (kept.checkpoints.empty()) return std::optional<SignedCheckpoint>();
  return std::optional(std::move(kept.checkpoints.back()));
}

Status write_line(int file, const std::string& line, const std::string& name) {
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t count = ::write(file, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return unwritable(name);
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  if (::fsync(file) != 0) return unwritable(name);
  return done();
}

bool is_cut_short(std::string_view line) {
  constexpr std::size_t signature_digits = 128;
  const std::size_t begin = line.find(title);
  if (begin == std::string_view::npos) return title.starts_with(line);
  const std::size_t last_word = line.rfind(' ') + 1;
  return line.size() - last_word < signature_digits;
}

// The C library drops what nobody takes.
Status tell_syslog(const std::string& line) {
  if (::access("/dev/log", W_OK) != 0)
    return Error{Fault::unavailable,
                 "the journal's checkpoint cannot be told to syslog: nothing listens at /dev/log"};
  ::openlog("trellis", LOG_PID, LOG_AUTHPRIV);
  ::syslog(LOG_NOTICE, "%s", line.c_str());
  return done();
}

}  // namespace

Kept read_checkpoints(std::string_view text, const PublicKey& key) {
  Kept kept;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    auto checkpoint = audit::parse_signed_checkpoint(line);
    if (checkpoint.ok() && checkpoint->key == key)
      kept.checkpoints.push_back(*std::move(checkpoint));
    else if (checkpoint.ok())
      continue;  // another hub's
    else if (is_cut_short(line))
      kept.cut_short += line.empty() ? 0 : 1;
    else
      kept.damaged.push_back("line " + std::to_string(number) + " is no checkpoint");
  }
  return kept;
}

std::string CheckpointFiles::file_of(const PublicKey& key) const {
  return folder_ + "/trellis-" + key.hex().substr(0, 16) + ".checkpoints";
}

Result<std::optional<SignedCheckpoint>> CheckpointFiles::last(const PublicKey& key) {
  const std::string name = file_of(key);
  const OpenFile file(name, O_RDONLY | O_CLOEXEC);
  if (!file.is_open()) {
    if (errno == ENOENT && ::access(folder_.c_str(), R_OK | X_OK) == 0)
      return std::optional<SignedCheckpoint>();
    return unreadable(name);
  }
  TRELLIS_LET(const auto text, tail_of(file.number(), name));
  return last_in(text, key, name);
}

Status CheckpointFiles::add(const SignedCheckpoint& checkpoint) {
  const std::string name = file_of(checkpoint.key);
  // A file of its own: the other may be one that the system lets programs only append to.
  LockFile turn(name + ".lock");
  if (!turn.take({0}, {longest_wait}, unwritable(name)).ok()) return unwritable(name);
  const OpenFile file(name, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC);
  if (!file.is_open()) return unwritable(name);
  TRELLIS_LET(const auto text, tail_of(file.number(), name));
  const auto last = last_in(text, checkpoint.key, name);
  if (!last.ok()) return last.error();
  const bool is_late = *last && checkpoint.kind == SignedCheckpoint::Kind::going_on &&
                       (*last)->end.sequence >= checkpoint.end.sequence;
  if (is_late) return done();
  const bool is_torn = !text.empty() && text.back() != '\n';
  const std::string line = audit::to_text(checkpoint);
  TRELLIS_TRY(write_line(file.number(), (is_torn ? "\n" : "") + line + "\n", name));
  if (!*last) {  // a new file: its name must last too
    const OpenFile folder(folder_, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (!folder.is_open() || ::fsync(folder.number()) != 0) return unwritable(folder_);
  }
  return copy_ == Copy::syslog ? tell_syslog(line) : done();
}

Result<Kept> CheckpointFiles::all(const PublicKey& key) {
  const std::string name = file_of(key);
  const OpenFile file(name, O_RDONLY | O_CLOEXEC);
  if (!file.is_open()) {
    if (errno == ENOENT && ::access(folder_.c_str(), R_OK | X_OK) == 0) return Kept{};
    return unreadable(name);
  }
  TRELLIS_LET(auto text, read_from(file.number(), 0, name));
  Kept kept = read_checkpoints(text, key);
  for (std::string& each : kept.damaged) each = name + ": " + each;
  return kept;
}

}  // namespace trellis::store
