#include <array>

#include "hub/formats/json.hpp"
#include "hub/matching/ports.hpp"

namespace trellis::matching {
namespace {

using formats::Json;

constexpr std::array<Likeness, 4> likenesses = {Likeness::same_child, Likeness::twin,
                                                Likeness::sibling_or_household, Likeness::stranger};
constexpr std::array<ProposalState, 4> states = {
    ProposalState::open, ProposalState::same, ProposalState::different, ProposalState::withdrawn};

Error not_written_here() {
  return Error{Fault::invalid, "this is not a comparison as the hub writes it"};
}

}  // namespace

std::string write(const Comparison& comparison) {
  Json evidence = Json::array();
  for (const Evidence& each : comparison.evidence) {
    Json item = Json::object();
    item.set("field", each.field);
    item.set("level", each.level);
    item.set("bits", each.bits);
    if (each.one_in > 0) item.set("one_in", each.one_in);
    evidence.push(std::move(item));
  }
  Json json = Json::object();
  json.set("bits", comparison.bits);
  json.set("likeness", std::string(to_string(comparison.likeness)));
  json.set("forbidden", comparison.forbidden);
  json.set("because", comparison.because);
  json.set("evidence", std::move(evidence));
  return json.dump();
}

Result<Comparison> read_comparison(std::string_view text) {
  const auto json = Json::parse(text);
  if (!json.ok() || !json->is(Json::Type::object) || !(*json)["bits"].is(Json::Type::number))
    return not_written_here();
  Comparison comparison;
  comparison.bits = (*json)["bits"].number();
  comparison.forbidden = (*json)["forbidden"].boolean();
  comparison.because = (*json)["because"].string();
  bool is_known = false;
  for (const Likeness likeness : likenesses) {
    if (to_string(likeness) != (*json)["likeness"].string()) continue;
    comparison.likeness = likeness;
    is_known = true;
  }
  if (!is_known) return not_written_here();
  for (const Json& item : (*json)["evidence"].items())
    comparison.evidence.push_back(
        {item["field"].string(), item["level"].string(), item["bits"].number(),
         item["one_in"].is(Json::Type::number) ? item["one_in"].number() : 0});
  return comparison;
}

std::string_view to_string(Happening value) {
  switch (value) {
    case Happening::placed:
      return "placed";
    case Happening::joined:
      return "joined";
    case Happening::split:
      return "split";
    case Happening::locked:
      return "locked";
    case Happening::decided:
      return "decided";
    case Happening::undone:
      return "undone";
  }
  return {};
}

std::string_view to_string(ProposalState value) {
  switch (value) {
    case ProposalState::open:
      return "open";
    case ProposalState::same:
      return "same";
    case ProposalState::different:
      return "different";
    case ProposalState::withdrawn:
      return "withdrawn";
  }
  return {};
}

std::string_view to_string(Why value) {
  switch (value) {
    case Why::unsure:
      return "the evidence is not enough either way";
    case Why::several_children:
      return "more than one child fits";
    case Why::same_connection:
      return "one source holds both under different keys";
    case Why::no_longer_fits:
      return "the link no longer fits what the sources say";
    case Why::locks_disagree:
      return "one lock says one child, another says never";
    case Why::merged_by_source:
      return "the source merged the two, and something stands against it";
  }
  return {};
}

std::optional<ProposalState> parse_proposal_state(std::string_view text) {
  for (const ProposalState state : states)
    if (to_string(state) == text) return state;
  return std::nullopt;
}

}  // namespace trellis::matching
