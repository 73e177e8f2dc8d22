#include "hub/store/compression.hpp"

#include <cassert>
#include <zdict.h>

#include <zstd.h>
#include <zstd_errors.h>

#include "hub/base/memory.hpp"

namespace trellis::store {

namespace {

constexpr int level = 1;  // decisions/0004-zstd.md has the measurements
constexpr std::size_t largest_dictionary = 32'768;

struct Release {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  void operator()(ZSTD_CDict* dictionary) const { ZSTD_freeCDict(dictionary); }
  void operator()(ZSTD_DDict* dictionary) const { ZSTD_freeDDict(dictionary); }
};

ZSTD_CCtx& compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, Release> context = [] {
    std::unique_ptr<ZSTD_CCtx, Release> made(ZSTD_createCCtx());
    if (!made) out_of_memory();
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(made.get(), ZSTD_c_checksumFlag, 1);
    return made;
  }();
  return *context;
}

ZSTD_DCtx& decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, Release> context(ZSTD_createDCtx());
  if (!context) out_of_memory();
  return *context;
}

Error damaged() { return {Fault::invalid, "the stored bytes are damaged: restore a backup"}; }

}  // namespace

struct Dictionary::State {
  std::string bytes;
  std::uint32_t id = 0;
  std::unique_ptr<ZSTD_CDict, Release> to_write;
  std::unique_ptr<ZSTD_DDict, Release> to_read;
};

Dictionary::Dictionary(std::unique_ptr<State> state) : state_(std::move(state)) {}
Dictionary::Dictionary(Dictionary&&) noexcept = default;
Dictionary::~Dictionary() = default;
std::uint32_t Dictionary::id() const { return state_->id; }
const std::string& Dictionary::bytes() const { return state_->bytes; }

std::optional<Dictionary> Dictionary::learn(const std::vector<std::string>& samples,
                                            std::uint32_t id) {
  std::string joined;
  std::vector<std::size_t> sizes;
  for (const std::string& sample : samples) {
    joined += sample;
    sizes.push_back(sample.size());
  }
  std::string bytes(largest_dictionary, '\0');
  const std::size_t size = ZDICT_trainFromBuffer(bytes.data(), bytes.size(), joined.data(),
                                                 sizes.data(), static_cast<unsigned>(sizes.size()));
  if (ZDICT_isError(size)) return std::nullopt;
  bytes.resize(size);
  // The library's own id is a hash of what is inside: two that are alike would have the same.
  for (std::size_t i = 0; i < 4; ++i) bytes[4 + i] = static_cast<char>(id >> (8 * i) & 0xff);
  auto made = read(std::move(bytes));
  return made.ok() ? std::optional(std::move(*made)) : std::nullopt;
}

Result<Dictionary> Dictionary::read(std::string bytes) {
  auto state = std::make_unique<State>();
  state->bytes = std::move(bytes);
  state->id = ZSTD_getDictID_fromDict(state->bytes.data(), state->bytes.size());
  if (state->id == 0) return damaged();
  state->to_write.reset(ZSTD_createCDict(state->bytes.data(), state->bytes.size(), level));
  state->to_read.reset(ZSTD_createDDict(state->bytes.data(), state->bytes.size()));
  if (!state->to_write || !state->to_read) out_of_memory();
  return Dictionary(std::move(state));
}

std::string compress(std::string_view bytes, const Dictionary* dictionary) {
  thread_local std::string room;
  room.resize(ZSTD_compressBound(bytes.size()));
  ZSTD_CCtx& context = compressor();
  ZSTD_CCtx_refCDict(&context, dictionary ? dictionary->state_->to_write.get() : nullptr);
  const std::size_t size =
      ZSTD_compress2(&context, room.data(), room.size(), bytes.data(), bytes.size());
  if (ZSTD_getErrorCode(size) == ZSTD_error_memory_allocation) out_of_memory();
  assert(!ZSTD_isError(size) && "the room was large enough");
  std::string frame(room.data(), size);
  if (room.size() > (std::size_t{1} << 20))
    room = {};  // one large record is no reason to keep so much
  return frame;
}

std::uint32_t dictionary_of(std::string_view frame) {
  return ZSTD_getDictID_fromFrame(frame.data(), frame.size());
}

Result<std::string> decompress(std::string_view frame, std::uint64_t most,
                               const Dictionary* dictionary) {
  const std::uint64_t size = ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_UNKNOWN || size == ZSTD_CONTENTSIZE_ERROR) return damaged();
  if (size > most)
    return Error{Fault::invalid, "the stored bytes are larger than the limit of " +
                                     std::to_string(most) + " bytes"};
  std::string bytes(size, '\0');
  ZSTD_DCtx& context = decompressor();
  ZSTD_DCtx_refDDict(&context, dictionary ? dictionary->state_->to_read.get() : nullptr);
  const std::size_t taken =
      ZSTD_decompressDCtx(&context, bytes.data(), bytes.size(), frame.data(), frame.size());
  if (ZSTD_getErrorCode(taken) == ZSTD_error_memory_allocation) out_of_memory();
  if (ZSTD_isError(taken) || taken != size) return damaged();
  return bytes;
}

}  // namespace trellis::store
