#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace trellis::linkage {

// Calls `work(part)` for each part below `parts`, each in a thread of its own.
template <typename Work>
void in_parallel(std::size_t parts, Work&& work) {
  std::vector<std::jthread> threads;
  for (std::size_t part = 1; part < parts; ++part)
    threads.emplace_back([&work, part] { work(part); });
  if (parts > 0) work(std::size_t{0});
}

// Calls `work(item)` for each item below `items`, by as many threads.
template <typename Work>
void for_each_in_parallel(std::size_t threads, std::size_t items, Work&& work) {
  std::atomic<std::size_t> next{0};
  in_parallel(threads, [&](std::size_t) {
    for (std::size_t item = next++; item < items; item = next++) work(item);
  });
}

// Calls `work(from, to)` for ranges that make up the items below `items`.
template <typename Work>
void for_each_range(std::size_t threads, std::size_t items, Work&& work) {
  constexpr std::size_t range = std::size_t{1} << 14U;
  for_each_in_parallel(threads, (items + range - 1) / range, [&](std::size_t each) {
    work(each * range, std::min(items, (each + 1) * range));
  });
}

}  // namespace trellis::linkage
