#include "hub/transport/gathered.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <unistd.h>

#include "hub/transport/errno_error.hpp"

namespace trellis::transport {

Result<Descriptor> nameless_file() {
  const std::string folder = std::filesystem::temp_directory_path().string();
  Descriptor file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file.is_open()) return file;
  std::string name = folder + "/trellis-XXXXXX";
  file = Descriptor(::mkostemp(name.data(), O_CLOEXEC));
  if (!file.is_open()) return errno_error(errno, "cannot unpack into " + folder);
  ::unlink(name.c_str());
  return file;
}

Result<GatheredPayload> GatheredPayload::begin(std::string name) {
  TRELLIS_LET(auto file, nameless_file());
  Payload payload(std::move(name));
  payload.unpacked_ = std::move(file);
  return GatheredPayload(std::move(payload));
}

void GatheredPayload::stream(std::string name) {
  payload_.streams_.push_back({std::move(name), 0, {}, payload_.size()});
}

Status GatheredPayload::append(std::string_view bytes) {
  payload_.streams_.back().size += bytes.size();
  while (!bytes.empty()) {
    const ssize_t written = ::write(payload_.unpacked_.number(), bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno_error(errno, "cannot keep the input");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return done();
}

}  // namespace trellis::transport
