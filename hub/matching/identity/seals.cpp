#include "hub/matching/identity/seals.hpp"

namespace trellis::matching {

Result<bool> is_sealed(const Known& known) {
  TRELLIS_LET(const auto features, unpack(known.features));
  return features.sealed;
}

Result<Features> open_features(Links& links, SubjectId subject) {
  const Error no_such_subject{Fault::not_found, "there is no such subject"};
  TRELLIS_LET(const auto known, links.find(subject));
  if (!known) return no_such_subject;
  auto features = unpack(known->features);
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
