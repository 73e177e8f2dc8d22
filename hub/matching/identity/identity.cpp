#include "hub/matching/identity/identity.hpp"

namespace trellis::matching {

Status Identity::load(const SnapshotSettings& snapshots) {
  TRELLIS_LET(const auto position, load_engine(engine_, links_, snapshots));
  following_.start_from(position);
  return done();
}

}  // namespace trellis::matching
