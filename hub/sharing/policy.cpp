#include "hub/sharing/policy.hpp"

#include <utility>

#include "hub/sharing/conditions.hpp"
#include "hub/sharing/policy_state.hpp"

namespace trellis::sharing {
namespace {

bool is_for_purpose(const model::KindDefinition& kind, std::string_view purpose) {
  return kind.purposes.empty() || contains(kind.purposes, purpose);
}

Answer answer_of(const Considered& considered, const model::KindDefinition& kind,
                 std::string_view role) {
  const Agreement& agreement = *considered.agreement;
  if (considered.standing != Reason::agreed)
    return {model::Level::none, considered.standing, agreement.id, {}};
  const Agreement::Clause* clause = deciding_clause(agreement, kind.name, role);
  if (clause == nullptr || clause->level_for(role) == model::Level::none)
    return {model::Level::none, Reason::kind_not_named, agreement.id,
            clause == nullptr ? std::string() : clause->id};
  if (!is_for_purpose(kind, agreement.purpose))
    return {model::Level::none, Reason::kind_not_for_purpose, agreement.id, clause->id};
  return {clause->level_for(role), Reason::agreed, agreement.id, clause->id};
}

}  // namespace

Policy::Policy(Parties parties, std::vector<Agreement> agreements,
               std::shared_ptr<const model::Catalogue> catalogue) {
  auto state = std::make_shared<State>();
  state->parties = std::move(parties);
  state->agreements = std::move(agreements);
  state->catalogue = std::move(catalogue);
  for (const Agreement& agreement : state->agreements)
    for (const std::string& provider : agreement.providers)
      state->of_provider[provider].push_back(&agreement);
  state_ = std::move(state);
}

Permissions Policy::permit(const Asker& asker, const ChildFacts& child, Date today) const {
  auto state = std::make_shared<Permissions::State>();
  state->policy = state_;
  state->asker = asker;
  state->child = child;
  state->today = today;
  const Organisation* organisation = state_->parties.organisation(asker.organisation);
  const Role* role = state_->parties.role(asker.role);
  state->is_known_asker =
      organisation != nullptr && role != nullptr && role->belongs_to(*organisation);
  if (!state->is_known_asker) return Permissions(std::move(state));
  state->own_records = role->own_records;
  if (child.sealed) return Permissions(std::move(state));
  for (const auto& [provider, agreements] : state_->of_provider) {
    if (provider == asker.organisation) continue;
    auto& considered = state->of_provider[provider];
    for (const Agreement* agreement : agreements)
      considered.push_back({agreement, standing(*agreement, asker, child, today)});
  }
  return Permissions(std::move(state));
}

const Parties& Policy::parties() const noexcept { return state_->parties; }
const std::vector<Agreement>& Policy::agreements() const noexcept { return state_->agreements; }
const model::Catalogue& Policy::catalogue() const noexcept { return *state_->catalogue; }

const Agreement* Policy::agreement(std::string_view id) const {
  for (const Agreement& agreement : state_->agreements)
    if (agreement.id == id) return &agreement;
  return nullptr;
}

Permissions::Permissions(std::shared_ptr<const State> state) : state_(std::move(state)) {}

const Asker& Permissions::asker() const noexcept { return state_->asker; }

Answer Permissions::answer(std::string_view provider, std::string_view kind) const {
  using model::Level;
  if (!state_->is_known_asker) return {Level::none, Reason::unknown_asker, {}, {}};
  const model::KindDefinition* definition = state_->policy->catalogue->kind(kind);
  if (definition == nullptr) return {Level::none, Reason::kind_not_named, {}, {}};
  if (state_->child.protected_location && definition->is_place)
    return {Level::none, Reason::protected_location, {}, {}};
  if (provider == state_->asker.organisation)
    return {state_->own_records, Reason::own_record, {}, {}};
  const Organisation* organisation = state_->policy->parties.organisation(provider);
  if (state_->child.protected_location && organisation != nullptr && organisation->is_a_place)
    return {Level::none, Reason::protected_location, {}, {}};
  if (state_->child.sealed) return {Level::none, Reason::sealed_child, {}, {}};
  if (definition->sensitivity == model::Sensitivity::sealed)
    return {Level::none, Reason::sealed_kind, {}, {}};

  Answer best;
  const auto found = state_->of_provider.find(provider);
  if (found == state_->of_provider.end()) return best;
  for (const Considered& considered : found->second) {
    Answer one = answer_of(considered, *definition, state_->asker.role);
    if (std::pair(one.level, one.reason) > std::pair(best.level, best.reason))
      best = std::move(one);
  }
  return best;
}

std::set<std::pair<std::string, std::string>> Permissions::readable() const {
  std::set<std::pair<std::string, std::string>> all;
  const std::vector<std::string> kinds = state_->policy->catalogue->kind_names();
  const auto add = [&](const std::string& provider) {
    for (const std::string& kind : kinds)
      if (answer(provider, kind).level >= model::Level::exists) all.emplace(provider, kind);
  };
  add(state_->asker.organisation);
  for (const auto& [provider, considered] : state_->of_provider) add(provider);
  return all;
}

}  // namespace trellis::sharing
