#include "hub/matching/loading.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <random>

#include "hub/base/digest.hpp"
#include "hub/base/log.hpp"

namespace trellis::matching {
namespace {

constexpr std::size_t page = 10'000;
constexpr std::size_t share_of_changes = 20;

Status tell(Engine& engine, const Known& known) {
  const auto features = unpack(known.features);
  if (!features.ok()) return features.error();
  engine.remember(known.subject.id, known.child, *features);
  return done();
}

Result<std::size_t> tell_all(Engine& engine, Links& links) {
  std::size_t told = 0;
  for (SubjectId last;;) {
    auto known = links.after(last, page);
    if (!known.ok()) return std::move(known).error();
    if (known->empty()) return told;
    last = known->back().subject.id;
    told += known->size();
    for (const Known& each : *known) TRELLIS_TRY(tell(engine, each));
  }
}

Result<std::size_t> tell_changes(Engine& engine, Links& links, ChangeId last) {
  std::size_t told = 0;
  while (true) {
    auto changes = links.changes_after(last, page);
    if (!changes.ok()) return std::move(changes).error();
    if (changes->empty()) return told;
    last = changes->back().id;
    told += changes->size();
    for (const Change& each : *changes) {
      if (each.now)
        TRELLIS_TRY(tell(engine, *each.now));
      else
        engine.forget(each.subject);
    }
  }
}

std::string new_name() {
  std::random_device random;
  std::array<unsigned, 8> numbers{};
  std::generate(numbers.begin(), numbers.end(), std::ref(random));
  return hex(sha256({reinterpret_cast<const char*>(numbers.data()), sizeof numbers}));
}

std::string file_in(const std::string& folder, const std::string& name) {
  return folder + "/" + name + ".snapshot";
}

void remove_others(const std::string& folder, const std::string& name) {
  std::error_code failed;
  for (const auto& each : std::filesystem::directory_iterator(folder, failed))
    if (each.path().stem() != name) std::filesystem::remove(each.path(), failed);
}

// The store names it once it is whole: who stops in between leaves the snapshot before in force.
Status leave_snapshot(Engine& engine, Links& links, const std::string& folder, ChangeId change) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  const std::string name = new_name(), file = file_in(folder, name);
  auto saved = engine.save(file, name);
  if (saved.ok()) saved = links.set_snapshot({name, change});
  if (saved.ok())
    remove_others(folder, name);
  else
    std::filesystem::remove(file, failed);
  return saved;
}

}  // namespace

Status load_engine(Engine& engine, Links& links, const Snapshots& snapshots) {
  const std::string& folder = snapshots.folder;
  auto snapshot = links.snapshot();
  if (!snapshot.ok()) return std::move(snapshot).error();
  // Who changes while the others are read is read again next time.
  const auto change = links.last_change();
  if (!change.ok()) return change.error();
  const bool is_restored = !folder.empty() && !snapshot->name.empty() &&
                           engine.restore(file_in(folder, snapshot->name), snapshot->name);
  const auto told =
      is_restored ? tell_changes(engine, links, snapshot->change) : tell_all(engine, links);
  if (!told.ok()) return told.error();
  auto locks = links.locks();
  if (!locks.ok()) return std::move(locks).error();
  for (const StandingLock& lock : *locks) engine.lock(lock.a, lock.b, lock.kind);
  engine.weigh_names_by_what_is_known();
  if (folder.empty() ||
      *told <= std::max(snapshots.few_changes, engine.subjects() / share_of_changes))
    return done();
  if (const auto left = leave_snapshot(engine, links, folder, *change); !left.ok())
    log::warning("snapshot_failed", {{"why", to_string(left.error())}});
  return done();
}

}  // namespace trellis::matching
