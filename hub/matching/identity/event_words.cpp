#include <array>

#include "hub/matching/identity/ports.hpp"

namespace trellis::matching {
namespace {

constexpr std::array<ProposalState, 4> states = {
    ProposalState::open, ProposalState::same, ProposalState::different, ProposalState::withdrawn};

}  // namespace

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
