#include "hub/matching/engine/loading.hpp"

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
  TRELLIS_LET(const auto features, unpack(known.features));
  engine.remember(known.subject.id, known.child, features);
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
  TRELLIS_LET(auto snapshot, links.snapshot());
  loaded.snapshot = std::move(snapshot);
  TRELLIS_LET(const auto position, links.position());
  loaded.position = position;
  const std::string& name = loaded.snapshot.name;
  loaded.is_restored = !folder.empty() && engine.restore(file_in(folder, name), name);
  TRELLIS_LET(const auto told, loaded.is_restored
                                   ? tell_changes(engine, links, loaded.snapshot.change)
                                   : tell_all(engine, links));
  loaded.told = told;
  return loaded;
}

// Another program that starts may leave a newer snapshot meanwhile, and forget the changes before
// it unread.
Result<Loaded> load_subjects_undisturbed(Engine& engine, Links& links, const std::string& folder) {
  while (true) {
    auto loaded = load_subjects(engine, links, folder);
    if (!loaded.ok() || !loaded->is_restored) return loaded;
    TRELLIS_LET(const auto now, links.snapshot());
    if (now.name == loaded->snapshot.name) return loaded;
  }
}

}  // namespace

Result<std::int64_t> tell_all(Engine& engine, Links& links) {
  std::int64_t told = 0;
  for (SubjectId last;;) {
    TRELLIS_LET(auto known, links.after(last, page));
    if (known.empty()) return told;
    last = known.back().subject.id;
    told += static_cast<std::int64_t>(known.size());
    for (const Known& each : known) TRELLIS_TRY(tell(engine, each));
  }
}

Result<std::int64_t> tell_changes(Engine& engine, Links& links, ChangeId last) {
  std::int64_t told = 0;
  while (true) {
    TRELLIS_LET(auto changes, links.changes_after(last, page));
    if (changes.empty()) return told;
    last = changes.back().id;
    told += static_cast<std::int64_t>(changes.size());
    for (const Change& each : changes) {
      if (each.now)
        TRELLIS_TRY(tell(engine, *each.now));
      else
        engine.forget(each.subject);
    }
  }
}

Status follow_name_weights(Engine& engine, Links& links) {
  TRELLIS_LET(const auto epoch, links.name_epoch());
  if (epoch == engine.name_epoch()) return done();
  TRELLIS_LET(const auto weights, links.name_weights());
  return engine.weigh_names_by(weights);
}

Status weigh_names_anew(Engine& engine, Links& links) {
  engine.weigh_names_by_what_is_known();
  return links.put(engine.name_weights());
}

Result<Position> load_engine(Engine& engine, Links& links, const SnapshotSettings& settings) {
  TRELLIS_LET(const auto loaded, load_subjects_undisturbed(engine, links, settings.folder));
  TRELLIS_LET(auto locks, links.locks());
  for (const StandingLock& lock : locks) engine.lock(lock.a, lock.b, lock.kind);
  TRELLIS_TRY(follow_name_weights(engine, links));
  const Position position = loaded.position;
  const std::int64_t kept = position.change.number() - loaded.snapshot.change.number();
  const std::int64_t share = static_cast<std::int64_t>(engine.subjects()) / share_of_changes;
  const bool is_little = std::max(loaded.told, kept) <= std::max(settings.few_changes, share);
  if (settings.folder.empty() || is_little) return position;
  const auto left =
      leave_snapshot(engine, links, settings.folder, loaded.snapshot, position.change);
  if (!left.ok()) log::warning("snapshot_failed", {{"why", to_string(left.error())}});
  return position;
}

}  // namespace trellis::matching
