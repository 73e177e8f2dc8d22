#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "hub/sharing/policy.hpp"

namespace trellis::sharing {

struct Considered {
  const Agreement* agreement;  // of the policy's snapshot, which the permissions hold
  Reason standing;
};

struct Policy::State {
  Parties parties;
  std::vector<Agreement> agreements;  // never changed once made: `of_provider` points into it
  std::shared_ptr<const model::Catalogue> catalogue;
  std::map<std::string, std::vector<const Agreement*>, std::less<>> of_provider;
};

struct Permissions::State {
  std::shared_ptr<const Policy::State> policy;
  Asker asker;
  ChildFacts child;
  Date today;
  bool is_known_asker = false;
  model::Level own_records = model::Level::none;
  std::map<std::string, std::vector<Considered>, std::less<>> of_provider;  // but the asker's own
};

}  // namespace trellis::sharing
