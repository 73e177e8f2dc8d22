#include "hub/queue/quarantine.hpp"

#include <array>
#include <utility>

namespace trellis::queue {

namespace {

constexpr std::array<std::pair<Stage, std::string_view>, 5> stages{{{Stage::read, "read"},
                                                                    {Stage::map, "map"},
                                                                    {Stage::match, "match"},
                                                                    {Stage::deliver, "deliver"},
                                                                    {Stage::store, "store"}}};
constexpr std::array<std::pair<HeldState, std::string_view>, 3> states{
    {{HeldState::waiting, "waiting"},
     {HeldState::replayed, "replayed"},
     {HeldState::skipped, "skipped"}}};

template <typename Words, typename Value>
std::string_view word(const Words& words, Value value) {
  for (const auto& [known, text] : words)
    if (known == value) return text;
  return {};
}

}  // namespace

std::string_view to_string(Stage stage) { return word(stages, stage); }
std::string_view to_string(HeldState state) { return word(states, state); }

Result<Stage> parse_stage(std::string_view text) {
  for (const auto& [stage, word] : stages)
    if (word == text) return stage;
  return Error{Fault::invalid, "a stage is one of read, map, match, deliver and store"};
}

Result<HeldState> parse_held_state(std::string_view text) {
  for (const auto& [state, word] : states)
    if (word == text) return state;
  return Error{Fault::invalid, "a held record is one of waiting, replayed and skipped"};
}

std::string dedupe_key(const Held& held) {
  if (!held.source_key.empty()) return "key " + held.source_key;
  return "place " + trellis::to_string(held.place);
}

}  // namespace trellis::queue
