#include "tests/hub/store/watched_log.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <new>
#include <set>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

#include <sqlite3.h>

namespace trellis::testing {
namespace {

// Of the shared index, as SQLite's wal.c names them.
constexpr int write_lock = 0, checkpoint_lock = 1;
constexpr std::size_t most = 1U << 17U;

struct Noted {
  std::int64_t session;  // 0: not noted yet
  int lock;
  bool is_taken;
};
struct Notes {
  std::atomic<std::size_t> count{0};
  Noted notes[most];
};

Notes* notes = nullptr;
sqlite3_vfs watched{};
sqlite3_io_methods methods{};
const sqlite3_vfs* original = nullptr;
const sqlite3_io_methods* original_methods = nullptr;

void note(const sqlite3_file* file, int first, int count, bool is_taken) {
  for (const int lock : {write_lock, checkpoint_lock}) {
    if (lock < first || lock >= first + count) continue;
    const std::size_t place = notes->count++;
    if (place >= most) continue;
    const auto session = std::int64_t{getpid()} << 40U ^ reinterpret_cast<std::intptr_t>(file);
    notes->notes[place] = {session, lock, is_taken};
  }
}

// Noted after a lock is taken and before it is given back: no longer than it was held.
int lock_index(sqlite3_file* file, int first, int count, int flags) {
  if ((flags & SQLITE_SHM_EXCLUSIVE) == 0)
    return original_methods->xShmLock(file, first, count, flags);
  const bool is_taken = (flags & SQLITE_SHM_LOCK) != 0;
  if (!is_taken) note(file, first, count, false);
  const int result = original_methods->xShmLock(file, first, count, flags);
  if (is_taken && result == SQLITE_OK) note(file, first, count, true);
  return result;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out) {
  const int result = original->xOpen(const_cast<sqlite3_vfs*>(original), name, file, flags, out);
  if (result != SQLITE_OK || (flags & SQLITE_OPEN_MAIN_DB) == 0) return result;
  if (original_methods == nullptr) {
    original_methods = file->pMethods;
    methods = *original_methods;
    methods.xShmLock = lock_index;
  }
  file->pMethods = &methods;
  return result;
}

std::size_t taken(int lock) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < notes->count; ++i)
    if (notes->notes[i].lock == lock && notes->notes[i].is_taken) ++count;
  return count;
}

}  // namespace

WatchedLog::WatchedLog() {
  void* const memory = mmap(nullptr, sizeof(Notes), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
  notes = new (memory) Notes;
  original = sqlite3_vfs_find(nullptr);
  watched = *original;
  watched.zName = "watched";
  watched.xOpen = open_file;
  sqlite3_vfs_register(&watched, 1);
}

WatchedLog::~WatchedLog() {
  sqlite3_vfs_register(const_cast<sqlite3_vfs*>(original), 1);
  sqlite3_vfs_unregister(&watched);
  munmap(notes, sizeof(Notes));
}

std::size_t WatchedLog::writes() const { return taken(write_lock); }
std::size_t WatchedLog::checkpoints() const { return taken(checkpoint_lock); }

std::size_t WatchedLog::sessions() const {
  std::set<std::int64_t> sessions;
  for (std::size_t i = 0; i < notes->count; ++i) sessions.insert(notes->notes[i].session);
  return sessions.size();
}

std::size_t WatchedLog::overlaps() const {
  std::map<std::int64_t, int> held;  // how many locks, by session
  std::size_t overlaps = 0;
  for (std::size_t i = 0; i < notes->count; ++i) {
    const Noted& each = notes->notes[i];
    if (!each.is_taken) {
      if (--held[each.session] == 0) held.erase(each.session);
      continue;
    }
    ++held[each.session];
    if (held.size() > 1) ++overlaps;
  }
  return overlaps;
}

}  // namespace trellis::testing
