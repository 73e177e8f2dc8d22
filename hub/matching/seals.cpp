#include "hub/matching/seals.hpp"

namespace trellis::matching {

Result<bool> is_sealed(const Known& known) {
  const auto features = unpack(known.features);
  if (!features.ok()) return features.error();
  return features->sealed;
}

Result<Features> open_features(Links& links, SubjectId subject) {
  const Error no_such_subject{Fault::not_found, "there is no such subject"};
  const auto known = links.find(subject);
  if (!known.ok()) return known.error();
  if (!*known) return no_such_subject;
  auto features = unpack((*known)->features);
  if (features.ok() && features->sealed) return no_such_subject;
  return features;
}

Result<bool> may_be_named(Links& links, SubjectId subject) {
  const auto features = open_features(links, subject);
  if (!features.ok() && features.error().fault != Fault::not_found) return features.error();
  return features.ok();
}

Result<bool> may_both_be_named(Links& links, SubjectId a, SubjectId b) {
  auto one = may_be_named(links, a);
  return one.ok() && *one ? may_be_named(links, b) : one;
}

}  // namespace trellis::matching
