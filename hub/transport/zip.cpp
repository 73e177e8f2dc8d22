#include "hub/transport/zip.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

#include <Poco/Checksum.h>
#include <Poco/Exception.h>
#include <Poco/Zip/SkipCallback.h>
#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>

#include "hub/transport/errno_error.hpp"
#include "hub/transport/gathered.hpp"

namespace trellis::transport {
namespace {

using Poco::Zip::ZipArchive;
using Poco::Zip::ZipCommon;
using Poco::Zip::ZipFileInfo;
using Poco::Zip::ZipLocalFileHeader;

Error refused(const std::string& archive, const std::string& why) {
  return {Fault::invalid, archive + " is refused: " + why};
}

// Ends Poco's parsing early; caught where it began.
struct Refusal {
  std::string why;
};

// Counts what the archive's map would hide: too many entries, and two of one name.
class Census : public Poco::Zip::SkipCallback {
 public:
  explicit Census(std::size_t most) : most_(most) {}
  bool handleZipEntry(std::istream& stream, const ZipLocalFileHeader& header) override {
    if (++count_ > most_) throw Refusal{"it has more than " + std::to_string(most_) + " entries"};
    if (!names_.insert(header.getFileName()).second)
      throw Refusal{"it holds two files of one name"};
    if (header.isEncrypted()) throw Refusal{"it is encrypted; send it without a password"};
    return Poco::Zip::SkipCallback::handleZipEntry(stream, header);
  }

 private:
  std::size_t most_;
  std::size_t count_ = 0;
  std::set<std::string> names_;
};

bool leads_outside(const std::string& name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != std::string::npos) return true;
  if (name.find(':') == 1 || name.find('\0') != std::string::npos) return true;
  for (const auto& part : std::filesystem::path(name))
    if (part == "..") return true;
  return false;
}

bool is_hidden(const std::string& name) {
  for (const auto& part : std::filesystem::path(name))
    if (part.string().front() == '.' || part == "__MACOSX") return true;
  return false;
}

class Unpacker {
 public:
  Unpacker(std::string archive, const ZipLimits& limits)
      : archive_(std::move(archive)), limits_(limits) {}

  // `end` is where the member's bytes end in the file.
  Status member(std::istream& from, const ZipLocalFileHeader& header, const ZipFileInfo& listed,
                int to, std::uint64_t& end) {
    const std::uint64_t start = end;
    const auto method = header.getCompressionMethod();
    if (method != ZipCommon::CM_STORE && method != ZipCommon::CM_DEFLATE)
      return refused(archive_, header.getFileName() + " is packed in a way other than deflate");
    from.clear();
    Poco::Zip::ZipInputStream stream(from, header, true);
    Poco::Checksum sum(Poco::Checksum::TYPE_CRC32);
    while (stream) {
      stream.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
      const auto got = static_cast<std::size_t>(stream.gcount());
      if (got == 0) break;
      sum.update(buffer_.data(), static_cast<unsigned>(got));
      TRELLIS_TRY(check_size(end - start + got, end + got, listed));
      TRELLIS_TRY(put(to, end, got));
      end += got;
    }
    if (end - start != listed.getUncompressedSize() || sum.checksum() != listed.getCRC())
      return refused(archive_, header.getFileName() + " is damaged; send the archive again");
    return done();
  }

 private:
  Status check_size(std::uint64_t member, std::uint64_t total, const ZipFileInfo& listed) const {
    if (total > limits_.total_bytes)
      return refused(archive_,
                     "unpacked it has more than " + std::to_string(limits_.total_bytes) + " bytes");
    if (member > (1u << 20) && member / limits_.ratio > listed.getCompressedSize())
      return refused(archive_, "a file in it is packed more than " + std::to_string(limits_.ratio) +
                                   " to 1, as bombs are");
    return done();
  }

  Status put(int to, std::uint64_t at, std::size_t size) const {
    for (std::size_t written = 0; written < size;) {
      const ssize_t n =
          ::pwrite(to, buffer_.data() + written, size - written, static_cast<off_t>(at + written));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return errno_error(errno, "cannot unpack " + archive_);
      written += static_cast<std::size_t>(n);
    }
    return done();
  }

  std::string archive_;
  ZipLimits limits_;
  std::string buffer_ = std::string(64u << 10, '\0');
};

Status unpack(const std::string& path, const std::string& name, const ZipLimits& limits, int to,
              std::vector<Stream>& streams) {
  std::ifstream file(path, std::ios::binary);
  char magic[2] = {};
  if (!file.read(magic, 2) || magic[0] != 'P' || magic[1] != 'K')
    return refused(name, "it is no zip archive");
  file.seekg(0);
  Census census(limits.entries);
  const ZipArchive archive(file, census);

  Unpacker unpacker(name, limits);
  std::uint64_t end = 0;
  const Error torn = refused(name, "its directory is not whole; send the archive again");
  auto listed = archive.fileInfoBegin();
  for (auto entry = archive.headerBegin(); entry != archive.headerEnd(); ++entry, ++listed) {
    const std::string& member = entry->first;
    if (leads_outside(member)) return refused(name, "a name in it leads out of its folder");
    if (listed == archive.fileInfoEnd() || listed->first != member) return torn;
    if (entry->second.isDirectory() || is_hidden(member)) continue;
    const std::uint64_t start = end;
    TRELLIS_TRY(unpacker.member(file, entry->second, listed->second, to, end));
    streams.push_back({member, end - start, {}, start});
  }
  if (listed != archive.fileInfoEnd()) return torn;
  if (streams.empty()) return refused(name, "it has no files");
  return done();
}

}  // namespace

Result<Payload> unpack_zip(const std::string& path, const ZipLimits& limits) {
  Payload payload(std::filesystem::path(path).filename().string());
  TRELLIS_LET(auto file, nameless_file());
  payload.unpacked_ = std::move(file);
  try {
    TRELLIS_TRY(unpack(path, payload.name_, limits, payload.unpacked_.number(), payload.streams_));
  } catch (const Refusal& refusal) {
    return refused(payload.name_, refusal.why);
  } catch (const Poco::Exception&) {
    return refused(payload.name_, "it is damaged; send the archive again");
  } catch (const std::exception&) {
    return refused(payload.name_, "it is damaged; send the archive again");
  }
  return payload;
}

}  // namespace trellis::transport
