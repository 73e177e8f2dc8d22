#include "hub/base/large_array.hpp"

#include <cstdlib>
#include <sys/mman.h>

#include "hub/base/memory.hpp"

namespace trellis {
namespace {

constexpr std::size_t small_page = 4096, large_page = std::size_t{1} << 21U;

std::size_t round_up(std::size_t bytes, std::size_t page) {
  return (bytes + page - 1) / page * page;
}

}  // namespace

LargeMemory::LargeMemory(std::size_t bytes) {
  if (bytes >= large_page) {
    size_ = round_up(bytes, large_page);
    memory_.reset(static_cast<std::byte*>(std::aligned_alloc(large_page, size_)));
    madvise(memory_.get(), size_, MADV_HUGEPAGE);
  } else if (bytes > 0) {
    size_ = bytes;
    memory_.reset(static_cast<std::byte*>(std::malloc(size_)));
  }
  if (size_ > 0 && memory_ == nullptr) out_of_memory();
}

LargeMemory LargeMemory::of_file(int file, std::uint64_t offset, std::size_t bytes) {
  const std::size_t whole = round_up(bytes, small_page);
  const std::size_t room = round_up(whole + whole / 8, small_page) + small_page;
  void* const start = mmap(nullptr, room, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (start == MAP_FAILED) return {};
  LargeMemory memory;
  memory.memory_ = {static_cast<std::byte*>(start), LargeMemoryRelease{room}};
  memory.size_ = room;
  if (whole > 0 && mmap(start, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_FIXED, file,
                        static_cast<off_t>(offset)) == MAP_FAILED)
    return {};
  return memory;
}

void LargeMemoryRelease::operator()(std::byte* memory) const {
  if (mapped > 0)
    munmap(memory, mapped);
  else
    std::free(memory);
}

}  // namespace trellis
