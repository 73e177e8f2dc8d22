#include <algorithm>
#include <utility>

#include "hub/matching/engine/model.hpp"
#include "hub/matching/engine/model_keys.hpp"

// The half of a model that tells what is in it.
namespace trellis::matching {
namespace {

using formats::Json;

template <std::size_t count>
Json levels(const std::array<std::string_view, count>& keys,
            const std::array<double, count>& bits) {
  Json object = Json::object();
  for (std::size_t i = 0; i + 1 < count; ++i) object.set(std::string(keys[i]), bits[i]);
  return object;
}

Json name_levels(const Frequency& same, const std::array<double, word_levels>& bits,
                 bool is_given) {
  Json object = Json::object({{"same", Json::object({{"least", same.least},
                                                     {"most", same.most},
                                                     {"one-in", same.one_in},
                                                     {"strength", same.strength}})}});
  for (std::size_t i = 1; i + 1 < bits.size(); ++i)
    if (static_cast<WordLevel>(i) != (is_given ? WordLevel::community : WordLevel::nickname))
      object.set(std::string(name_keys[i]), bits[i]);
  return object;
}

Json thresholds(const Model::Thresholds& limits) {
  return Json::object({{"automatic", limits.automatic},
                       {"show", limits.show},
                       {"ask", limits.ask},
                       {"statistics", limits.statistics},
                       {"gap", limits.gap},
                       {"same-connection", limits.same_connection},
                       {"break-below", limits.break_below},
                       {"rivals", limits.rivals}});
}

Json household(const Model::Household& rules) {
  return Json::object({{"address", rules.address},
                       {"phone", rules.phone},
                       {"parent", rules.parent},
                       {"further", rules.further},
                       {"most", rules.most},
                       {"with-family", rules.with_family}});
}

Json identifiers(const std::vector<IdentifierWeights>& all) {
  Json object = Json::object();
  for (const IdentifierWeights& each : all) {
    Json kind = levels(identifier_keys, each.bits);
    if (each.hard) kind.set("hard", true);
    object.set(each.kind, std::move(kind));
  }
  return object;
}

Json trained(const Training& training) {
  Json learned = Json::array();
  for (const Training::Level& each : training.levels)
    learned.push(Json::object({{"field", each.field},
                               {"level", each.level},
                               {"same-pairs", each.same_pairs},
                               {"other-pairs", each.other_pairs},
                               {"learned", each.learned}}));
  return Json::object({{"from", training.from},
                       {"subjects", training.subjects},
                       {"compared-pairs", training.compared},
                       {"expected-same-pairs", training.same_pairs},
                       {"decided-same", training.decided_same},
                       {"decided-different", training.decided_different},
                       {"errors-at-automatic", training.errors_at_automatic},
                       {"errors-at-ask", training.errors_at_ask},
                       {"levels", std::move(learned)}});
}

template <typename Level, std::size_t count>
void add_levels(std::vector<ModelLevel>& all, const std::string& field,
                const std::array<std::string_view, count>& keys,
                const std::array<double, count>& bits) {
  for (std::size_t i = 0; i + 1 < count; ++i)
    all.push_back({field, std::string(keys[i]), to_string(static_cast<Level>(i)), bits[i]});
}

}  // namespace

Json to_json(const Model& model) {
  Json given = name_levels(model.given_frequency, model.given, true);
  given.set("middle-name", model.middle_used_as_given);
  Json family = name_levels(model.family_frequency, model.family, false);
  family.set("swapped", model.swapped_names);
  Json json = Json::object({{"version", model.version},
                            {"prior", model.prior},
                            {"thresholds", thresholds(model.thresholds)},
                            {"given", std::move(given)},
                            {"family", std::move(family)},
                            {"middle", levels(middle_keys, model.middle)},
                            {"birth", levels(birth_keys, model.birth)},
                            {"sex", levels(sex_keys, model.sex)},
                            {"postcode", levels(postcode_keys, model.postcode)},
                            {"household", household(model.household)},
                            {"identifiers", identifiers(model.identifiers)}});
  if (model.training) json.set("trained", trained(*model.training));
  return json;
}

std::vector<ModelLevel> levels_of(const Model& model) {
  std::vector<ModelLevel> all;
  add_levels<WordLevel>(all, "given", name_keys, model.given);
  all.push_back(
      {"given", "middle-name", "one is the other's middle name", model.middle_used_as_given});
  add_levels<WordLevel>(all, "family", name_keys, model.family);
  all.push_back({"family", "swapped", "given and family name swapped", model.swapped_names});
  std::erase_if(all, [](const ModelLevel& each) {
    return each.level == "same" || (each.field == "family" && each.level == "nickname") ||
           (each.field == "given" && each.level == "community");
  });
  add_levels<MiddleLevel>(all, "middle", middle_keys, model.middle);
  add_levels<BirthLevel>(all, "birth", birth_keys, model.birth);
  add_levels<SexLevel>(all, "sex", sex_keys, model.sex);
  add_levels<PostcodeLevel>(all, "postcode", postcode_keys, model.postcode);
  for (const IdentifierWeights& each : model.identifiers)
    add_levels<IdentifierLevel>(all, each.kind, identifier_keys, each.bits);
  return all;
}

}  // namespace trellis::matching
