#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hub/transport/errno_error.hpp"
#include "hub/transport/payload.hpp"

namespace trellis::transport {
namespace {

Status check_name(std::string_view name) {
  const auto bad = [](std::string_view why) {
    return Error{Fault::invalid, "a file cannot have this name: " + std::string(why)};
  };
  if (name.empty()) return bad("it is empty");
  if (name.size() > 200) return bad("it is longer than 200 bytes");
  if (name.front() == '.') return bad("it begins with a dot");
  for (const char c : name)
    if (c == '/' || c == '\\' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
      return bad("it has slashes or control characters");
  return done();
}

// The file under its temporary name; gone with the object unless `keep` was called.
class Draft {
 public:
  explicit Draft(std::string name)
      : name_(std::move(name)), file_(::mkostemp(name_.data(), O_CLOEXEC)) {}
  ~Draft() {
    if (file_.is_open() && !kept_) ::unlink(name_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  bool is_open() const { return file_.is_open(); }
  Status fill(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::write(file_.number(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failed();
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    if (::fchmod(file_.number(), 0640) != 0 || ::fsync(file_.number()) != 0) return failed();
    return done();
  }
  Status keep(const std::string& as) {
    if (::rename(name_.c_str(), as.c_str()) != 0) return failed();
    kept_ = true;
    return done();
  }

 private:
  static Error failed() { return errno_error(errno, "cannot write the file"); }

  std::string name_;
  Descriptor file_;
  bool kept_ = false;
};

}  // namespace

Status write_file(const std::string& folder, std::string_view name, std::string_view bytes) {
  TRELLIS_TRY(check_name(name));
  const Descriptor place(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!place.is_open()) return errno_error(errno, "cannot write into " + folder);

  Draft draft(folder + "/." + std::string(name) + ".XXXXXX");
  if (!draft.is_open()) return errno_error(errno, "cannot write into " + folder);
  TRELLIS_TRY(draft.fill(bytes));
  TRELLIS_TRY(draft.keep(folder + "/" + std::string(name)));
  if (::fsync(place.number()) != 0) return errno_error(errno, "cannot write into " + folder);
  return done();
}

}  // namespace trellis::transport
