#include <set>
#include <utility>

#include "hub/sharing/conditions.hpp"
#include "hub/sharing/policy.hpp"
#include "hub/sharing/policy_state.hpp"

namespace trellis::sharing {
namespace {

std::string level_words(model::Level level) { return std::string(model::to_string(level)); }

std::string granted_words(const Answer& answer, const Agreement& agreement) {
  std::string words = "level " + level_words(answer.level) + " by clause " + answer.clause +
                      " of agreement " + answer.agreement + " (" + agreement.title +
                      "), for the purpose " + agreement.purpose;
  if (!agreement.end.none()) words += ", until " + agreement.end.text();
  return words;
}

std::string field_sentence(const Explained& line, const model::FieldDefinition& field,
                           bool is_hidden_place, const std::string& kind_sentence) {
  if (line.shown) return "shown: " + kind_sentence;
  if (line.granted == model::Level::none) return kind_sentence;
  if (is_hidden_place) return "not shown: where this child can be found is protected";
  return "not shown: it needs level " + level_words(field.level) + ", granted is " +
         level_words(line.granted);
}

}  // namespace

std::string Permissions::sentence(std::string_view provider, std::string_view kind) const {
  const Answer found = answer(provider, kind);
  const std::string agreement_words = "nothing: agreement " + found.agreement + " ";
  const Agreement* agreement = nullptr;
  for (const Agreement& one : state_->policy->agreements)
    if (one.id == found.agreement) agreement = &one;
  switch (found.reason) {
    case Reason::unknown_asker:
      return "nothing: " + state_->asker.role + " is not a role of " + state_->asker.organisation;
    case Reason::no_agreement:
      return "nothing: no agreement shares what " + std::string(provider) + " holds";
    case Reason::not_a_recipient:
    case Reason::wrong_purpose:
    case Reason::not_live:
    case Reason::not_this_child:
      return agreement_words +
             why_not(found.reason, *agreement, state_->asker, state_->child, state_->today);
    case Reason::kind_not_named:
      if (agreement == nullptr) return "nothing: the catalogue has no kind " + std::string(kind);
      return agreement_words + (found.clause.empty() ? "does not name " + std::string(kind)
                                                     : "says none in clause " + found.clause);
    case Reason::kind_not_for_purpose:
      return agreement_words + "is for the purpose " + agreement->purpose + ", which " +
             std::string(kind) + " does not serve";
    case Reason::sealed_kind:
      return "nothing: " + std::string(kind) + " is never shared";
    case Reason::sealed_child:
      return "nothing: the whole record is restricted, so no agreement applies";
    case Reason::protected_location:
      return "nothing: where this child can be found is protected";
    case Reason::own_record:
      return found.level == model::Level::none
                 ? "nothing: " + state_->asker.role + " does not see its organisation's records"
                 : "level " + level_words(found.level) + ": the asker's own record";
    case Reason::agreed:
      return granted_words(found, *agreement);
  }
  return {};
}

std::vector<Explained> explain(const Permissions& permissions, const model::Catalogue& catalogue,
                               std::span<const Sourced> held) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const Sourced& one : held) pairs.emplace(one.organisation, one.observation.kind);

  std::vector<Explained> lines;
  for (const auto& [provider, kind] : pairs) {
    const Answer answer = permissions.answer(provider, kind);
    const std::string sentence = permissions.sentence(provider, kind);
    lines.push_back({provider,
                     kind,
                     {},
                     answer.level >= model::Level::exists,
                     answer.level,
                     model::Level::exists,
                     answer.agreement,
                     answer.clause,
                     sentence});
    const model::KindDefinition* definition = catalogue.kind(kind);
    if (definition == nullptr) continue;
    const std::vector<std::string> shown = permissions.fields(provider, kind);
    for (const model::FieldDefinition& field : definition->fields) {
      Explained line = {provider,
                        kind,
                        field.name,
                        contains(shown, field.name),
                        answer.level,
                        field.level,
                        answer.agreement,
                        answer.clause,
                        {}};
      line.sentence = field_sentence(line, field, field.level <= answer.level, sentence);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::unknown_asker:
      return "unknown-asker";
    case Reason::no_agreement:
      return "no-agreement";
    case Reason::not_a_recipient:
      return "not-a-recipient";
    case Reason::wrong_purpose:
      return "wrong-purpose";
    case Reason::not_live:
      return "not-live";
    case Reason::not_this_child:
      return "not-this-child";
    case Reason::kind_not_named:
      return "kind-not-named";
    case Reason::kind_not_for_purpose:
      return "kind-not-for-purpose";
    case Reason::sealed_kind:
      return "sealed-kind";
    case Reason::sealed_child:
      return "sealed-child";
    case Reason::protected_location:
      return "protected-location";
    case Reason::own_record:
      return "own-record";
    case Reason::agreed:
      return "agreed";
  }
  return "no-agreement";
}

}  // namespace trellis::sharing
