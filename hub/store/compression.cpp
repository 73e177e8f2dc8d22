#include "hub/store/compression.hpp"

#include <cassert>
#include <memory>
#include <new>

#include <zstd.h>

namespace trellis::store {

namespace {

constexpr int level = 1;  // decisions/0004-zstd.md has the measurements

struct Release {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx& compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, Release> context = [] {
    std::unique_ptr<ZSTD_CCtx, Release> made(ZSTD_createCCtx());
    if (!made) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_checksumFlag, 1);
    return made;
  }();
  return *context;
}

ZSTD_DCtx& decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, Release> context(ZSTD_createDCtx());
  if (!context) throw std::bad_alloc();
  return *context;
}

Error damaged() { return {Fault::invalid, "the stored bytes are damaged: restore a backup"}; }

}  // namespace

std::string compress(std::string_view bytes) {
  thread_local std::string room;
  room.resize(ZSTD_compressBound(bytes.size()));
  const std::size_t size =
      ZSTD_compress2(&compressor(), room.data(), room.size(), bytes.data(), bytes.size());
  assert(!ZSTD_isError(size) && "the room was large enough");
  std::string frame(room.data(), size);
  if (room.size() > (std::size_t{1} << 20))
    room = {};  // one large record is no reason to keep so much
  return frame;
}

Result<std::string> decompress(std::string_view frame, std::uint64_t most) {
  const std::uint64_t size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) return damaged();
  if (size > most)
    return Error{Fault::invalid, "the stored bytes are larger than the limit of " +
                                     std::to_string(most) + " bytes"};
  std::string bytes(size, '\0');
  const std::size_t taken =
      ZSTD_decompressDCtx(&decompressor(), bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_isError(taken) || taken != size) return damaged();
  return bytes;
}

}  // namespace trellis::store
