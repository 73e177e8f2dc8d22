// links: hub_matching
#include <cstdint>
#include <cstdlib>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

#include "hub/matching/engine/snapshot.hpp"

// A snapshot with a mark of zeros: some numbers, one number, and letters.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using trellis::LargeArray;
  const int file = memfd_create("snapshot", MFD_CLOEXEC);
  if (file < 0 || write(file, bytes, size) != static_cast<ssize_t>(size)) std::abort();
  {
    trellis::matching::SnapshotReader reader("/proc/self/fd/" + std::to_string(file), {});
    LargeArray<std::uint32_t> numbers;
    std::uint64_t number = 0;
    LargeArray<char> letters;
    reader(numbers);
    reader(number);
    reader(letters);
    std::uint64_t sum = number;
    for (const std::uint32_t each : numbers) sum += each;
    for (const char each : letters) sum += static_cast<unsigned char>(each);
    if (!reader.is_whole() && sum == 1) letters.push_back('x');
  }
  close(file);
  return 0;
}
