#include <algorithm>

#include "hub/alerts/rules.hpp"
#include "hub/alerts/suspicion.hpp"
#include "hub/alerts/wording.hpp"

namespace trellis::alerts {
namespace {

using model::Level;
using sharing::Permissions;
using sharing::Sourced;

std::string words_of(const model::Value& value, const model::FieldDefinition& field,
                     const model::Catalogue& catalogue, Date day) {
  if (field.type != model::FieldType::code) return value.text;
  const model::CodeList* list = catalogue.codes(field.codes);
  const model::CodeList::Entry* entry = list == nullptr ? nullptr : list->find(value.text, day);
  return entry == nullptr ? value.text : entry->label;
}

// May the recipient know that the child is open to the service, which the alert's existence tells?
bool may_know_service(const Rule& rule, const Raised& raised, std::span<const Sourced> held,
                      const Permissions& permissions, const model::Catalogue& catalogue,
                      Date today) {
  if (rule.open_to.empty()) return true;
  const auto open = sharing::open_services(held, catalogue, today);
  return std::any_of(open.begin(), open.end(), [&](const sharing::OpenService& service) {
    return service.service == rule.open_to &&
           (service.organisation == raised.organisation ||
            permissions.answer(service.organisation, service.kind).level >= Level::exists);
  });
}

bool may_read_all(const std::vector<std::string>& needed, const std::vector<std::string>& fields) {
  return std::all_of(needed.begin(), needed.end(), [&](const std::string& name) {
    return std::find(fields.begin(), fields.end(), name) != fields.end();
  });
}

}  // namespace

std::optional<Content> content_for(const Rule& rule, const Raised& raised,
                                   std::span<const Sourced> held, const Permissions& permissions,
                                   const sharing::Policy& policy, Date today) {
  const sharing::Asker& asker = permissions.asker();
  const bool is_recipient = asker.organisation == raised.organisation &&
                            asker.role == raised.role && asker.purpose == raised.purpose;
  if (!is_recipient || raised.observation >= held.size()) return std::nullopt;
  const Sourced& source = held[raised.observation];
  const auto shown = permissions.filter(source);
  if (!shown || !may_know_service(rule, raised, held, permissions, policy.catalogue(), today))
    return std::nullopt;

  const model::KindDefinition* kind = policy.catalogue().kind(source.observation.kind);
  const sharing::Answer answer = permissions.answer(source.organisation, kind->name);
  const auto fields = permissions.fields(source.organisation, kind->name);
  Content content = discreet(source.organisation, policy);
  content.agreement = answer.agreement;
  content.clause = answer.clause;
  if (answer.level < Level::summary || !may_read_all(rule.when.fields(), fields)) return content;

  content.level = answer.level;
  content.title = rule.title;
  const auto value_of = [&](std::string_view name) -> std::optional<std::string> {
    const model::FieldDefinition* field = kind->find(name);
    const model::Value* value = shown->find(name);
    if (field == nullptr || value == nullptr || value->text.empty()) return std::nullopt;
    return words_of(*value, *field, policy.catalogue(), raised.happened);
  };
  content.sentence = filled(rule.sentence, raised.happened, value_of);
  if (is_suspicion(source.observation)) content.sentence += " " + std::string(not_guilt);
  for (const model::Field& field : shown->fields) {
    const model::FieldDefinition* definition = kind->find(field.name);
    content.fields.emplace_back(
        definition->label, words_of(field.value, *definition, policy.catalogue(), raised.happened));
  }
  return content;
}

}  // namespace trellis::alerts
