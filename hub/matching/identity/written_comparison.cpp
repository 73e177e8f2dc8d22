#include <array>
#include <optional>
#include <utility>

#include "hub/formats/json.hpp"
#include "hub/matching/identity/ports.hpp"
#include "hub/matching/identity/written_by_words.hpp"

// Stored comparisons. 1 had words alone; 2 says beside them what they stand for. What this hub does
// not know is not read at all: nobody is to be told of what it cannot judge.
namespace trellis::matching {
namespace {

using formats::Json;

constexpr std::int64_t by_words = 1, by_facts = 2;

template <typename Value>
using Named = std::pair<Value, std::string_view>;

constexpr std::array<Named<Topic>, 13> topics = {{{Topic::not_known, "not-known"},
                                                  {Topic::prior, "prior"},
                                                  {Topic::given_name, "given-name"},
                                                  {Topic::family_name, "family-name"},
                                                  {Topic::names_swapped, "names-swapped"},
                                                  {Topic::names_tried, "names-tried"},
                                                  {Topic::middle_name, "middle-name"},
                                                  {Topic::birth_date, "birth-date"},
                                                  {Topic::shared_day, "shared-day"},
                                                  {Topic::sex, "sex"},
                                                  {Topic::household, "household"},
                                                  {Topic::identifier, "identifier"},
                                                  {Topic::guard, "guard"}}};

constexpr std::array<Named<Trait>, 10> traits = {{{Trait::given_name, "given-name"},
                                                  {Trait::middle_name, "middle-name"},
                                                  {Trait::family_name, "family-name"},
                                                  {Trait::birth_date, "birth-date"},
                                                  {Trait::sex, "sex"},
                                                  {Trait::postcode, "postcode"},
                                                  {Trait::address, "address"},
                                                  {Trait::telephone, "telephone"},
                                                  {Trait::parent, "parent"},
                                                  {Trait::identifier, "identifier"}}};

constexpr std::array<Named<Ruling>, 15> rulings = {{{Ruling::none, "none"},
                                                    {Ruling::two_numbers, "two-numbers"},
                                                    {Ruling::one_roll, "one-roll"},
                                                    {Ruling::shared_number, "shared-number"},
                                                    {Ruling::twin, "twin"},
                                                    {Ruling::perhaps_twin, "perhaps-twin"},
                                                    {Ruling::beside_twin, "beside-twin"},
                                                    {Ruling::told_apart, "told-apart"},
                                                    {Ruling::nothing_to_tell, "nothing-to-tell"},
                                                    {Ruling::middle_name, "middle-name"},
                                                    {Ruling::shared_day, "shared-day"},
                                                    {Ruling::must_link, "must-link"},
                                                    {Ruling::never_link, "never-link"},
                                                    {Ruling::locks_disagree, "locks-disagree"},
                                                    {Ruling::not_known, "not-known"}}};

constexpr std::array<Named<Likeness>, 4> likenesses = {
    {{Likeness::same_child, "same child"},
     {Likeness::twin, "twin"},
     {Likeness::sibling_or_household, "sibling or household"},
     {Likeness::stranger, "stranger"}}};

template <typename Value, std::size_t count>
std::string name_in(const std::array<Named<Value>, count>& names, Value value) {
  for (const auto& [each, name] : names)
    if (each == value) return std::string(name);
  return {};
}

template <typename Value, std::size_t count>
std::optional<Value> value_in(const std::array<Named<Value>, count>& names, std::string_view name) {
  for (const auto& [value, each] : names)
    if (each == name) return value;
  return std::nullopt;
}

Json written(const Evidence& evidence) {
  Json compares = Json::array();
  for (const Trait trait : evidence.compares) compares.push(name_in(traits, trait));
  Json item = Json::object();
  item.set("topic", name_in(topics, evidence.topic));
  item.set("compares", std::move(compares));
  if (!evidence.identifier.empty()) item.set("identifier", evidence.identifier);
  item.set("field", evidence.field);
  item.set("level", evidence.level);
  item.set("bits", evidence.bits);
  if (evidence.one_in > 0) item.set("one_in", evidence.one_in);
  return item;
}

// False where something is not known here.
bool read_facts(const Json& item, Evidence& evidence) {
  const auto topic = value_in(topics, item["topic"].string());
  if (!topic || !item["compares"].is(Json::Type::array)) return false;
  evidence.topic = *topic;
  evidence.identifier = item["identifier"].string();
  for (const Json& each : item["compares"].items()) {
    const auto trait = value_in(traits, each.string());
    if (!trait) return false;
    evidence.compares.push_back(*trait);
  }
  return true;
}

Error not_written_here() {
  return Error{Fault::invalid, "this is not a comparison as the hub writes it"};
}

std::optional<std::int64_t> version_of(const Json& json) {
  if (json["version"].is(Json::Type::null)) return by_words;
  if (!json["version"].is(Json::Type::number)) return std::nullopt;
  const double version = json["version"].number();
  return version == static_cast<double>(by_facts) ? std::optional(by_facts) : std::nullopt;
}

}  // namespace

std::string write(const Comparison& comparison) {
  Json evidence = Json::array();
  for (const Evidence& each : comparison.evidence) evidence.push(written(each));
  Json json = Json::object();
  json.set("version", by_facts);
  json.set("bits", comparison.bits);
  json.set("likeness", name_in(likenesses, comparison.likeness));
  json.set("forbidden", comparison.forbidden);
  json.set("ruling", name_in(rulings, comparison.ruling));
  json.set("because", comparison.because);
  json.set("evidence", std::move(evidence));
  return json.dump();
}

Result<Comparison> read_comparison(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json.ok() || !json->is(Json::Type::object)) return not_written_here();
  const auto version = version_of(*json);
  const auto likeness = value_in(likenesses, (*json)["likeness"].string());
  if (!version || !likeness || !(*json)["bits"].is(Json::Type::number) ||
      !(*json)["forbidden"].is(Json::Type::boolean))
    return not_written_here();
  Comparison comparison;
  comparison.bits = (*json)["bits"].number();
  comparison.likeness = *likeness;
  comparison.forbidden = (*json)["forbidden"].boolean();
  comparison.because = (*json)["because"].string();
  const auto ruling = *version == by_words ? ruling_by_words(comparison.because)
                                           : value_in(rulings, (*json)["ruling"].string());
  if (!ruling) return not_written_here();
  comparison.ruling = *ruling;
  for (const Json& item : (*json)["evidence"].items()) {
    Evidence evidence{item["field"].string(), item["level"].string(), item["bits"].number(),
                      item["one_in"].is(Json::Type::number) ? item["one_in"].number() : 0};
    if (*version == by_words)
      read_words(evidence);
    else if (!read_facts(item, evidence))
      return not_written_here();
    comparison.evidence.push_back(std::move(evidence));
  }
  return comparison;
}

}  // namespace trellis::matching
