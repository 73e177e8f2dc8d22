#include "hub/app/match/match_child_count.hpp"

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <fmt/core.h>

namespace trellis::app {

CountedChildren count_children(const LinkSurvey& survey, const matching::Model& model,
                               const Answers& answers) {
  std::unordered_map<SubjectId, ChildId> child_of;
  std::unordered_set<ChildId> children;
  for (const matching::Member& member : survey.population.members) {
    child_of[member.subject.id] = member.child;
    children.insert(member.child);
  }
  CountedChildren counted;
  counted.from_bits = model.thresholds.statistics;
  std::vector<matching::OpenQuestion> questions;
  for (const matching::Proposal& each : survey.open_questions) {
    const auto one = child_of.find(each.a), other = child_of.find(each.b);
    if (one == child_of.end() || other == child_of.end() || one->second == other->second) continue;
    if (each.bits < counted.from_bits || is_ruled_out(each)) continue;
    questions.push_back({one->second, other->second, chance_of_one_child(each, answers)});
    if (answers.speak_for(each)) ++counted.by_answers;
  }
  counted.count = matching::count_children(children.size(), std::move(questions));
  return counted;
}

formats::Json as_json(const CountedChildren& counted) {
  const matching::ChildCount& count = counted.count;
  return formats::Json::object({{"as_linked", static_cast<std::int64_t>(count.as_linked)},
                                {"expected", count.expected},
                                {"as_one", static_cast<std::int64_t>(count.as_one)},
                                {"questions", static_cast<std::int64_t>(count.questions)},
                                {"from_bits", counted.from_bits},
                                {"by_answers", static_cast<std::int64_t>(counted.by_answers)}});
}

std::string words_of(const CountedChildren& counted) {
  const matching::ChildCount& count = counted.count;
  if (count.questions == 0)
    return fmt::format("Children: {} by links as they stand; no open question would change that.",
                       count.as_linked);
  return fmt::format(
      "Children: {} by links as they stand; {:.1f} expected, where {} open questions from {:+.1f} "
      "bits on count by their probability; {} if each of them that can be is one child.",
      count.as_linked, count.expected, count.questions, counted.from_bits, count.as_one);
}

}  // namespace trellis::app
