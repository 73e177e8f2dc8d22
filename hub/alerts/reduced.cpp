#include "hub/alerts/reduced.hpp"

#include <algorithm>

#include "hub/alerts/suspicion.hpp"
#include "hub/alerts/wording.hpp"

namespace trellis::alerts {
namespace {

using model::Level;

bool contains(const std::vector<std::string>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// A label that a hidden field bears too is hidden.
bool is_shown(std::string_view label, const model::KindDefinition& kind,
              const std::vector<std::string>& shown) {
  bool is_any = false;
  for (const model::FieldDefinition& field : kind.fields) {
    if (field.label != label) continue;
    if (!contains(shown, field.name)) return false;
    is_any = true;
  }
  return is_any;
}

// What is left of an alert under its recipient's permissions of today.
Content reduce(const NewAlert& alert, const Rule& rule, const model::KindDefinition& kind,
               const std::vector<std::string>& shown) {
  Content content = alert.content;
  std::erase_if(content.fields,
                [&](const auto& field) { return !is_shown(field.first, kind, shown); });
  const auto value_of = [&](std::string_view name) -> std::optional<std::string> {
    const model::FieldDefinition* definition = kind.find(name);
    for (const auto& [label, value] : content.fields)
      if (definition != nullptr && label == definition->label && !value.empty()) return value;
    return std::nullopt;
  };
  content.sentence = filled(rule.sentence, alert.raised.happened, value_of);
  if (alert.content.sentence.find(not_guilt) != std::string::npos)
    content.sentence += " " + std::string(not_guilt);
  return content;
}

bool may_read_what_decided(const Rule& rule, const std::vector<std::string>& shown) {
  const std::vector<std::string> needed = rule.when.fields();
  return std::all_of(needed.begin(), needed.end(),
                     [&](const std::string& name) { return contains(shown, name); });
}

}  // namespace

std::optional<Content> told_today(const NewAlert& alert, const Rule* rule,
                                  const sharing::Permissions& permissions,
                                  const sharing::Policy& policy) {
  const sharing::Answer answer = permissions.answer(alert.provider, alert.kind);
  const model::KindDefinition* kind = policy.catalogue().kind(alert.kind);
  if (answer.level < Level::exists || kind == nullptr) return std::nullopt;
  const std::vector<std::string> shown = permissions.fields(alert.provider, alert.kind);
  const auto is_hidden = [&](const auto& field) { return !is_shown(field.first, *kind, shown); };
  const std::vector<std::pair<std::string, std::string>>& fields = alert.content.fields;
  const bool is_whole = alert.content.level <= Level::exists ||
                        (answer.level >= alert.content.level &&
                         std::none_of(fields.begin(), fields.end(), is_hidden));
  Content content = alert.content;
  if (!is_whole) {
    const bool is_discreet =
        answer.level < Level::summary || rule == nullptr || !may_read_what_decided(*rule, shown);
    content = is_discreet ? discreet(alert.provider, policy) : reduce(alert, *rule, *kind, shown);
    content.level = std::min(content.level, answer.level);
  }
  content.agreement = answer.agreement;
  content.clause = answer.clause;
  return content;
}

}  // namespace trellis::alerts
