#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/base/result.hpp"
#include "hub/transport/descriptor.hpp"

// Transport: bytes in and out. What came is a Payload of named streams; what goes is written whole
// or not at all.
namespace trellis::transport {

// What an archive may cost before it is refused. Each limit has its own sentence.
struct ZipLimits {
  std::uint64_t total_bytes = std::uint64_t{20} << 30;  // all members, unpacked
  std::uint64_t ratio = 200;                            // unpacked to packed, beyond the first MiB
  std::size_t entries = 20'000;
};

// A part of an open file, read by position: reading moves no shared offset. Move-only.
class OpenStream {
 public:
  OpenStream(Descriptor file, std::uint64_t offset, std::uint64_t size) noexcept
      : file_(std::move(file)), offset_(offset), size_(size) {}

  int descriptor() const noexcept { return file_.number(); }
  std::uint64_t offset() const noexcept { return offset_; }
  std::uint64_t size() const noexcept { return size_; }

 private:
  Descriptor file_;
  std::uint64_t offset_;
  std::uint64_t size_;
};

// One named stream of a payload: a file, or a range of the payload's own temporary file.
struct Stream {
  std::string name;  // no folders of this machine; a zip's members keep theirs
  std::uint64_t size = 0;
  std::string path;  // empty: inside the temporary file
  std::uint64_t offset = 0;
};

// A file, a folder, a zip or a message, as an adapter reads it. Move-only; may be read by several
// threads.
class Payload {
 public:
  // A folder gives its regular files that are not hidden, sorted by name, and none of its folders'.
  // Only a file named .zip is unpacked, into a temporary file that has no name.
  static Result<Payload> open(const std::string& path, const ZipLimits& limits = {});
  static Result<Payload> of_bytes(std::string name, std::string_view bytes);

  // Only the streams of these names, as an input of this name.
  void keep(const std::vector<std::string>& names, std::string as);

  const std::string& name() const noexcept { return name_; }
  const std::vector<Stream>& streams() const noexcept { return streams_; }
  std::uint64_t size() const noexcept;  // of all streams
  Result<OpenStream> open_stream(std::size_t index) const;

 private:
  explicit Payload(std::string name) : name_(std::move(name)) {}
  friend class GatheredPayload;
  friend Result<Payload> unpack_zip(const std::string& path, const ZipLimits& limits);
  static Result<Payload> open_folder(const std::string& path);

  std::string name_;
  std::vector<Stream> streams_;
  Descriptor unpacked_;
};

// Bytes read at the stream's `position`; 0 at its end. A file that became shorter is an error.
Result<std::size_t> read_at(int file, std::uint64_t offset, std::uint64_t size,
                            std::uint64_t position, char* to, std::size_t wanted);

// Writes the file whole or not at all: a temporary file beside it, synced, then renamed. An earlier
// file of this name is replaced.
Status write_file(const std::string& folder, std::string_view name, std::string_view bytes);

}  // namespace trellis::transport
