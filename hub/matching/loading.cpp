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
constexpr const char* extension = ".snapshot";
constexpr std::int64_t share_of_changes = 20;

Status tell(Engine& engine, const Known& known) {
  const auto features = unpack(known.features);
  if (!features.ok()) return features.error();
  engine.remember(known.subject.id, known.child, *features);
  return done();
}

std::string new_name() {
  std::random_device random;
  std::array<unsigned, 8> numbers{};
  std::generate(numbers.begin(), numbers.end(), std::ref(random));
  return hex(sha256({reinterpret_cast<const char*>(numbers.data()), sizeof numbers}));
}

std::string file_in(const std::string& folder, const std::string& name) {
  return folder + "/" + name + extension;
}

void remove_all_but(const std::string& folder, const std::string& name) {
  std::error_code failed;
  for (const auto& each : std::filesystem::directory_iterator(folder, failed))
    if (each.path().extension() == extension && each.path().stem() != name)
      std::filesystem::remove(each.path(), failed);
}

// The store names it once it is whole: who stops in between leaves the snapshot before in force.
Status leave_snapshot(Engine& engine, Links& links, const std::string& folder,
                      const Snapshot& before, ChangeId change) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  remove_all_but(folder, before.name);
  const std::string name = new_name(), file = file_in(folder, name);
  auto left = engine.save(file, name);
  if (left.ok()) left = links.replace_snapshot(before.name, {name, change});
  if (left.ok())
    remove_all_but(folder, name);
  else
    std::filesystem::remove(file, failed);
  return left;
}

// What a start has read.
struct Loaded {
  Snapshot snapshot;  // that was in force
  Position position;  // what was read for sure: others came while the rest was read
  std::int64_t told = 0;
  bool is_restored = false;
};

Result<Loaded> load_subjects(Engine& engine, Links& links, const std::string& folder) {
  Loaded loaded;
  auto snapshot = links.snapshot();
  if (!snapshot.ok()) return std::move(snapshot).error();
  loaded.snapshot = std::move(*snapshot);
  const auto position = links.position();
  if (!position.ok()) return position.error();
  loaded.position = *position;
  const std::string& name = loaded.snapshot.name;
  loaded.is_restored = !folder.empty() && engine.restore(file_in(folder, name), name);
  const auto told = loaded.is_restored ? tell_changes(engine, links, loaded.snapshot.change)
                                       : tell_all(engine, links);
  if (!told.ok()) return told.error();
  loaded.told = *told;
  return loaded;
}

// Another program that starts may leave a newer snapshot meanwhile, and forget the changes before
// it unread.
Result<Loaded> load_subjects_undisturbed(Engine& engine, Links& links, const std::string& folder) {
  while (true) {
    auto loaded = load_subjects(engine, links, folder);
    if (!loaded.ok() || !loaded->is_restored) return loaded;
    const auto now = links.snapshot();
    if (!now.ok()) return now.error();
    if (now->name == loaded->snapshot.name) return loaded;
  }
}

}  // namespace

Result<std::int64_t> tell_all(Engine& engine, Links& links) {
  std::int64_t told = 0;
  for (SubjectId last;;) {
    auto known = links.after(last, page);
    if (!known.ok()) return std::move(known).error();
    if (known->empty()) return told;
    last = known->back().subject.id;
    told += static_cast<std::int64_t>(known->size());
    for (const Known& each : *known) TRELLIS_TRY(tell(engine, each));
  }
}

Result<std::int64_t> tell_changes(Engine& engine, Links& links, ChangeId last) {
  std::int64_t told = 0;
  while (true) {
    auto changes = links.changes_after(last, page);
    if (!changes.ok()) return std::move(changes).error();
    if (changes->empty()) return told;
    last = changes->back().id;
    told += static_cast<std::int64_t>(changes->size());
    for (const Change& each : *changes) {
      if (each.now)
        TRELLIS_TRY(tell(engine, *each.now));
      else
        engine.forget(each.subject);
    }
  }
}

Status follow_name_weights(Engine& engine, Links& links) {
  const auto epoch = links.name_epoch();
  if (!epoch.ok()) return epoch.error();
  if (*epoch == engine.name_epoch()) return done();
  const auto weights = links.name_weights();
  if (!weights.ok()) return weights.error();
  return engine.weigh_names_by(*weights);
}

Result<Position> load_engine(Engine& engine, Links& links, const SnapshotSettings& settings) {
  const auto loaded = load_subjects_undisturbed(engine, links, settings.folder);
  if (!loaded.ok()) return loaded.error();
  auto locks = links.locks();
  if (!locks.ok()) return std::move(locks).error();
  for (const StandingLock& lock : *locks) engine.lock(lock.a, lock.b, lock.kind);
  TRELLIS_TRY(follow_name_weights(engine, links));
  const Position position = loaded->position;
  const std::int64_t kept = position.change.number() - loaded->snapshot.change.number();
  const std::int64_t share = static_cast<std::int64_t>(engine.subjects()) / share_of_changes;
  const bool is_little = std::max(loaded->told, kept) <= std::max(settings.few_changes, share);
  if (settings.folder.empty() || is_little) return position;
  const auto left =
      leave_snapshot(engine, links, settings.folder, loaded->snapshot, position.change);
  if (!left.ok()) log::warning("snapshot_failed", {{"why", to_string(left.error())}});
  return position;
}

}  // namespace trellis::matching
