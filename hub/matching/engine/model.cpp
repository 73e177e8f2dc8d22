#include "hub/matching/engine/model.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "hub/matching/engine/constants.hpp"
#include "hub/matching/engine/model_keys.hpp"

namespace trellis::matching {
namespace {

using formats::Json;

constexpr std::string_view community_key =
    name_keys[static_cast<std::size_t>(WordLevel::community)];

// Given names have nicknames, family names what a whole community is called by; the latter's key
// is read by itself.
bool is_level_of(WordLevel level, bool is_given) {
  return level != WordLevel::community && (level != WordLevel::nickname || is_given);
}

struct Number {
  std::string_view key;
  double* value;
};

// Every number is there and nothing else, but for the keys of `also`.
Status read_numbers(const Json& object, std::span<const Number> numbers,
                    std::initializer_list<std::string_view> also = {}) {
  for (const Json::Member& member : object.members()) {
    const std::string& key = member.first;
    const bool known = std::any_of(numbers.begin(), numbers.end(),
                                   [&](const Number& each) { return each.key == key; }) ||
                       std::find(also.begin(), also.end(), key) != also.end();
    if (!known)
      return Error{Fault::invalid, "the model has no '" + key + "' here", member.second.place()};
  }
  for (const Number& number : numbers) {
    const Json* value = object.find(number.key);
    if (value == nullptr || !value->is(Json::Type::number))
      return Error{Fault::invalid,
                   "the model needs a number '" + std::string(number.key) + "' here",
                   object.place()};
    *number.value = value->number();
  }
  return done();
}

// The levels of one field; the last of `keys` is "missing", which weighs nothing and is not in the
// file.
template <std::size_t count>
Status read_levels(const Json& object, const std::array<std::string_view, count>& keys,
                   std::array<double, count>& bits) {
  std::vector<Number> numbers;
  for (std::size_t i = 0; i + 1 < count; ++i) numbers.push_back({keys[i], &bits[i]});
  return read_numbers(object, numbers);
}

Status read_frequency(const Json& object, Frequency& frequency) {
  const std::array<Number, 4> numbers = {{{"least", &frequency.least},
                                          {"most", &frequency.most},
                                          {"one-in", &frequency.one_in},
                                          {"strength", &frequency.strength}}};
  TRELLIS_TRY(read_numbers(object, numbers));
  if (frequency.one_in < 1 || frequency.strength <= 0 || frequency.least > frequency.most)
    return Error{Fault::invalid,
                 "a frequency needs one-in from 1, strength above 0, and least not above most",
                 object.place()};
  return done();
}

// Files from before it was known lack it.
Status read_community(const Json& object, bool is_given, std::array<double, word_levels>& bits) {
  double& weight = bits[static_cast<std::size_t>(WordLevel::community)];
  weight = is_given ? 0 : constants::usual_community;
  const Json* told = object.find(community_key);
  if (told == nullptr) return done();
  if (is_given || !told->is(Json::Type::number))
    return Error{Fault::invalid, "'community' is a number of bits of family names", told->place()};
  weight = told->number();
  return done();
}

// A name's levels: an equal name weighs by its frequency, and `other` is a key that only this name
// has.
Status read_name(const Json& object, Frequency& same, std::array<double, word_levels>& bits,
                 Number other, bool is_given) {
  std::vector<Number> numbers = {other};
  for (std::size_t i = 1; i + 1 < name_keys.size(); ++i)
    if (is_level_of(static_cast<WordLevel>(i), is_given))
      numbers.push_back({name_keys[i], &bits[i]});
  TRELLIS_TRY(read_numbers(object, numbers, {"same", community_key}));
  TRELLIS_TRY(read_community(object, is_given, bits));
  return read_frequency(object["same"], same);
}

struct Range {
  double from, to;
};

// A threshold that files from before it was known lack: `usual` then, as far as the range allows.
Status read_later_threshold(const Json& object, const Number& threshold, double usual, Range range,
                            std::string_view range_in_words) {
  *threshold.value = std::clamp(usual, range.from, range.to);
  const Json* given = object.find(threshold.key);
  if (given == nullptr) return done();
  const std::string name = "the threshold '" + std::string(threshold.key) + "'";
  if (!given->is(Json::Type::number))
    return Error{Fault::invalid, name + " is a number of bits", given->place()};
  *threshold.value = given->number();
  if (*threshold.value < range.from || *threshold.value > range.to)
    return Error{Fault::invalid, name + " lies between " + std::string(range_in_words),
                 given->place()};
  return done();
}

Status read_thresholds_per_use(const Json& object, Model::Thresholds& limits) {
  TRELLIS_TRY(read_later_threshold(object, {"show", &limits.show}, constants::usual_show,
                                   {limits.ask, limits.automatic}, "ask and automatic"));
  return read_later_threshold(object, {"statistics", &limits.statistics},
                              constants::usual_statistics,
                              {std::min(limits.break_below, limits.automatic), limits.automatic},
                              "break-below and automatic");
}

Status read_thresholds(const Json& object, Model::Thresholds& thresholds) {
  double rivals = 0;
  const std::array<Number, 6> numbers = {{{"automatic", &thresholds.automatic},
                                          {"ask", &thresholds.ask},
                                          {"gap", &thresholds.gap},
                                          {"same-connection", &thresholds.same_connection},
                                          {"break-below", &thresholds.break_below},
                                          {"rivals", &rivals}}};
  TRELLIS_TRY(read_numbers(object, numbers, {"show", "statistics"}));
  if (thresholds.ask >= thresholds.automatic || thresholds.gap < 0 || rivals < 1 || rivals > 50)
    return Error{Fault::invalid,
                 "thresholds need ask below automatic, gap from 0, and rivals from 1 to 50",
                 object.place()};
  thresholds.rivals = static_cast<int>(rivals);
  return read_thresholds_per_use(object, thresholds);
}

Status read_household(const Json& object, Model::Household& household) {
  const std::array<Number, 6> numbers = {{{"address", &household.address},
                                          {"phone", &household.phone},
                                          {"parent", &household.parent},
                                          {"further", &household.further},
                                          {"most", &household.most},
                                          {"with-family", &household.with_family}}};
  return read_numbers(object, numbers);
}

Status read_identifiers(const Json& object, std::vector<IdentifierWeights>& identifiers) {
  for (const auto& [kind, weights] : object.members()) {
    IdentifierWeights read{kind, {}, weights["hard"].boolean()};
    std::array<Number, 3> numbers = {{{identifier_keys[0], &read.bits[0]},
                                      {identifier_keys[1], &read.bits[1]},
                                      {identifier_keys[2], &read.bits[2]}}};
    TRELLIS_TRY(read_numbers(weights, numbers, {"hard"}));
    identifiers.push_back(std::move(read));
  }
  if (identifiers.empty() || identifiers.size() > 8 || identifiers.back().kind != "other")
    return Error{Fault::invalid, "identifiers are at most eight kinds, 'other' as the last",
                 object.place()};
  return done();
}

Status read_learned(const Json& object, Training::Level& level) {
  level.field = object["field"].string();
  level.level = object["level"].string();
  const std::array<Number, 3> numbers = {{{"same-pairs", &level.same_pairs},
                                          {"other-pairs", &level.other_pairs},
                                          {"learned", &level.learned}}};
  return read_numbers(object, numbers, {"field", "level"});
}

Status read_training(const Json& object, Training& training) {
  training.from = object["from"].string();
  training.subjects = object["subjects"].whole();
  training.compared = object["compared-pairs"].whole();
  training.decided_same = object["decided-same"].whole();
  training.decided_different = object["decided-different"].whole();
  const std::array<Number, 3> numbers = {{{"expected-same-pairs", &training.same_pairs},
                                          {"errors-at-automatic", &training.errors_at_automatic},
                                          {"errors-at-ask", &training.errors_at_ask}}};
  TRELLIS_TRY(read_numbers(
      object, numbers,
      {"from", "subjects", "compared-pairs", "decided-same", "decided-different", "levels"}));
  for (const Json& each : object["levels"].items())
    TRELLIS_TRY(read_learned(each, training.levels.emplace_back()));
  return done();
}

}  // namespace

Result<Model> read_model(const Json& json) {
  Model model;
  model.version = json["version"].string();
  if (model.version.empty())
    return Error{Fault::invalid, "the model needs a 'version'", json.place()};
  const std::array<Number, 1> prior = {{{"prior", &model.prior}}};
  TRELLIS_TRY(read_numbers(json, prior,
                           {"$schema", "version", "thresholds", "given", "family", "middle",
                            "birth", "sex", "postcode", "household", "identifiers", "trained"}));
  TRELLIS_TRY(read_thresholds(json["thresholds"], model.thresholds));
  TRELLIS_TRY(read_name(json["given"], model.given_frequency, model.given,
                        {"middle-name", &model.middle_used_as_given}, true));
  TRELLIS_TRY(read_name(json["family"], model.family_frequency, model.family,
                        {"swapped", &model.swapped_names}, false));
  TRELLIS_TRY(read_levels(json["middle"], middle_keys, model.middle));
  TRELLIS_TRY(read_levels(json["birth"], birth_keys, model.birth));
  TRELLIS_TRY(read_levels(json["sex"], sex_keys, model.sex));
  TRELLIS_TRY(read_levels(json["postcode"], postcode_keys, model.postcode));
  TRELLIS_TRY(read_household(json["household"], model.household));
  TRELLIS_TRY(read_identifiers(json["identifiers"], model.identifiers));
  if (const Json* trained = json.find("trained")) {
    model.training.emplace();
    TRELLIS_TRY(read_training(*trained, *model.training));
  }
  return model;
}

Result<Model> read_model_file(const std::string& file) {
  TRELLIS_LET(auto json, Json::read_file(file));
  return read_model(json);
}

std::string_view to_string(WordLevel value) {
  constexpr std::array<std::string_view, 11> words = {
      "equal",   "nickname",         "one letter off",          "sounds alike",      "very similar",
      "similar", "part of the name", "only a community's name", "agrees as initial", "different",
      "missing"};
  return words[static_cast<std::size_t>(value)];
}

std::string_view to_string(BirthLevel value) {
  constexpr std::array<std::string_view, 12> words = {"equal",
                                                      "day and month swapped",
                                                      "one digit off",
                                                      "one year off",
                                                      "one is a default day",
                                                      "agrees to the month",
                                                      "agrees to the year",
                                                      "same month",
                                                      "within a month",
                                                      "same year",
                                                      "different",
                                                      "missing"};
  return words[static_cast<std::size_t>(value)];
}

std::string_view to_string(PostcodeLevel value) {
  constexpr std::array<std::string_view, 5> words = {"equal", "same sector", "same district",
                                                     "different", "missing"};
  return words[static_cast<std::size_t>(value)];
}

std::string_view to_string(MiddleLevel value) {
  constexpr std::array<std::string_view, 4> words = {"equal", "agrees as initial", "different",
                                                     "missing"};
  return words[static_cast<std::size_t>(value)];
}

std::string_view to_string(SexLevel value) {
  constexpr std::array<std::string_view, 3> words = {"equal", "different", "missing"};
  return words[static_cast<std::size_t>(value)];
}

std::string_view to_string(IdentifierLevel value) {
  constexpr std::array<std::string_view, 4> words = {"equal", "one digit off", "conflict",
                                                     "missing"};
  return words[static_cast<std::size_t>(value)];
}

}  // namespace trellis::matching
