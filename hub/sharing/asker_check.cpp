#include "hub/sharing/asker_check.hpp"

#include <algorithm>
#include <set>

#include "hub/base/text.hpp"

namespace trellis::sharing {
namespace {

Status check_word(std::string_view what, const std::string& word,
                  const std::vector<std::string>& known) {
  if (word.empty() || std::find(known.begin(), known.end(), word) != known.end()) return done();
  const auto near = text::nearest(word, known);
  return Error{Fault::invalid, "there is no " + std::string(what) + " \"" + word + "\"" +
                                   (near ? "; did you mean \"" + *near + "\"?"
                                         : "; there are: " + text::join(known, ", "))};
}

std::vector<std::string> purposes_of(const model::Catalogue& catalogue) {
  std::set<std::string> purposes;
  for (const std::string& name : catalogue.kind_names())
    for (const std::string& purpose : catalogue.kind(name)->purposes) purposes.insert(purpose);
  return {purposes.begin(), purposes.end()};
}

}  // namespace

Status check_asker(const Policy& policy, const Asker& asker) {
  std::vector<std::string> roles, organisations;
  for (const Role& role : policy.parties().roles) roles.push_back(role.id);
  for (const Organisation& each : policy.parties().organisations) organisations.push_back(each.id);
  TRELLIS_TRY(check_word("role", asker.role, roles));
  TRELLIS_TRY(check_word("organisation", asker.organisation, organisations));
  TRELLIS_TRY(check_word("purpose", asker.purpose, purposes_of(policy.catalogue())));
  const Role* role = policy.parties().role(asker.role);
  const Organisation* organisation = policy.parties().organisation(asker.organisation);
  if (role == nullptr || organisation == nullptr || role->belongs_to(*organisation)) return done();
  return Error{Fault::invalid,
               "\"" + asker.role + "\" is not a role of \"" + asker.organisation + "\""};
}

}  // namespace trellis::sharing
