#include "hub/pipeline/incoming.hpp"

namespace trellis::pipeline {

void map_record(const mapping::Mapping& mapping, int this_year, Incoming& incoming) {
  incoming.digest = sha256(incoming.bytes);
  if (incoming.unread) return;
  if (incoming.key.empty()) incoming.key = hex(incoming.digest);
  const auto tree = formats::Tree::parse(incoming.media_type, incoming.bytes, incoming.origins);
  if (!tree.ok()) {
    incoming.unread = tree.error();
    return;
  }
  incoming.mapped = mapping.apply(*tree, this_year);
  incoming.features = matching::features_of(incoming.mapped.observations);
}

}  // namespace trellis::pipeline
